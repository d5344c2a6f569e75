import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { loadSettings } from "../../config/index.ts";
import { whyNobodyComesIn } from "./lockout.ts";

const GITHUB = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret", ALLOW_SOCIAL_LOGIN: "true" };
const why = (env: Record<string, string>, shown?: string[]) =>
  whyNobodyComesIn(
    loadSettings({
      env: { ALLOW_EMAIL_LOGIN: "false", ...env },
      cwd: tmpdir(),
      stored: shown ? { "registration.socialLogins": JSON.stringify(shown) } : {},
    }).settings,
  );

test.each<[string, Record<string, string>, string[] | undefined, boolean]>([
  ["with passwords", { ALLOW_EMAIL_LOGIN: "true" }, [], true],
  ["by a provider that is set up and has a button", GITHUB, ["google", "github"], true],
  ["by one that has a button as long as nobody says which do", GITHUB, undefined, true],
  ["by one whose button is taken away", GITHUB, ["google"], false],
  ["by none that has a button", GITHUB, [], false],
  ["by one that is not set up", { ALLOW_SOCIAL_LOGIN: "true" }, ["github"], false],
])("people come in %s", (_how, env, shown, is) => {
  expect(why(env, shown) === null).toBe(is);
});

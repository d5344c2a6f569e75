import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* docs/guides/access-reviews.md from its top to its end, on a running server: by Ada, who is super admin, by Ben, who reviews, and by the command line. */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/access-reviews.md");
const steps = readFileSync(GUIDE, "utf8")
  .split("\n")
  .filter((line) => /^((admin|reviewer) [A-Z]|gatehouse )/.test(line));
const BROWSER = "Mozilla/5.0";

let installation: Installation;
const variables: Record<string, string> = {};
const tokens: Record<string, string> = {};

interface Told {
  status: number;
  text: string;
}
async function ask(who: string, method: string, path: string, body?: string, more: object = {}): Promise<Told> {
  const answer = await fetch(installation.url + path, {
    method,
    headers: {
      "user-agent": BROWSER,
      ...(tokens[who] !== undefined && { authorization: `Bearer ${tokens[who]}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...more,
    },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
  for (const [who, name] of [
    ["admin", "Ada"],
    ["reviewer", "Ben"],
  ] as const) {
    const email = `${name.toLowerCase()}@example.com`;
    const { password } = await installation.json<{ password: string }>("user", "create", email, name);
    const signedIn = await ask(who, "POST", "/api/auth/login", JSON.stringify({ email, password }));
    const { token, user }: { token: string; user: { id: string } } = JSON.parse(signedIn.text);
    tokens[who] = token;
    variables.REVIEWER = user.id;
  }
  variables.DUE = new Date(Date.now() + 86_400_000).toISOString();
  const wish = JSON.stringify({ name: "Helper", provider: "echo", model: "echo" });
  const agent: { _id: string } = JSON.parse((await ask("admin", "POST", "/api/agents", wish)).text);
  const grant = JSON.stringify({ principal: "everyone", role: "viewer" });
  expect((await ask("admin", "POST", `/api/access/resources/agent/${agent._id}/grants`, grant)).status).toBe(201);
}, 60_000);
afterAll(() => installation.remove());

const filled = (text: string) => text.replaceAll(/\$([A-Z]+)/g, (whole, name: string) => variables[name] ?? whole);
/** As bash reads what stands between the first quote and the last: out of single quotes a variable is filled in, within them it stays. */
const bodyOf = (quoted: string) =>
  quoted
    .split("'")
    .map((part, at) => (at % 2 === 0 ? part : filled(part)))
    .join("");

describe("docs/guides/access-reviews.md", () => {
  test("has commands", () => expect(steps).toHaveLength(17));

  test("names no variable where bash would not fill it in", () => {
    for (const step of steps)
      expect(step.split("'").filter((part, at) => at % 2 === 1 && part.includes("$"))).toEqual([]);
  });

  test.each(steps)("%s", async (step) => {
    const [, who = "", method = "", url = "", body, dryRun, file, key] =
      /^(\w+) ([A-Z]+) "\$URL([^"]+)"(?: -d '(.*)')?(?: -H "gatehouse-dry-run: (true)")?(?: -o (\S+)| \| jq -r .publicKey > (\S+))?$/.exec(
        step,
      ) ?? [];
    if (method === "") {
      const ran = await installation.gatehouse(step.split(" ").slice(1));
      expect(ran, ran.out + ran.err).toMatchObject({ code: 0 });
      expect(ran.out).toContain("Whole");
      return;
    }
    const more = dryRun === undefined ? {} : { "gatehouse-dry-run": dryRun };
    const told = await ask(who, method, filled(url), body && bodyOf(body), more);
    expect(told.status, told.text).toBeLessThan(300);
    if (method === "POST" && url.endsWith("/admin/reviews")) variables.REVIEW = JSON.parse(told.text).id;
    if (url.endsWith("/decisions")) expect(JSON.parse(told.text)).toMatchObject({ refused: [] });
    if (url.endsWith("/close") && dryRun === undefined)
      expect(JSON.parse(told.text)).toMatchObject({ state: "closed", outcomes: { revoked: 1 } });
    if (key !== undefined) writeFileSync(join(installation.cwd, key), `${JSON.parse(told.text).publicKey}\n`);
    if (file !== undefined) writeFileSync(join(installation.cwd, file), told.text);
  });

  test("a result that was altered is none, and the exit code says so", async () => {
    const path = join(installation.cwd, "result.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"outcome":"revoked"', '"outcome":"kept"'));
    const ran = await installation.gatehouse(["review", "verify", "result.json"]);
    expect([ran.code, ran.out.split("\n")[0]]).toEqual([1, "ALTERED:"]);
  });
});

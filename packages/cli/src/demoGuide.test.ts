import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* docs/guides/demo.md from its top to its end, on a running server. */
const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/demo.md"), "utf8");
const commands = guide.split("\n").filter((line) => line.startsWith("gatehouse "));

let installation: Installation;
const said: string[] = [];
beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
}, 60_000);
afterAll(() => installation.remove());

test("has commands", () => expect(commands).toHaveLength(3));

test.each(commands)("%s", { timeout: 60_000 }, async (line) => {
  const [command = "", exit] = line.split(" # exit code ");
  const ran = await installation.gatehouse(command.split(" ").slice(1));
  expect(ran.code, ran.out + ran.err).toBe(Number(exit ?? 0));
  said.push(ran.out + ran.err);
});

test("it said who there is, that it goes where nobody is, and a password of its own each time", () => {
  const [first = "", refused = "", second = ""] = said;
  for (const [address] of guide.matchAll(/[a-z.]+@demo\.example/g)) expect(first).toContain(address);
  expect(refused).toContain("gatehouse demo --organization <slug>");
  // Nothing is said before it is certain.
  expect(refused).not.toMatch(/password/i);
  const passwordIn = (text: string) => /this once: (\S+)/.exec(text)?.[1];
  expect(passwordIn(first)).toBeDefined();
  expect(JSON.parse(second)).toMatchObject({ organization: { slug: "demo", isFirst: false }, people: 60, groups: 13 });
  expect(JSON.parse(second).password).not.toBe(passwordIn(first));
});

test("whoever it names comes in with it", async () => {
  const { password } = JSON.parse(said[2] ?? "");
  const signIn = (wish: object) =>
    fetch(`${installation.url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0" },
      body: JSON.stringify({ email: "ada.lindqvist@demo.example", password, ...wish }),
    });
  expect((await signIn({ organization: "demo" })).status).toBe(200);
  expect((await signIn({})).status).toBe(401);
});

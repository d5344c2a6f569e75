import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* docs/guides/audit.md from its top to its end, on a running server: what begins with `admin` by Ada, who is super admin, the rest by the command line. */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/audit.md");
const steps = readFileSync(GUIDE, "utf8")
  .replaceAll(/'(\$[A-Z_]+)'/g, "$1") // as a shell reads it
  .split("\n")
  .filter((line) => /^(admin [A-Z]|gatehouse )/.test(line));

let installation: Installation;
const variables: Record<string, string> = {};

beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
  const { password } = await installation.json<{ password: string }>("user", "create", "ada@example.com", "Ada");
  await installation.json("user", "create", "ben@example.com", "Ben");
  const found = await installation.json<{ users: { id: string; email: string }[] }>("user", "list");
  variables.PERSON = found.users.find(({ email }) => email === "ben@example.com")?.id ?? "";
  const answer = await fetch(`${installation.url}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0" },
    body: JSON.stringify({ email: "ada@example.com", password }),
  });
  const { token }: { token: string } = JSON.parse(await answer.text());
  variables.TOKEN = token;
}, 60_000);
afterAll(() => installation.remove());

const filled = (text: string) => text.replaceAll(/\$([A-Z]+)/g, (whole, name: string) => variables[name] ?? whole);

const wordsOf = (command: string) => [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

describe("docs/guides/audit.md", () => {
  test("has commands", () => expect(steps.length).toBeGreaterThan(12));

  test.each(steps)("%s", async (step) => {
    const [, method = "", url = "", body] = /^admin (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(step) ?? [];
    if (method !== "") {
      const answer = await fetch(installation.url + filled(url), {
        method,
        headers: {
          authorization: `Bearer ${variables.TOKEN}`,
          "user-agent": "Mozilla/5.0",
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: filled(body) }),
      });
      expect(answer.status, await answer.text()).toBeLessThan(300);
      return;
    }
    const ran = await installation.gatehouse(wordsOf(filled(step)).slice(1));
    expect(ran, ran.out + ran.err).toMatchObject({ code: 0 });
    // Only the head can go into a file or a variable; what is said of it goes beside it.
    if (step === "gatehouse audit head") {
      expect(ran.out).toMatch(/^\d+-[0-9a-f]{64}\n$/);
      variables.HEAD = ran.out.trim();
    } else expect(ran.err).toBe("");
    if (step.includes("audit verify")) expect(ran.out).toContain("The head that was kept is in it.");
  });
});

describe("gatehouse audit verify", () => {
  const file = "to-alter.jsonl";
  const path = () => join(installation.cwd, file);
  const written = () => readFileSync(path(), "utf8");

  test("needs no server, and says what was altered, with exit code 1", async () => {
    expect((await installation.gatehouse(["audit", "export", file])).code).toBe(0);
    const elsewhere = await Installation.make({ DATA_DIR: "/nowhere" });
    expect((await elsewhere.gatehouse(["audit", "verify", path()])).code).toBe(0);
    const whole = written();
    writeFileSync(path(), whole.replace('"actor":"cli:', '"actor":"cli:somebody-else-'));
    const ran = await elsewhere.gatehouse(["audit", "verify", path(), "--head", variables.HEAD ?? ""]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/ALTERED:\n {2}segment \d+, entry \d+: it is not what was sealed/);
    writeFileSync(path(), `${whole.split("\n")[0]}\n`);
    const cut = await elsewhere.gatehouse(["audit", "verify", path(), "--head", variables.HEAD ?? "", "--json"]);
    expect(cut.code).toBe(1);
    expect(JSON.parse(cut.out)).toMatchObject({ result: "short", isHeadFound: false });
    await elsewhere.remove();
  });

  test("refuses what is no head, no trail, and to write over a file", async () => {
    expect(await installation.gatehouse(["audit", "verify", path(), "--head", "12-abc"])).toMatchObject({ code: 2 });
    expect(await installation.gatehouse(["audit", "verify", "nothing.jsonl"])).toMatchObject({ code: 3 });
    writeFileSync(path(), "Hello\n");
    expect((await installation.gatehouse(["audit", "verify", file])).err).toContain("no trail");
    expect((await installation.gatehouse(["audit", "export", file])).err).toContain("there is such a file already");
  });
});

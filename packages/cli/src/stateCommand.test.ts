import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* `gatehouse state`: an organization that is written, changed in an editor, tried on a copy, and applied. */
let production: Installation;
let copy: Installation;

beforeAll(async () => {
  production = await Installation.make();
  await production.json("user", "create", "ada@example.com", "Ada");
  await production.json("user", "create", "ben@example.com", "Ben");
  await production.json("group", "create", "Research");
  await production.json("group", "add", "Research", "ben@example.com", "--until", "2090-01-01");
  copy = await Installation.make();
  const backup = join(production.cwd, "all.backup");
  await production.json("backup", backup);
  await copy.json("restore", backup);
}, 60_000);
afterAll(async () => {
  await production.remove();
  await copy.remove();
});

const exported = async (from: Installation) => {
  const ran = await from.gatehouse(["state", "export"]);
  expect(ran).toMatchObject({ code: 0, err: "" });
  return ran.out;
};
const written = async (to: Installation, text: string, name = "organization.yaml") => {
  await writeFile(join(to.cwd, name), text);
  return name;
};

describe("an organization that is written", () => {
  test("is readable, and the same each time", async () => {
    const text = await exported(production);
    expect(text).toContain("gatehouse: state/1\n");
    expect(text).toMatch(/ {2}- name: Research\n {4}id: "?[0-9a-f]{24}"?\n/);
    expect(text).toContain('      - { who: user:ben@example.com, until: "2090-01-01T');
    expect(text).not.toMatch(/password_hash|\$argon2|secret_/);
    expect(await exported(production)).toBe(text);
    expect(await exported(copy)).toBe(text);
  });

  test("has no difference to itself, in either format", async () => {
    const yaml = await written(production, await exported(production));
    expect(await production.gatehouse(["state", "plan", yaml])).toMatchObject({ code: 0, out: "No difference.\n" });
    const json = (await production.gatehouse(["state", "export", "--format", "json"])).out;
    await written(production, json, "organization.json");
    expect(await production.gatehouse(["state", "plan", "organization.json"])).toMatchObject({ code: 0 });
    expect(await production.gatehouse(["state", "plan", "-"], { stdin: json })).toMatchObject({ code: 0 });
  });
});

describe("tried on a copy, then applied", () => {
  test("both come to be the same", async () => {
    const edited = (await exported(production))
      .replace("  - name: Research\n", "  - name: Research and more\n")
      .replace("\ngroups:\n", "\ngroups:\n  - name: Editors\n    members: [user:cy@example.com]\n")
      .replace("\npeople:\n", "\npeople:\n  - { email: cy@example.com, name: Cy }\n");
    const tried = await written(copy, edited);
    const plan = await copy.gatehouse(["state", "plan", tried]);
    expect(plan, plan.err).toMatchObject({ code: 1, err: "" });
    expect(plan.out).toContain("+ group Editors / member user:cy@example.com\n");
    expect(plan.out).toMatch(/~ group Research: name Research → Research and more\n/);
    expect(plan.out).toMatch(/Plan [0-9a-f]{40}: 3 to add, 1 to change, 0 to remove\./);
    const [, name = ""] = /Plan ([0-9a-f]{40})/.exec(plan.out) ?? [];
    const applied = await copy.gatehouse(["state", "apply", tried, "--plan", name]);
    expect(applied, applied.err).toMatchObject({ code: 0 });
    expect(await copy.gatehouse(["state", "plan", tried])).toMatchObject({ code: 0 });

    const result = await written(production, await exported(copy));
    expect((await production.gatehouse(["state", "plan", result])).code).toBe(1);
    expect((await production.gatehouse(["state", "apply", result, "--yes"])).code).toBe(0);
    expect(await exported(production)).toBe(await exported(copy));
    expect((await production.gatehouse(["doctor"])).code).toBe(0);
  });

  test("and applying it once more does nothing", async () => {
    const file = await written(production, await exported(production));
    const ran = await production.gatehouse(["state", "apply", file, "--yes"]);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining("Nothing had to be done.") });
  });
});

describe("what somebody does by hand", () => {
  test("is drift, and applying takes it back", async () => {
    const file = await written(production, await exported(production), "kept.yaml");
    await production.gatehouse(["state", "apply", file, "--yes"]);
    expect(await production.gatehouse(["state", "drift"])).toMatchObject({ code: 0 });
    await production.json("group", "remove", "Editors", "cy@example.com");
    await production.json("group", "add", "Editors", "ben@example.com");
    const drift = await production.gatehouse(["state", "drift"]);
    expect(drift.code).toBe(1);
    expect(drift.out).toContain("+ group Editors / member user:ben@example.com\n");
    expect(drift.out).toContain("- member group:Editors user:cy@example.com\n");
    const plan = await production.gatehouse(["state", "plan", file, "--remove"]);
    expect(plan.out).toContain("+ group Editors / member user:cy@example.com (changed by hand since the last apply)\n");
    expect(plan.out).toContain(
      "- group Editors / member user:ben@example.com (changed by hand since the last apply)\n",
    );
    expect((await production.gatehouse(["state", "apply", file, "--remove", "--yes"])).code).toBe(0);
    expect(await exported(production)).toBe(await readFile(join(production.cwd, file), "utf8"));
    expect((await production.gatehouse(["state", "drift"])).code).toBe(0);
  });
});

test("what is not in the file is counted, and named where somebody asks", async () => {
  const file = await written(production, "gatehouse: state/1\ngroups: []\n", "none.yaml");
  const { out } = await production.gatehouse(["state", "plan", file]);
  expect(out).toMatch(/^There, and not in the file, and it stays: \d+ \(/);
  expect(out).not.toContain("group Editors");
  const named = await production.gatehouse(["state", "plan", file, "--show-unlisted"]);
  expect(named.out).toContain("  group Editors: name Editors");
});

test("people who lose the same by a plan stand in one line of it, whatever they are called", async () => {
  await production.json("role", "create", "Makers", "--rank", "4");
  const people = Array.from({ length: 12 }, (_, at) => `{ email: m${at}@example.com, name: M${at}, roles: [Makers] }`);
  const given = `gatehouse: state/1\nroles: [{ name: Makers, features: { AGENTS: [USE, SHARE], WEB_SEARCH: [USE] } }]\npeople: [${people.join(", ")}]\n`;
  expect((await production.gatehouse(["state", "apply", await written(production, given), "--yes"])).code).toBe(0);
  const taken = given.replace("AGENTS: [USE, SHARE]", "AGENTS: [USE]");
  const { out } = await production.gatehouse(["state", "plan", await written(production, taken)]);
  expect(out).toMatch(/^ {2}12 people \(M\d+, M\d+, M\d+ and 9 more\): lose AGENTS\.SHARE$/m);
  expect(out.match(/lose AGENTS\.SHARE/g)).toHaveLength(1);
});

test("a plan says for whom settings are otherwise, and from when", async () => {
  const text = "gatehouse: state/1\nsettings: { APP_TITLE: Acme, ALLOW_REGISTRATION: false }\n";
  const { code, out } = await production.gatehouse(["state", "plan", await written(production, text, "settings.yaml")]);
  expect([code, out]).toEqual([1, expect.stringMatching(/Settings; people who are there: \d+:\n/)]);
  expect(out).toContain("  APP_TITLE: for everybody, at once\n");
  expect(out).toContain("  ALLOW_REGISTRATION: for newcomers, at once\n");
});

describe("nothing is done", () => {
  const roles = "gatehouse: state/1\nroles:\n  - { name: Made, rank: 5, features: { AGENTS: [USE] } }\n";

  test("in a dry run, and where nobody says yes", async () => {
    const file = await written(production, roles, "roles.yaml");
    const dry = await production.gatehouse(["state", "apply", file, "--dry-run"]);
    expect(dry).toMatchObject({ code: 1, out: expect.stringMatching(/^Nothing was written\.\n\+ role Made/) });
    const no = await production.gatehouse(["state", "apply", file], { stdin: "no\n" });
    expect(no).toMatchObject({ code: 3, err: expect.stringContaining("Nothing was done") });
    expect((await production.gatehouse(["state", "plan", file])).code).toBe(1);
  });

  test("where another plan would be made now", async () => {
    const file = await written(production, roles, "roles.yaml");
    const { plan } = JSON.parse((await production.gatehouse(["state", "plan", file, "--json"])).out);
    await production.json("role", "create", "Made", "--rank", "3");
    const stale = await production.gatehouse(["state", "apply", file, "--plan", plan]);
    expect(stale).toMatchObject({ code: 3, err: expect.stringContaining("has changed since the plan") });
  });

  test("where there is no such file: as with one that says what cannot be", async () => {
    expect(await production.gatehouse(["state", "plan", "nowhere.yaml"])).toMatchObject({ code: 2 });
  });

  test.each([
    ["a key given twice", "gatehouse: state/1\nroles: []\nroles: []\n", /line 3: `roles` is given twice/],
    ["an unknown key", "gatehouse: state/1\ngroups:\n  - name: A\n    colour: red\n", /line 3: `groups\.0`: .*colour/],
    ["a wrong type", "gatehouse: state/1\ngroups:\n  - name: A\n  - name: [b]\n", /line 4: `groups\.1\.name`/],
    ["a prototype", "gatehouse: state/1\n__proto__: { a: 1 }\n", /line 2: `__proto__`, as a key/],
    ["another version", "gatehouse: state/9\n", /line 1: `gatehouse`/],
    [
      "somebody who is not there",
      "gatehouse: state/1\ngroups:\n  - name: A\n    members:\n      - user:no@example.com\n",
      /line 5: .*there is no `user:no@example\.com`/,
    ],
    ["no YAML", "gatehouse: [state/1\n", /no valid YAML/],
    ["a list", "- a\n", /holds no `gatehouse: state\/1`/],
    [
      "aliases that unfold without end",
      `gatehouse: state/1\na: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"].map((letter, at) => `${letter}: &${letter} [${Array(10).fill(`*${"abcdefg"[at]}`).join(",")}]`).join("\n")}\n`,
      /unfolds to too many values/,
    ],
  ])("%s is named with its line", async (_, text, said) => {
    const file = await written(production, text, "bad.yaml");
    const ran = await production.gatehouse(["state", "plan", file]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringMatching(said) });
  });
});

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentOf } from "./testing/agentOf.ts";
import { patternOf, type Step, sectionsOf, stepsOf } from "./testing/guideSteps.ts";
import { Installation } from "./testing/installation.ts";

/* The guides that lead from a trouble to what mends it: each trouble is made, and the commands below its heading are run on it. */
const pageOf = (name: string) => readFileSync(join(import.meta.dirname, `../../../docs/guides/${name}.md`), "utf8");

const ADA = { email: "ada@example.com", password: "correct horse battery" };

let here: Installation;
let agent = "";
const gatehouse = async (...args: string[]) => {
  const ran = await here.gatehouse(args.map((arg) => (arg === "$AGENT" ? agent : arg)));
  expect(ran, ran.out + ran.err).toMatchObject({ code: 0, err: "" });
};

async function follow(steps: readonly Step[]): Promise<void> {
  for (const { line, env, args, code, prints } of steps) {
    const ran = await here.gatehouse(
      args.map((arg) => (arg === "$AGENT" ? agent : arg)),
      { env },
    );
    expect({ line, ...ran }, ran.out + ran.err).toMatchObject({ line, code, err: "" });
    if (prints !== undefined) expect(ran.out.trimEnd()).toMatch(patternOf(prints));
  }
}

/** @param troubles how each is made, by the heading */
function guide(name: string, troubles: Record<string, () => unknown>): void {
  const sections = sectionsOf(pageOf(name));
  test("every trouble of it that has commands is made here", () => {
    const headings = [...sections].flatMap(([heading, text]) => (stepsOf(text).length > 0 ? [heading] : []));
    expect(headings).toEqual(Object.keys(troubles));
  });
  test.each(Object.entries(troubles))("%s", async (heading, make) => {
    await make();
    await follow(stepsOf(sections.get(heading) ?? ""));
  });
}

const introductionOf = (name: string): Step[] => stepsOf(pageOf(name).split(/^## /m)[0] ?? "");

async function withPeople(): Promise<void> {
  here = await Installation.make();
  await gatehouse("org", "create", "default", "Example", "--admin", ADA.email, "--password", ADA.password);
  for (const name of ["Ben", "Max"]) await gatehouse("user", "create", `${name.toLowerCase()}@example.com`, name);
  await gatehouse("group", "create", "Sales");
}

describe("docs/guides/users-cannot-see-shared-resources.md", () => {
  const name = "users-cannot-see-shared-resources";
  beforeAll(async () => {
    await withPeople();
    await here.serve();
    agent = await agentOf(here.url, ADA);
  }, 60_000);
  afterAll(() => here.remove());

  test("begins by asking why", () => follow(introductionOf(name)));

  guide(name, {
    "Nobody shared it with them": () => undefined,
    "They are not in the group that it was shared with": async () => {
      await gatehouse("unshare", "$AGENT", "ben@example.com");
      await gatehouse("share", "$AGENT", "Sales");
    },
    "The feature is off for their role": () => gatehouse("role", "set", "USER", "AGENTS.USE", "off"),
    "It is denied to them": () => gatehouse("share", "$AGENT", "ben@example.com", "--deny", "use"),
    "The answer is yes, and they still do not see it": () => undefined,
  });
});

describe("docs/guides/admin-cannot-access-a-feature.md", () => {
  const name = "admin-cannot-access-a-feature";
  beforeAll(withPeople);
  afterAll(() => here.remove());

  test("begins by asking why", () => follow(introductionOf(name)));

  guide(name, {
    "They are no administrator": () => undefined,
    "It is for super admins": () => undefined,
    "The feature is off for administrators": () => gatehouse("role", "set", "ADMIN", "AGENTS.SHARE", "off"),
    "Their power is over some people only": async () => {
      await gatehouse("role", "give", "USER", "max@example.com", "--primary");
      await gatehouse("capability", "give", "max@example.com", "ban:users", "--scope", "Sales");
    },
    "*Health*, *Models* or the organizations are missing": () => undefined,
    "Nobody is super admin any more": async () => {
      await gatehouse("role", "take", "SUPER_ADMIN", "max@example.com");
      alter("update accounts set status = 'deactivated' where primary_role = 'role:SUPER_ADMIN'");
    },
  });
});

describe("docs/guides/migration-fails.md", () => {
  const name = "migration-fails";
  beforeAll(withPeople);
  afterAll(() => here.remove());

  test("begins with a backup, and with asking the doctor", () => follow(introductionOf(name)));

  guide(name, {
    "The configuration is refused": () => undefined,
    "A newer Gatehouse was here": () =>
      alter("insert into gatehouse_migrations (name, timestamp) values ('9999-later', '2030-01-01')"),
    "The database is damaged": () =>
      writeFile(join(here.cwd, "data/gatehouse.db"), "this is no database any more. ".repeat(1_000)),
    "There is nothing": () => undefined,
    "PostgreSQL does not answer, or lets too little be done": () => undefined,
    "Indexes are missing": async () => {
      await here.remove();
      await withPeople();
      alter("drop index users_by_name");
    },
  });
});

/** As a fault, or a newer version, would. */
function alter(statement: string): void {
  const db = new DatabaseSync(join(here.cwd, "data/gatehouse.db"));
  db.exec(statement);
  db.close();
}

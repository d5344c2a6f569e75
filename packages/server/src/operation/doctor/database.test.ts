import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databaseFileIn } from "../../store/dialects/data-directory.ts";
import { mendIndexes, newId, openStore, schemaVersion } from "../../store/index.ts";
import { type EmptyDatabase, onEveryDatabase } from "../../store/testing/databases.ts";
import { databaseVersionFinding } from "./checks/databaseVersion.ts";
import { admit, type Patient } from "./testing/examined.ts";

onEveryDatabase("the doctor looks at the database", (given, kind) => {
  let database: EmptyDatabase;
  let patient: Patient;
  beforeEach(async () => {
    database = await given();
    patient = await admit(database);
  });
  afterEach(() => patient.house.close());

  test.each(["database", "database version", "database rights", "indexes", "clock", "dangling grants"])(
    "%s: nothing is wrong with a new one",
    async (check) => {
      expect(await patient.find(check)).toMatchObject([{ check, result: "ok" }]);
    },
  );

  describe("the schema", () => {
    test("an index that is missing is named, and made by mending", async () => {
      await patient.tamper("drop index grants_by_principal");
      expect(await patient.find("indexes")).toMatchObject([
        {
          result: "warning",
          code: "indexes-missing",
          detail: "missing: grants_by_principal",
          command: "gatehouse db mend",
        },
      ]);
      expect(await mendIndexes(patient.house.store)).toEqual(["grants_by_principal"]);
      expect(await patient.find("indexes")).toMatchObject([{ result: "ok" }]);
    });

    test.each([
      ["other columns", "create index users_by_email on users (organization_id, email, id)"],
      ["no longer unique", "create index users_by_email on users (organization_id, email)"],
      [
        "for some rows only",
        "create unique index users_by_email on users (organization_id, email) where username is not null",
      ],
    ])("an index with %s is named, and made anew by mending", async (_, statement) => {
      await patient.tamper("drop index users_by_email");
      await patient.tamper(statement);
      expect(await patient.find("indexes")).toMatchObject([
        { code: "indexes-differ", detail: expect.stringMatching(/: users_by_email$/) },
      ]);
      expect(await mendIndexes(patient.house.store)).toEqual(["users_by_email"]);
      expect(await patient.find("indexes")).toMatchObject([{ result: "ok" }]);
    });

    test.runIf(kind === "postgres")(
      "an index whose making was cut off is named, and made anew by mending",
      async () => {
        await patient.tamper("update pg_index set indisvalid = false where indexrelid = 'users_by_name'::regclass");
        expect(await patient.find("indexes")).toMatchObject([{ code: "indexes-differ" }]);
        await mendIndexes(patient.house.store);
        expect(await patient.find("indexes")).toMatchObject([{ result: "ok" }]);
      },
    );

    test("a column that is missing is a problem", async () => {
      await patient.tamper("alter table rate_limits drop column concurrent");
      expect(await patient.find("indexes")).toMatchObject([
        { result: "problem", code: "columns-missing", detail: "missing: rate_limits.concurrent" },
      ]);
    });

    test("a newer Gatehouse brought it up meanwhile", async () => {
      await patient.tamper("insert into gatehouse_migrations (name, timestamp) values ('9999-later', '2030-01-01')");
      expect(await patient.find("database")).toMatchObject([
        { result: "problem", code: "schema-newer", detail: expect.stringContaining("9999-later") },
      ]);
    });

    test("an older one was put in its place", async () => {
      await patient.tamper(`delete from gatehouse_migrations where name = '${schemaVersion}'`);
      expect(await patient.find("database")).toMatchObject([
        { result: "problem", code: "schema-older", detail: expect.stringContaining(schemaVersion) },
      ]);
    });
  });

  test.runIf(kind === "sqlite")(
    "a file that another program holds for writing, until it lets go",
    async () => {
      const other = new DatabaseSync(databaseFileIn(database.options.dataDir));
      other.exec("begin immediate");
      expect(await patient.find("database rights")).toMatchObject([
        { result: "problem", code: "database-not-written" },
      ]);
      other.exec("rollback");
      other.close();
      expect(await patient.find("database rights")).toMatchObject([{ result: "ok" }]);
    },
    20_000,
  );

  test.runIf(kind === "postgres")("a user of the database with too few rights, until they are given", async () => {
    const { databaseUrl = "" } = database.options;
    const role = `limited_${newId()}`;
    await patient.tamper(`create role ${role} login password 'limited';
      grant select, insert, update, delete on all tables in schema public to ${role};
      revoke delete on users from ${role}`);
    const limited = Object.assign(new URL(databaseUrl), { username: role, password: "limited" });
    await patient.house.close();
    const options = { ...database.options, databaseUrl: limited.href };
    patient = await admit({ ...database, options }, { isNew: false });
    expect(await patient.find("database rights")).toMatchObject([
      { code: "database-rights-missing", detail: expect.stringContaining("make no tables") },
      { code: "database-rights-missing", detail: expect.stringContaining("may not alter `") },
      { code: "database-rights-missing", detail: "it may not read and write `users`" },
    ]);
    await patient.house.close();
    patient = await admit(database, { isNew: false });
    await patient.tamper(`drop owned by ${role}; drop role ${role}`);
    expect(await patient.find("database rights")).toMatchObject([{ result: "ok" }]);
  });

  test.runIf(kind === "postgres")(
    "a start that may not bring up the schema says that it is rights that are missing",
    async () => {
      const { databaseUrl = "" } = database.options;
      const role = `limited_${newId()}`;
      await patient.house.close();
      await patient.tamper(`create role ${role} login password 'limited';
      grant select, insert, update, delete on all tables in schema public to ${role};
      delete from gatehouse_migrations where name = '${schemaVersion}'`);
      const limited = Object.assign(new URL(databaseUrl), { username: role, password: "limited" });
      await expect(openStore({ ...database.options, databaseUrl: limited.href })).rejects.toMatchObject({
        code: "database-rights-missing",
      });
      await patient.tamper(`drop owned by ${role}; drop role ${role};
      insert into gatehouse_migrations (name, timestamp) values ('${schemaVersion}', '9999-01-01')`);
      patient = await admit(database, { isNew: false });
      expect(await patient.find("database")).toMatchObject([{ result: "ok" }]);
    },
  );

  test.runIf(kind === "postgres")("the clock of this machine is not the database's", async () => {
    await patient.house.close();
    patient = await admit(await given(), { now: () => Date.now() - 60_000 });
    expect(await patient.find("clock")).toMatchObject([
      { result: "problem", code: "clock-differs", detail: expect.stringMatching(/6\d s behind the database's$/) },
    ]);
  });

  describe("what is named and not there", () => {
    const ofAda = `(select 'user:' || id from users where email = 'ada@example.com')`;

    test("a grant for somebody who is gone", async () => {
      await patient.operate("POST", "/api/admin/users", {
        email: "ben@example.com",
        name: "Ben",
        password: "correct horse battery",
        role: "USER",
      });
      const { group } = await patient.operate<{ group: { _id: string } }>("POST", "/api/admin/groups", {
        name: "Crew",
      });
      await patient.tamper(`insert into memberships (organization_id, member, group_name)
        select organization_id, 'user:gone', resource from resources where resource = 'group:${group._id}'`);
      expect(await patient.find("dangling grants")).toMatchObject([
        {
          result: "problem",
          code: "grants-dangling",
          detail: `named, and not there: user:gone is in group:${group._id}`,
        },
      ]);
    });

    test("a group whose content is gone, and one that the permission state does not know", async () => {
      const { group } = await patient.operate<{ group: { _id: string } }>("POST", "/api/admin/groups", {
        name: "Crew",
      });
      await patient.tamper(`update groups set id = 'other' where id = '${group._id}'`);
      expect(await patient.find("dangling grants")).toMatchObject([
        { result: "problem", code: "things-unreachable", detail: expect.stringContaining("group:other") },
        { result: "warning", code: "things-empty", detail: expect.stringContaining(`group:${group._id}`) },
      ]);
    });

    test("an account of which nothing else is kept", async () => {
      await patient.tamper(`insert into accounts (organization_id, account, kind, status, primary_role, banned)
        select organization_id, 'user:gone', kind, status, primary_role, banned from accounts where account = ${ofAda}`);
      expect(await patient.find("dangling grants")).toMatchObject([
        { result: "warning", code: "accounts-nameless", detail: expect.stringContaining("user:gone") },
      ]);
    });
  });
});

test.each([
  ["sqlite", "3.44.2", "problem"],
  ["sqlite", "3.53.4", "ok"],
  ["postgres", "13.11", "problem"],
  ["postgres", "15.8 (Debian 15.8-1)", "ok"],
] as const)("%s %s: %s", (kind, version, result) => {
  expect(databaseVersionFinding(kind, version)).toMatchObject({ result });
});

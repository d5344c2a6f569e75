import { sql } from "kysely";
import { expect, test } from "vitest";
import {
  Conflict,
  newId,
  nextGrantIds,
  ReferenceMissing,
  recordGrantUse,
  StoreError,
  UnknownOrganization,
  verifyLog,
  verifyTables,
} from "./index.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { author, organizationOf, organizationWithHistory, role, writeChanges } from "./testing/organizations.ts";

onEveryDatabase("writing", (given) => {
  test("a transaction takes the next revision and says which", async () => {
    const store = await (await given()).open({ now: () => 4_711 });
    const organization = await organizationOf(store);
    expect(await store.head(organization)).toBe(0);
    const written = await store.write(organization, author, async (_tx, head) => ({
      changes: [role(10)],
      result: `on ${head}`,
    }));
    expect(written).toEqual({ revision: 1, result: "on 0" });
    expect(await store.head(organization)).toBe(1);
    expect(await store.readLog(organization, 0, 10)).toEqual([
      { revision: 1, at: 4_711, actor: "cli:test", reason: "for a test", from: "test", changes: [role(10)] },
    ]);
  });

  test("without changes no revision is taken, but what was written into content stays", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const { revision } = await store.write(organization, author, async (tx) => {
      await tx
        .insertInto("role_texts")
        .values({ organization_id: organization, role: "role:CLERK", name: "CLERK", created_at: 1, updated_at: 1 })
        .execute();
      return { changes: [], result: null };
    });
    expect(revision).toBe(0);
    expect(await store.readLog(organization, 0, 10)).toEqual([]);
    expect(await store.db.selectFrom("role_texts").select(["name", "version"]).execute()).toEqual([
      { name: "CLERK", version: 1 },
    ]);
  });

  test("an error leaves nothing behind: no rows, no revision, no grant ids, and the next write goes on", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const failing = store.write(organization, author, async (tx) => {
      expect(await nextGrantIds(tx, organization, 5)).toEqual([1, 2, 3, 4, 5]);
      await tx.insertInto("installation").values({ key: "k", value: "v", updated_at: 1 }).execute();
      throw new Error("changed its mind");
    });
    await expect(failing).rejects.toThrow("changed its mind");
    expect(await store.db.selectFrom("installation").selectAll().execute()).toEqual([]);
    expect(await store.transact((tx) => nextGrantIds(tx, organization, 2))).toEqual([1, 2]);
    expect(await writeChanges(store, organization, [role(10)])).toBe(1);
  });

  test("fifty writers at once get fifty revisions, each decides on the one directly before its own", async () => {
    const database = await given();
    const stores =
      database.kind === "postgres" ? await Promise.all([database.open(), database.open()]) : [await database.open()];
    const [first = fail()] = stores;
    const organization = await organizationOf(first);
    const writers = Array.from({ length: 50 }, async (_, writer) => {
      const store = stores[writer % stores.length] ?? first;
      const heads: { head: number; revision: number }[] = [];
      for (let round = 0; round < 4; round++) {
        const { result, revision } = await store.write(organization, author, async (tx, head) => {
          const [id = 0] = await nextGrantIds(tx, organization, 1);
          const account = `user:${newId()}`;
          return {
            changes: [
              { kind: "user-added", user: account, role: "role:USER", status: "active" },
              {
                kind: "grant-set",
                grant: {
                  id,
                  principal: account,
                  resource: "agent:a",
                  allow: ["use"],
                  deny: [],
                  expiresAt: null,
                  condition: null,
                },
              },
            ],
            result: head,
          };
        });
        heads.push({ head: result, revision });
      }
      return heads;
    });
    const all = (await Promise.all(writers)).flat();
    expect(all.every(({ head, revision }) => revision === head + 1)).toBe(true);
    expect(all.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    expect(await verifyLog(first, organization)).toMatchObject({ head: 200, rows: 200, problems: [] });
    expect(await verifyTables(first, organization)).toMatchObject({ problems: [] });
  });

  test("organizations have revisions of their own", async () => {
    const store = await (await given()).open();
    const [a, b] = [await organizationOf(store, "a"), await organizationOf(store, "b")];
    await Promise.all([
      writeChanges(store, a, [role(1)]),
      writeChanges(store, b, [role(2)]),
      writeChanges(store, a, [role(3)]),
    ]);
    expect([await store.head(a), await store.head(b)]).toEqual([2, 1]);
  });

  test("the log's time never goes back, even if the clock does", async () => {
    const times = [5_000, 3_000, 6_000];
    const database = await given();
    const store = await database.open();
    const organization = await organizationOf(store);
    await store.close();
    for (const time of times) {
      const late = await database.open({ now: () => time });
      await writeChanges(late, organization, [role(time)]);
      await late.close();
    }
    const again = await database.open();
    expect((await again.readLog(organization, 0, 10)).map((entry) => entry.at)).toEqual([5_000, 5_000, 6_000]);
  });

  test("an organization that does not exist cannot be written", async () => {
    const store = await (await given()).open();
    await expect(writeChanges(store, newId(), [role(1)])).rejects.toThrow(UnknownOrganization);
    await expect(store.head(newId())).rejects.toThrow(UnknownOrganization);
  });

  test("a transaction inside another one is refused at once, instead of waiting for itself forever", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const nested = store.write(organization, author, async () => {
      await store.write(organization, author, async () => ({ changes: [role(1)], result: null }));
      return { changes: [], result: null };
    });
    await expect(nested).rejects.toMatchObject({ code: "transaction-inside-transaction" });
    expect(await store.head(organization)).toBe(0);
  });

  test("readers do not see an open transaction, and do not wait for it", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    await store.write(organization, author, async (tx) => {
      await tx.insertInto("installation").values({ key: "k", value: "v", updated_at: 1 }).execute();
      expect(await store.db.selectFrom("installation").selectAll().execute()).toEqual([]);
      return { changes: [role(1)], result: null };
    });
    expect(await store.db.selectFrom("installation").select("value").execute()).toEqual([{ value: "v" }]);
  });

  test("`db` only reads", async () => {
    const store = await (await given()).open();
    const writing = store.db.insertInto("installation").values({ key: "k", value: "v", updated_at: 1 }).execute();
    await expect(writing).rejects.toMatchObject({ code: "read-only" });
  });

  test("a conflict names its index, the same on both databases", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const user = (id: string, email: string) =>
      store.transact((tx) =>
        tx
          .insertInto("users")
          .values({ organization_id: organization, id, email, name: "Ada", created_at: 1, updated_at: 1 })
          .execute(),
      );
    await user("1", "ada@example.org");
    await expect(user("2", "ada@example.org")).rejects.toMatchObject({
      code: "conflict",
      constraint: "users_by_email",
    });
    await expect(user("1", "ben@example.org")).rejects.toMatchObject({ code: "conflict", constraint: "users_pkey" });
    await expect(store.createOrganization({ name: "Again", slug: "acme" })).rejects.toMatchObject({
      constraint: "organizations_by_slug",
    });
    await expect(user("1", "ada@example.org")).rejects.toThrow(Conflict);
  });

  test("a row of an organization that does not exist is refused", async () => {
    const store = await (await given()).open();
    const stray = store.transact((tx) =>
      tx
        .insertInto("favorites")
        .values({ organization_id: "none", account: "user:a", position: 0, favorite: "{}" })
        .execute(),
    );
    await expect(stray).rejects.toThrow(ReferenceMissing);
  });

  test("a statement that fails takes its transaction with it, even if its error is caught, and on both databases", async () => {
    const store = await (await given()).open();
    const row = (key: string) => ({ key, value: "v", updated_at: 1 });
    await store.transact((tx) => tx.insertInto("installation").values(row("there")).execute());
    const swallowing = (andThen: boolean) =>
      store.transact(async (tx) => {
        await tx.insertInto("installation").values(row("before")).execute();
        await tx
          .insertInto("installation")
          .values(row("there"))
          .execute()
          .catch(() => {});
        if (andThen) await tx.insertInto("installation").values(row("after")).execute();
      });
    await expect(swallowing(true)).rejects.toMatchObject({ code: "transaction-failed" });
    await expect(swallowing(false)).rejects.toMatchObject({ code: "transaction-failed" });
    expect(await store.db.selectFrom("installation").select("key").execute()).toEqual([{ key: "there" }]);
    await store.transact((tx) => tx.insertInto("installation").values(row("next")).execute());
  });

  test("a driver's error does not leave the store as such", async () => {
    const store = await (await given()).open();
    const senseless = sql`select no_such_column from users`.execute(store.db);
    const error = await senseless.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: "store-fault" });
    expect(String(error)).not.toContain("no_such_column");
  });

  test("twenty organizations made at the same moment get twenty places, one of them the first", async () => {
    const database = await given();
    const stores =
      database.kind === "postgres" ? await Promise.all([database.open(), database.open()]) : [await database.open()];
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (stores[index % stores.length] ?? fail()).createOrganization({ name: "N", slug: `n${index}` }),
      ),
    );
    expect(made.map(({ ordinal }) => ordinal).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test("grant ids are handed out once, and end before the engine's limit", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const taken = await Promise.all(
      Array.from({ length: 20 }, () => store.transact((tx) => nextGrantIds(tx, organization, 3))),
    );
    expect(new Set(taken.flat()).size).toBe(60);
    await store.transact((tx) =>
      tx
        .updateTable("organizations")
        .set({ next_grant_id: 2 ** 32 - 1 })
        .execute(),
    );
    expect(await store.transact((tx) => nextGrantIds(tx, organization, 1))).toEqual([2 ** 32 - 1]);
    await expect(store.transact((tx) => nextGrantIds(tx, organization, 1))).rejects.toMatchObject({
      code: "grant-ids-exhausted",
    });
  });

  test("the last use of grants is recorded by day, only forward, without a revision, and outlives a change of the grant", async () => {
    const store = await (await given()).open();
    const organization = await organizationWithHistory(store);
    const head = await store.head(organization);
    const use = (day: string, grants: number[]) =>
      store.transact((tx) => recordGrantUse(tx, organization, day, grants));
    await use("2026-11-02", [1, 2, 999]);
    await use("2026-11-01", [1, 3]);
    await writeChanges(store, organization, [
      {
        kind: "grant-set",
        grant: {
          id: 2,
          principal: "user:ben",
          resource: "agent:a",
          allow: ["use"],
          deny: [],
          expiresAt: null,
          condition: null,
        },
      },
    ]);
    const days = await store.db
      .selectFrom("grant_records")
      .select(["grant_id", "last_used_day"])
      .orderBy("grant_id")
      .execute();
    expect(days.map((row) => [row.grant_id, row.last_used_day])).toEqual([
      [1, "2026-11-02"],
      [2, "2026-11-02"],
      [3, "2026-11-01"],
      [5, null],
    ]);
    expect(await store.head(organization)).toBe(head + 1);
    expect(await verifyTables(store, organization)).toMatchObject({ problems: [] });
  });
});

function fail(): never {
  throw new Error("no store was opened");
}

import type { Change } from "@gatehouse/engine";
import { describe, expect, test } from "vitest";
import { ChangeDoesNotFit, Conflict, IdRetired, verifyLog, verifyTables } from "./index.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { everyKind, history, historysEnd } from "./testing/history.ts";
import { organizationOf, organizationWithHistory, writeChanges } from "./testing/organizations.ts";

test("the history used here has every kind of change", () => {
  expect(new Set(history.flat().map((change) => change.kind))).toEqual(new Set(everyKind));
});

onEveryDatabase("the projection", (given) => {
  test("what is left in the tables after every kind of change is what the log says", async () => {
    const store = await (await given()).open();
    const organization = await organizationWithHistory(store);

    expect(await verifyTables(store, organization)).toMatchObject({ head: history.length, problems: [] });
    expect(await verifyLog(store, organization)).toMatchObject({
      head: history.length,
      rows: history.length,
      problems: [],
    });
    const entries = await store.readLog(organization, 0, 100);
    expect(entries.map((entry) => entry.changes)).toEqual(history);
  });

  test("the state is read back as changes, what is named before what names it", async () => {
    const store = await (await given()).open();
    const organization = await organizationWithHistory(store);
    expect(await store.loadState(organization)).toEqual({ revision: history.length, changes: historysEnd });
  });

  test("those changes build the same state in another organization, and nothing crosses", async () => {
    const store = await (await given()).open();
    const first = await organizationWithHistory(store);
    const second = await organizationOf(store, "other");
    await writeChanges(store, second, historysEnd);
    expect((await store.loadState(second)).changes).toEqual(historysEnd);
    await writeChanges(store, second, [{ kind: "grant-removed", resource: "agent:a", id: 1 }]);
    expect((await store.loadState(first)).changes).toEqual(historysEnd);
  });

  test("a changed, an added and a missing row are each noticed", async () => {
    const store = await (await given()).open();
    const organization = await organizationWithHistory(store);
    await store.transact(async (tx) => {
      await tx
        .updateTable("accounts")
        .set({ primary_role: "role:SUPER_ADMIN" })
        .where("account", "=", "user:ben")
        .execute();
      await tx.insertInto("ceilings").values({ organization_id: organization, feature: "MEMORIES" }).execute();
      await tx.deleteFrom("grants").where("id", "=", 3).execute();
    });
    const { problems } = await verifyTables(store, organization);
    expect(problems).toEqual([
      '`ceilings` has ["MEMORIES"], which no change made',
      '`primary_role` of ["user:ben"] in `accounts` is role:SUPER_ADMIN, by the log role:USER',
      "`grants` lacks [3]",
    ]);
  });

  test("ten thousand grants of one transaction are written whole, the last word on each id counts", async () => {
    const store = await (await given()).open();
    const organization = await organizationWithHistory(store);
    const grant = (id: number, allow: string[]): Change => ({
      kind: "grant-set",
      grant: { id, principal: "user:ben", resource: "agent:a", allow, deny: [], expiresAt: null, condition: null },
    });
    const many = Array.from({ length: 10_000 }, (_, index) => grant(100 + index, ["use"]));
    await writeChanges(store, organization, [...many, grant(100, ["update"]), grant(101, ["share"])]);

    const { changes } = await store.loadState(organization);
    expect(changes).toContainEqual(grant(100, ["update"]));
    expect(changes).toContainEqual(grant(101, ["share"]));
    expect(changes.filter((change) => change.kind === "grant-set")).toHaveLength(10_004);
    expect(await verifyTables(store, organization)).toMatchObject({ problems: [] });
  });

  test("a grant is recorded with who gave it, when, and why; a new word on it is a new record", async () => {
    let now = 1_000;
    const store = await (await given()).open({ now: () => now });
    const organization = await organizationWithHistory(store);
    const record = () =>
      store.db.selectFrom("grant_records").selectAll().where("grant_id", "=", 1).executeTakeFirstOrThrow();
    expect(await record()).toMatchObject({ given_by: "cli:test", given_at: 1_000, reason: "for a test" });
    now = 2_000;
    const grant = { id: 1, principal: "group:engineering", resource: "agent:a", allow: ["use"], deny: [] };
    await store.write(organization, { actor: "user:ada" }, async () => ({
      changes: [{ kind: "grant-set", grant: { ...grant, expiresAt: null, condition: null } }],
      result: null,
    }));
    expect(await record()).toMatchObject({ given_by: "user:ada", given_at: 2_000, reason: null });
  });

  describe("what does not fit is refused, and nothing of its transaction stays", () => {
    const unfit: [string, Change, unknown][] = [
      [
        "a second account of one name",
        { kind: "user-added", user: "user:ada", role: "role:USER", status: "active" },
        Conflict,
      ],
      [
        "a second resource of one name",
        { kind: "resource-added", resource: "agent:a", owner: "user:ada", state: "active" },
        Conflict,
      ],
      ["a parent twice", { kind: "parent-added", resource: "agent:a", parent: "project:p" }, Conflict],
      [
        "an account that was deleted",
        { kind: "user-added", user: "user:gone", role: "role:USER", status: "active" },
        IdRetired,
      ],
      [
        "a resource that was deleted",
        { kind: "resource-added", resource: "agent:gone", owner: "user:ada", state: "active" },
        IdRetired,
      ],
      ["the owner of nothing", { kind: "owner-set", resource: "agent:none", owner: "user:ada" }, ChangeDoesNotFit],
      ["a ban for nobody", { kind: "ban-set", account: "user:none", until: null }, ChangeDoesNotFit],
      ["taking a grant that is not there", { kind: "grant-removed", resource: "agent:a", id: 999 }, ChangeDoesNotFit],
      ["taking a grant that lies elsewhere", { kind: "grant-removed", resource: "file:f", id: 1 }, ChangeDoesNotFit],
      [
        "leaving a group one is not in",
        { kind: "membership-removed", member: "user:cy", group: "group:platform" },
        ChangeDoesNotFit,
      ],
    ];
    test.each(unfit)("%s", async (_, change, error) => {
      const store = await (await given()).open();
      const organization = await organizationWithHistory(store);
      await expect(
        writeChanges(store, organization, [{ kind: "role-set", role: "role:NEW", rank: 5 }, change]),
      ).rejects.toThrow(error as never);
      expect(await store.loadState(organization)).toEqual({ revision: history.length, changes: historysEnd });
      expect(await verifyLog(store, organization)).toMatchObject({ problems: [] });
    });

    test("an id deleted and used again within one transaction", async () => {
      const store = await (await given()).open();
      const organization = await organizationWithHistory(store);
      const again: Change[] = [
        { kind: "resource-removed", resource: "file:g" },
        { kind: "resource-added", resource: "file:g", owner: "user:ada", state: "active" },
      ];
      await expect(writeChanges(store, organization, again)).rejects.toThrow(IdRetired);
    });
  });
});

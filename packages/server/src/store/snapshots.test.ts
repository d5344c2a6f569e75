import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { onEveryDatabase } from "./testing/databases.ts";
import { organizationOf } from "./testing/organizations.ts";

onEveryDatabase("snapshots", (given) => {
  test("the newest comes back byte for byte, also one of several parts and an empty one", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    expect(await store.latestSnapshot(organization)).toBeNull();
    const large = new Uint8Array(randomBytes(3 * 1024 * 1024 + 7));
    await store.saveSnapshot(organization, 7, large);
    const read = await store.latestSnapshot(organization);
    expect(read?.revision).toBe(7);
    expect(Buffer.compare(read?.bytes ?? new Uint8Array(), large)).toBe(0);
    await store.saveSnapshot(organization, 8, new Uint8Array());
    expect(await store.latestSnapshot(organization)).toEqual({ revision: 8, bytes: new Uint8Array() });
  });

  test("the last two are kept, whatever the order in which servers save them", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const other = await organizationOf(store, "other");
    await store.saveSnapshot(other, 1, Uint8Array.of(9));
    for (const revision of [3, 9, 5, 9, 7]) await store.saveSnapshot(organization, revision, Uint8Array.of(revision));
    const kept = await store.db
      .selectFrom("snapshots")
      .select("revision")
      .where("organization_id", "=", organization)
      .orderBy("revision")
      .execute();
    expect(kept.map((row) => row.revision)).toEqual([7, 9]);
    expect(await store.db.selectFrom("snapshot_parts").select("revision").execute()).toHaveLength(3);
    expect(await store.latestSnapshot(other)).toEqual({ revision: 1, bytes: Uint8Array.of(9) });
  });

  test.each([
    ["a flipped bit", { bytes: Uint8Array.of(1, 2, 2) }],
    ["a part cut off", { bytes: Uint8Array.of(1) }],
    ["a part too long", { bytes: Uint8Array.of(1, 2, 3, 4) }],
    ["a lost part", null],
  ])("%s: the damaged one is passed over with a warning, the one before it serves", async (_, damage) => {
    const warnings: object[] = [];
    const store = await (await given()).open({ log: { info: () => {}, warn: (details) => warnings.push(details) } });
    const organization = await organizationOf(store);
    await store.saveSnapshot(organization, 1, Uint8Array.of(7));
    await store.saveSnapshot(organization, 2, Uint8Array.of(1, 2, 3));
    await store.transact(async (tx) => {
      if (damage === null) await tx.deleteFrom("snapshot_parts").where("revision", "=", 2).execute();
      else await tx.updateTable("snapshot_parts").set(damage).where("revision", "=", 2).execute();
    });
    expect(await store.latestSnapshot(organization)).toEqual({ revision: 1, bytes: Uint8Array.of(7) });
    expect(warnings).toEqual([{ organization, revision: 2 }]);
  });
});

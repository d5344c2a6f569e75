import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Store } from "./index.ts";
import { onEveryDatabase, onServer } from "./testing/databases.ts";
import { organizationOf, role, writeChanges } from "./testing/organizations.ts";

/** What a follower was told, and waiting until it was told something. */
function following(store: Store) {
  const told = new Map<string, number>();
  const { stop } = store.follow((organization, revision) =>
    told.set(organization, Math.max(revision, told.get(organization) ?? 0)),
  );
  const hears = (organization: string, revision: number, withinMs: number) =>
    expect.poll(() => told.get(organization), { timeout: withinMs, interval: 5 }).toBe(revision);
  return { told, stop, hears };
}

onEveryDatabase("following the log", (given, kind) => {
  test("a follower is told the heads that there are, then each new one of its own process", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    await writeChanges(store, organization, [role(1)]);
    const follower = following(store);
    await follower.hears(organization, 1, 1_000);
    await writeChanges(store, organization, [role(2)]);
    await follower.hears(organization, 2, 1_000);
    follower.stop();
    await writeChanges(store, organization, [role(3)]);
    await pause(50);
    expect(follower.told.get(organization)).toBe(2);
  });

  test("a write without changes, and one that fails, tell nothing", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const follower = following(store);
    await follower.hears(organization, 0, 1_000);
    await writeChanges(store, organization, []);
    await expect(
      writeChanges(store, organization, [{ kind: "owner-set", resource: "agent:x", owner: "user:y" }]),
    ).rejects.toThrow();
    await pause(50);
    expect(follower.told.get(organization)).toBe(0);
  });

  test("a follower that throws harms neither the write nor the other followers", async () => {
    const warnings: string[] = [];
    const store = await (await given()).open({ log: { info: () => {}, warn: (_, message) => warnings.push(message) } });
    const organization = await organizationOf(store);
    let calls = 0;
    store.follow(() => {
      calls++;
      if (calls > 1) throw new Error("clumsy");
    });
    const follower = following(store);
    await follower.hears(organization, 0, 1_000);
    expect(await writeChanges(store, organization, [role(1)])).toBe(1);
    await follower.hears(organization, 1, 1_000);
    expect(warnings).toContain("a follower of the log failed");
  });

  test("it is known when the log was last heard from", async () => {
    const store = await (await given()).open();
    const { stop } = store.follow(() => {});
    const began = Date.now();
    await expect.poll(() => store.lastHeardAt()).toBeGreaterThan(began + 1_000);
    stop();
  });

  // An embedded database has one server only.
  if (kind === "sqlite") return;
  describe("two servers on one database", () => {
    test("each hears of what the other writes, at once, and can read it", async () => {
      const database = await given();
      const [here, there] = [await database.open(), await database.open()];
      const organization = await organizationOf(here);
      const [followingHere, followingThere] = [following(here), following(there)];
      await followingThere.hears(organization, 0, 2_000);
      await writeChanges(here, organization, [role(1)]);
      await followingThere.hears(organization, 1, 900);
      expect((await there.readLog(organization, 0, 10)).map((entry) => entry.changes)).toEqual([[role(1)]]);
      await writeChanges(there, organization, [role(2)]);
      await followingHere.hears(organization, 2, 900);
    });

    test("cut off, it says so by `lastHeardAt`, comes back by itself and has missed nothing", async () => {
      const database = await given();
      const [here, there] = [await database.open(), await database.open()];
      const organization = await organizationOf(here);
      const follower = following(there);
      await follower.hears(organization, 0, 2_000);
      const url = database.options.databaseUrl ?? "";
      await onServer(url, async (client) => {
        await client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        );
        // Without a database to connect to, nobody can be heard.
        const name = new URL(url).pathname.slice(1);
        await onServer(process.env.TEST_DATABASE_URL ?? "", async (admin) => {
          await admin.query(`alter database ${name} with allow_connections false`);
          await client.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
          );
          await expect.poll(() => Date.now() - there.lastHeardAt()).toBeGreaterThan(1_000);
          await expect(there.head(organization)).rejects.toMatchObject({ code: "store-unavailable" });
          await admin.query(`alter database ${name} with allow_connections true`);
        });
      });
      await writeChanges(here, organization, [role(1)]);
      await follower.hears(organization, 1, 20_000);
      await expect.poll(() => Date.now() - there.lastHeardAt()).toBeLessThan(1_000);
      for (let revision = 2; revision < 6; revision++) {
        await writeChanges(here, organization, [role(revision)]);
        await follower.hears(organization, revision, 20_000);
      }
    });

    test("a connection that breaks inside a transaction fails it, and nothing of it is written", async () => {
      const database = await given();
      const store = await database.open();
      const organization = await organizationOf(store);
      const broken = store.write(organization, { actor: "cli:test" }, async (tx) => {
        await tx.insertInto("installation").values({ key: "k", value: "v", updated_at: 1 }).execute();
        await onServer(database.options.databaseUrl ?? "", (client) =>
          client.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
          ),
        );
        return { changes: [role(1)], result: null };
      });
      await expect(broken).rejects.toMatchObject({ code: "store-unavailable", outcome: "not-written" });
      expect(await writeChanges(store, organization, [role(2)])).toBe(1);
      expect(await store.db.selectFrom("installation").selectAll().execute()).toEqual([]);
    });
  });
});

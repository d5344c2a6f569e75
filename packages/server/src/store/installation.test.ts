import { expect, test } from "vitest";
import {
  ensureInstallation,
  findOrganization,
  listOrganizations,
  newId,
  readInstallation,
  writeInstallation,
} from "./index.ts";
import { onEveryDatabase } from "./testing/databases.ts";

onEveryDatabase("the installation", (given) => {
  test("keeps values under keys; the last word counts", async () => {
    const store = await (await given()).open();
    expect(await readInstallation(store.db, "declared-state/x")).toBeNull();
    await store.transact((tx) => writeInstallation(tx, "declared-state/x", "first"));
    await store.transact((tx) => writeInstallation(tx, "declared-state/x", "second"));
    expect(await readInstallation(store.db, "declared-state/x")).toBe("second");
  });

  test("a secret that several servers make at the same moment is the same for all of them", async () => {
    const database = await given();
    const stores =
      database.kind === "postgres" ? await Promise.all([database.open(), database.open()]) : [await database.open()];
    const made = Array.from({ length: 20 }, (_, index) =>
      stores[index % stores.length]?.transact((tx) => ensureInstallation(tx, "secrets/jwt", newId())),
    );
    expect(new Set(await Promise.all(made)).size).toBe(1);
  });

  test("lists its organizations, the first one first, and finds them by id and by slug", async () => {
    const store = await (await given()).open({ now: () => 5 });
    const zeta = await store.createOrganization({ name: "Zeta", slug: "zeta" });
    const alpha = await store.createOrganization({ name: "Alpha", slug: "alpha" });
    expect(zeta).toMatchObject({ name: "Zeta", slug: "zeta", ordinal: 1, revision: 0, created_at: 5 });
    expect((await listOrganizations(store.db)).map(({ slug, ordinal }) => [slug, ordinal])).toEqual([
      ["zeta", 1],
      ["alpha", 2],
    ]);
    expect(await findOrganization(store.db, "alpha")).toEqual(alpha);
    expect(await findOrganization(store.db, alpha.id)).toEqual(alpha);
    expect(await findOrganization(store.db, "ALPHA")).toBeNull();
  });

  test("an organization whose slug is the id of another is not taken for it", async () => {
    const store = await (await given()).open();
    const meant = await store.createOrganization({ name: "Meant", slug: "meant" });
    await store.createOrganization({ name: "Impostor", slug: meant.id, id: "0".repeat(24) });
    expect((await findOrganization(store.db, meant.id))?.name).toBe("Meant");
  });
});

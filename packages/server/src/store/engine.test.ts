import { createEngine } from "@gatehouse/engine";
import { expect, test } from "vitest";
import { onEveryDatabase } from "./testing/databases.ts";
import { organizationWithHistory } from "./testing/organizations.ts";

onEveryDatabase("an engine", (given) => {
  test("built from the tables is, byte for byte, the one that followed the log", async () => {
    const store = await (await given()).open();
    const organization = await organizationWithHistory(store);
    const following = createEngine();
    for (const { revision, changes } of await store.readLog(organization, 0, 100)) following.apply(changes, revision);

    const { changes, revision } = await store.loadState(organization);
    const built = createEngine();
    built.apply(changes, revision);
    expect(Buffer.compare(built.snapshot(), following.snapshot())).toBe(0);

    await store.saveSnapshot(organization, revision, built.snapshot());
    const saved = await store.latestSnapshot(organization);
    const restored = createEngine();
    restored.restore(saved?.bytes ?? new Uint8Array());
    expect(restored.revision).toBe(6);
    expect(restored.check("user:ben", "use", "agent:a", { now: 0 })).toEqual(
      following.check("user:ben", "use", "agent:a", { now: 0 }),
    );
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore, type Store, type StoreOptions, verifyLog, verifyTables } from "./index.ts";
import { onEveryDatabase } from "./testing/databases.ts";

const rounds = 20;
const organization = "6553f1000000000000000000";

/** Lets a writer run until a random moment, then kills it. @returns what it had acknowledged: agent → revision */
async function killedAfter(
  options: StoreOptions,
  ms: { afterStart: number } | { afterReady: number },
): Promise<Map<string, number>> {
  const program = fileURLToPath(import.meta.resolve("./testing/killed-writer.ts"));
  const writer = spawn(process.execPath, ["--conditions=gatehouse-source", program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  writer.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = once(writer, "close");
  if ("afterReady" in ms) await once(writer.stdout, "data");
  await pause("afterReady" in ms ? ms.afterReady : ms.afterStart);
  writer.kill("SIGKILL");
  const [, signal] = await ended;
  expect(signal).toBe("SIGKILL"); // it did not end by itself, by some error
  const whole = output.slice(0, output.lastIndexOf("\n") + 1).split("\n");
  return new Map(
    whole.map((line) => line.split(" ")).flatMap(([n, revision]) => (n && revision ? [[n, Number(revision)]] : [])),
  );
}

/** Everything acknowledged is there, nothing is half there, and the tables are what the log says. */
async function expectSound(store: Store, acknowledged: ReadonlyMap<string, number>): Promise<void> {
  // PostgreSQL may still be about to commit what it had been sent: it holds the head until it has.
  await store.write(organization, { actor: "cli:test" }, async () => ({ changes: [], result: null }));
  const log = await verifyLog(store, organization);
  expect(log.problems).toEqual([]);
  expect((await verifyTables(store, organization)).problems).toEqual([]);

  const entries = await store.db.selectFrom("log").select(["revision", "reason"]).orderBy("revision").execute();
  const written = new Map(entries.map(({ reason, revision }) => [reason ?? "", revision]));
  for (const [n, revision] of acknowledged) expect([n, written.get(n)]).toEqual([n, revision]);

  const agents = await store.db.selectFrom("agents").select("id").execute();
  expect(new Set(agents.map(({ id }) => id))).toEqual(new Set(written.keys()));

  const snapshot = await store.latestSnapshot(organization);
  expect(snapshot === null || snapshot.bytes.every((byte) => byte === snapshot.revision % 256)).toBe(true);
}

onEveryDatabase("a writer killed at any moment", (given) => {
  test(`${rounds} times: every acknowledged write is there, nothing half done, log and tables agree`, {
    timeout: 120_000,
  }, async () => {
    const { options } = await given();
    const acknowledged = new Map<string, number>();
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (_: object, message: string) => warnings.push(message) };
    let untilReady = 0;
    for (let round = 0; round < rounds; round++) {
      // Some while they start (and migrate, or recover what the one before left), most while they write.
      const early = round % 5 === 0;
      const ms = early ? { afterStart: Math.random() * 400 } : { afterReady: Math.random() * 120 };
      for (const [n, revision] of await killedAfter(options, ms)) acknowledged.set(n, revision);
      if (!early) untilReady++;
      const store = await openStore({ ...options, log });
      try {
        if (untilReady > 0) await expectSound(store, acknowledged);
      } finally {
        await store.close();
      }
    }
    expect(acknowledged.size).toBeGreaterThan(rounds);
    expect(warnings).toEqual([]); // no damaged snapshot
  });
});

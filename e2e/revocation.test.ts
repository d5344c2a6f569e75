import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { emptyPostgres } from "../packages/server/src/store/testing/databases.ts";
import type { Person } from "./support/person.ts";
import { giveBack, revocations } from "./support/revocation/revocations.ts";
import { firstAccount, sceneEnv } from "./support/revocation/scene.ts";
import { watch } from "./support/revocation/timing.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";

/*
 * H1, revocation: everything that goes on for a while is opened, then the right to it is taken: it ends, and nothing else does. How soon it
 * ended is printed, and measured by the benchmarks (bench/children/revocation.ts); with two servers the right is taken on the one, and held on the
 * other.
 */
const postgres = process.env.TEST_DATABASE_URL;

describe.each([
  { where: "on one server", servers: 1 },
  { where: "across two servers on one PostgreSQL (skipped without TEST_DATABASE_URL)", servers: 2 },
])("the right is taken $where", ({ where, servers }) => {
  describe.skipIf(servers === 2 && !postgres)("and", () => {
    let database: Awaited<ReturnType<typeof emptyPostgres>> | undefined;
    let near: RunningServer;
    let far: RunningServer;
    let filesDir: string;
    let ada: Person;
    let count = 0;
    const longest = new Map<string, number>();

    beforeAll(async () => {
      database = servers === 2 ? await emptyPostgres(postgres ?? "") : undefined;
      filesDir = await mkdtemp(join(tmpdir(), "gatehouse-e2e-files-"));
      const env = {
        ...sceneEnv,
        FILES_DIR: filesDir,
        ...(database && { DATABASE_URL: database.options.databaseUrl ?? "" }),
      };
      near = await startServer({ env });
      far = database ? await startServer({ env }) : near;
      ada = await firstAccount(near.url);
    });
    afterAll(async () => {
      for (const [name, ms] of longest) console.info(`${name}: over after ${Math.ceil(ms)} ms at most, ${where}`);
      await stopServers();
      await database?.remove();
      await rm(filesDir, { recursive: true, force: true });
    });
    afterEach(() => giveBack(ada));

    test.each(revocations)("$by ends what rests on it, and nothing else", async (revocation) => {
      const { took, notOpen, endedBesides } = await watch(revocation, ada, far.url, `mia-${++count}@example.com`);
      expect(notOpen).toEqual([]);
      for (const [name, ms] of Object.entries(took)) longest.set(name, Math.max(longest.get(name) ?? 0, ms));
      expect(Object.entries(took).filter(([, ms]) => !Number.isFinite(ms))).toEqual([]);
      expect(Object.keys(took).sort()).toEqual([...revocation.ends].sort());
      expect(endedBesides).toEqual([]);
    });
  });
});

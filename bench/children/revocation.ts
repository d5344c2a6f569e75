// How soon what goes on ends when the right to it is taken: on one server, and across two on one PostgreSQL.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { giveBack, revocations } from "../../e2e/support/revocation/revocations.ts";
import { firstAccount, sceneEnv } from "../../e2e/support/revocation/scene.ts";
import { watch } from "../../e2e/support/revocation/timing.ts";
import { ownDatabase } from "../measure/database.ts";
import { Figures } from "../measure/measurement.ts";
import { startGatehouse } from "../measure/server.ts";

const [, , , kind = "sqlite", pace = ""] = process.argv;
/** Each way of taking, so many times; the longest of all counts. */
const ROUNDS = pace === "quick" ? 1 : 5;

const figures = new Figures(0);
const filesDir = mkdtempSync(join(tmpdir(), "gatehouse-bench-files-"));
const database = kind === "postgres" ? await ownDatabase(process.env.TEST_DATABASE_URL ?? "") : undefined;
const wishes = { databaseUrl: database?.url, env: { ...sceneEnv, FILES_DIR: filesDir } };
const near = await startGatehouse(wishes);
const far = database ? await startGatehouse(wishes) : near;
try {
  await measure(`http://127.0.0.1:${near.port}`, `http://127.0.0.1:${far.port}`);
} finally {
  if (far !== near) await far.stop();
  await near.stop();
  await database?.drop();
  rmSync(filesDir, { recursive: true, force: true });
}
figures.send();

async function measure(here: string, there: string): Promise<void> {
  const ada = await firstAccount(here);
  const longest = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, revocation] of revocations.entries()) {
      const { took, notOpen } = await watch(revocation, ada, there, `mia-${round}-${index}@example.com`);
      if (notOpen.length > 0) throw new Error(`not open from the beginning: ${notOpen.join(", ")}`);
      for (const [name, ms] of Object.entries(took)) longest.set(name, Math.max(longest.get(name) ?? 0, ms));
      await giveBack(ada);
    }
  const where = database ? "two servers" : "one server";
  figures.add(`a right is taken, ${where}: all over after`, Math.max(...longest.values()), "ms", "the longest");
  for (const [name, ms] of longest) figures.add(`a right is taken, ${where}: ${name}`, ms, "ms", "the longest");
}

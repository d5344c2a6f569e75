import { createEngine, EngineError, type PermissionEngine } from "@gatehouse/engine";
import { compileCondition } from "../../../access/conditions.ts";
import { fingerprintOf, stateOfTables } from "../../../access/stateOfTables.ts";
import type { DoctorParts } from "../check.ts";
import { ofEveryOrganization } from "./ofEveryOrganization.ts";

/**
 * Three ways to one state: the engine that answers, one built from the tables, one that replayed the log. Their snapshots must be the same
 * bytes (docs/model.md, "Change": equal states have equal snapshots).
 */
export const stateInMemory = ofEveryOrganization(
  async ({ access, store }, id, signal) => {
    const mine = access.of(id);
    const tables = await stateOfTables(store, id);
    await mine.catchUp();
    // Others may go on writing: from here to the fingerprint nothing waits, so that it is of one revision.
    const { revision: head } = mine.engine;
    const answering = fingerprintOf(mine.engine);
    const replayed = createEngine({ compile: compileCondition });
    try {
      await applyLog(store, id, tables, head, signal);
      await applyLog(store, id, replayed, head, signal);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return [`the log cannot be replayed beyond revision ${replayed.revision}: ${error.message}`];
    }
    const problems: string[] = [];
    if (fingerprintOf(tables) !== answering)
      problems.push(`at revision ${head} the state of the tables is not the one in memory`);
    if (fingerprintOf(replayed) !== answering)
      problems.push(`at revision ${head} the replayed log is not the state in memory`);
    return problems.length > 0
      ? problems
      : `at revision ${head} the answering engine, the tables and the replayed log are the same, byte for byte (${answering.slice(0, 12)})`;
  },
  { code: "state-in-memory-differs" },
);

const PAGE = 500;

async function applyLog(
  store: DoctorParts["store"],
  id: string,
  engine: PermissionEngine,
  upTo: number,
  signal: AbortSignal,
): Promise<void> {
  while (engine.revision < upTo) {
    signal.throwIfAborted();
    const entries = await store.readLog(id, engine.revision, PAGE);
    if (entries.length === 0) return;
    for (const { revision, changes } of entries) if (revision <= upTo) engine.apply(changes, revision);
  }
}

import { createHash } from "node:crypto";
import { createEngine, type PermissionEngine } from "@gatehouse/engine";
import type { Store } from "../store/index.ts";
import { compileCondition } from "./conditions.ts";

/** An engine built from what the database has now, as a server that starts builds it; nobody else has it. */
export async function stateOfTables(store: Store, organization: string): Promise<PermissionEngine> {
  const engine = createEngine({ compile: compileCondition });
  const { changes, revision } = await store.loadState(organization);
  if (revision > 0) engine.apply(changes, revision);
  return engine;
}

/** Equal states have equal ones (docs/model.md, "Change"): SHA-256 of the snapshot, in hexadecimal digits. */
export const fingerprintOf = (engine: PermissionEngine): string =>
  createHash("sha256").update(engine.snapshot()).digest("hex");

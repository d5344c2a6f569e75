import { createHash } from "node:crypto";
import {
  type Change,
  createEngine,
  EngineError,
  type EverybodysStaff,
  type PermissionEngine,
  SUPER_ADMIN,
} from "@gatehouse/engine";
import { compileCondition } from "../../access/conditions.ts";
import { verifyTrail } from "../../audit/index.ts";
import { verifyLedger } from "../../spending/index.ts";
import { verifyLog, verifyTables } from "../../store/index.ts";
import type { OperationParts } from "../parts.ts";
import type { Check, Finding } from "./finding.ts";

const MOST_TOLD = 20;
const ADVICE =
  "Stop writing, make a backup, and report it. `gatehouse restore` of an older backup into a new data directory gives a sound state.";

/** What must be true of the permissions of every organization. */
export const organizationChecks: Record<string, Check<OperationParts>> = {
  "change log": (parts) =>
    forEach(parts, "change log", async (id) => {
      const { head, problems } = await verifyLog(parts.store, id);
      return problems.length > 0 ? problems : `revisions 1 to ${head} without a gap`;
    }),
  "audit trail": (parts) =>
    forEach(parts, "audit trail", async (id) => {
      const { result, problems, entries, segments, waiting } = await verifyTrail(parts.store, id);
      if (result !== "whole" && result !== "nothing") return problems;
      return `${entries} entries in ${segments} segments are what was sealed${waiting > 0 ? `; ${waiting} wait to be sealed` : ""}`;
    }),
  "state tables": (parts) =>
    forEach(parts, "state tables", async (id) => {
      const { head, rows, problems } = await verifyTables(parts.store, id);
      return problems.length > 0 ? problems : `${rows} rows are what ${head} revisions of the log give`;
    }),
  "state in memory": (parts) => forEach(parts, "state in memory", (id) => compareStates(parts, id)),
  ledger: (parts) =>
    forEach(parts, "ledger", async (id) => {
      const { accounts, entries, problems } = await verifyLedger(parts.store.db, id);
      return problems.length > 0 ? problems : `${accounts} balances are the sums of ${entries} entries`;
    }),
  "super admins": async ({ access, store }) => {
    const findings: Finding[] = [];
    for (const { id, slug } of access.list()) {
      const { changes } = await store.loadState(id);
      findings.push({ check: "super admins", organization: slug, ...superAdminsOf(changes) });
    }
    return findings;
  },
  "staff of everybody": async ({ access, identity }) => {
    const findings: Finding[] = [];
    for (const { id, slug } of access.list()) {
      const found = access.of(id).engine.may.staffOfEverybody();
      const principals = found.map(({ principal }) => principal);
      const names = await identity.names(id, principals);
      findings.push({ check: "staff of everybody", organization: slug, ...staffFinding(found, names) });
    }
    return findings;
  },
};

function staffFinding(
  found: readonly EverybodysStaff[],
  names: ReadonlyMap<string, { name: string }>,
): Omit<Finding, "check"> {
  if (found.length === 0)
    return { result: "ok", detail: "none: what everybody is in has no capability and no staff role" };
  const told = found.slice(0, MOST_TOLD).map(({ principal, holds }) => {
    const name = names.get(principal)?.name;
    return `${principal}${name === undefined ? "" : ` (${name})`} has ${holds}`;
  });
  const more = found.length > MOST_TOLD ? [`and ${found.length - MOST_TOLD} more`] : [];
  return {
    result: "problem",
    detail: [...told, ...more].join("; "),
    advice:
      "Everybody has it. Take it away (`gatehouse capability take`, `gatehouse role take`), or the group out of the one that carries it (`gatehouse group remove`).",
  };
}

async function forEach(
  { access }: OperationParts,
  check: string,
  look: (organization: string) => Promise<string | string[]>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, slug } of access.list()) {
    const found = await look(id);
    findings.push(
      typeof found === "string"
        ? { check, organization: slug, result: "ok", detail: found }
        : { check, organization: slug, result: "problem", detail: found.join("; "), advice: ADVICE },
    );
  }
  return findings;
}

/**
 * Three ways to one state: the engine that answers, one built from the tables, one that replayed the log. Their snapshots must be the same
 * bytes (docs/model.md, "Change": equal states have equal snapshots).
 */
async function compareStates({ access, store }: OperationParts, id: string): Promise<string | string[]> {
  const mine = access.of(id);
  const tables = createEngine({ compile: compileCondition });
  const { changes, revision } = await store.loadState(id);
  if (revision > 0) tables.apply(changes, revision);
  await mine.catchUp();
  // Others may go on writing: from here to the fingerprint nothing waits, so that it is of one revision.
  const { revision: head } = mine.engine;
  const answering = fingerprint(mine.engine);
  const replayed = createEngine({ compile: compileCondition });
  try {
    await applyLog(store, id, tables, head);
    await applyLog(store, id, replayed, head);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [`the log cannot be replayed beyond revision ${replayed.revision}: ${error.message}`];
  }
  const problems: string[] = [];
  if (fingerprint(tables) !== answering)
    problems.push(`at revision ${head} the state of the tables is not the one in memory`);
  if (fingerprint(replayed) !== answering)
    problems.push(`at revision ${head} the replayed log is not the state in memory`);
  return problems.length > 0
    ? problems
    : `at revision ${head} the answering engine, the tables and the replayed log are the same, byte for byte (${answering.slice(0, 12)})`;
}

const PAGE = 500;

async function applyLog(
  store: OperationParts["store"],
  id: string,
  engine: PermissionEngine,
  upTo: number,
): Promise<void> {
  while (engine.revision < upTo) {
    const entries = await store.readLog(id, engine.revision, PAGE);
    if (entries.length === 0) return;
    for (const { revision, changes } of entries) if (revision <= upTo) engine.apply(changes, revision);
  }
}

const fingerprint = (engine: PermissionEngine): string => createHash("sha256").update(engine.snapshot()).digest("hex");

/** @param changes a whole state: each account comes once, as it is */
export function superAdminsOf(changes: readonly Change[]): Omit<Finding, "check"> {
  const users = changes.filter((change) => change.kind === "user-added");
  const given = new Set(
    changes
      .filter((change) => change.kind === "role-given" && change.role === SUPER_ADMIN && change.expiresAt === null)
      .map((change) => (change.kind === "role-given" ? change.holder : "")),
  );
  const holders = users.filter(
    ({ user, role, status }) => status === "active" && (role === SUPER_ADMIN || given.has(user)),
  );
  if (holders.length > 1) return { result: "ok", detail: `${holders.length} active` };
  if (holders.length === 1)
    return { result: "note", detail: "one active", advice: "A second one helps when the first is away." };
  if (users.length === 0)
    return { result: "note", detail: "nobody has an account yet: the first one becomes super admin" };
  return { result: "problem", detail: "nobody is", advice: "`gatehouse user create … --role SUPER_ADMIN` makes one." };
}

import type { Change, PermissionEngine } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { fingerprintOf, stateOfTables } from "../../access/stateOfTables.ts";
import type { Store } from "../../store/index.ts";
import { changesOf } from "../import/writing.ts";
import { batchesOf, type FormerPlan, type PlannedThing, wishesOf } from "./plan.ts";

/** What is said before anything is written, and held against what is there afterwards. */
export interface Announced {
  /** Of the state in which it was said. */
  revision: number;
  /** All that would be written. */
  changes: readonly Change[];
  /** Of the state afterwards: equal states have equal ones. */
  fingerprint: string;
}

/**
 * The state of the permissions as it would be: made from what the database has, not from what the server remembers. Where somebody else writes before it is
 * written, another one is.
 */
export async function announce(
  access: OrganizationAccess,
  store: Store,
  plan: FormerPlan,
  batchSize: number,
): Promise<Announced> {
  const engine = await stateOfTables(store, access.id);
  const { revision } = engine;
  let next = await nextGrantId(store, access.id);
  const takeIds = async (count: number) => Array.from({ length: count }, () => next++);
  const changes: Change[] = [];
  let last = revision;
  for (const things of batchesOf(plan, batchSize)) {
    const some = await changesOf(access, wishesOf(things), takeIds);
    if (some.length > 0) last++;
    changes.push(...some);
  }
  if (last > revision) engine.apply(changes, last);
  return { revision, changes, fingerprint: fingerprintOf(engine) };
}

export interface Proof {
  announced: string;
  found: string;
  /** Whether what is there is what was announced, all of it, byte for byte. */
  isAsAnnounced: boolean;
  /** Revisions that others wrote meanwhile: then only the things themselves can be compared. */
  revisionsOfOthers: number;
  /** Things of which everybody has not what was announced. */
  differing: string[];
}

/** Reads the permissions anew from the database, as a server that starts does, and holds them against what was announced. */
export async function prove(
  { access, store, plan }: { access: OrganizationAccess; store: Store; plan: FormerPlan },
  { announced, written }: { announced: Announced; written: readonly number[] },
): Promise<Proof> {
  const engine = await stateOfTables(store, access.id);
  const found = fingerprintOf(engine);
  return {
    ...{ announced: announced.fingerprint, found, isAsAnnounced: found === announced.fingerprint },
    revisionsOfOthers: engine.revision - announced.revision - written.length,
    differing: plan.things.filter((thing) => !isWritten(engine, thing)).map(({ resource }) => resource),
  };
}

function isWritten(engine: PermissionEngine, { wish }: PlannedThing): boolean {
  return (
    wish === null ||
    engine
      .grantsOn(wish.resource)
      .some(
        ({ principal, allow, expiresAt, condition }) =>
          principal === wish.principal &&
          condition === null &&
          expiresAt === wish.expiresAt &&
          wish.allow.every((action) => allow.includes(action)),
      )
  );
}

async function nextGrantId(store: Store, organization: string): Promise<number> {
  const { next_grant_id } = await store.db
    .selectFrom("organizations")
    .select("next_grant_id")
    .where("id", "=", organization)
    .executeTakeFirstOrThrow();
  return Number(next_grant_id);
}

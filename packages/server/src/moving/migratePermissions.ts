import type { Simulated } from "../access/simulate/schemas.ts";
import { named, told } from "../access/simulate/told.ts";
import { findUserByEmail } from "../identity/accounts/queries.ts";
import { announce, type Proof, prove } from "./former/announce.ts";
import { type AccessOf, accessOn, type EachAccess, everyAccess } from "./former/impactOf.ts";
import type { FormerProblem } from "./former/kind.ts";
import { formerKinds } from "./former/kinds.ts";
import { type FormerPlan, planFormer } from "./former/plan.ts";
import { writeFormer } from "./former/write.ts";
import { mover } from "./import/writing.ts";
import { accessOf, type MigrationParts } from "./migrate.ts";
import { openSource, type SourceRemark } from "./source/index.ts";

export interface PermissionMigrationOptions {
  /** `agent-permissions`, `prompt-permissions`, `shared-link-permissions`. */
  what: string;
  /** An address of MongoDB, or where a dump lies. */
  from: string;
  database?: string | undefined;
  /** Slug; default: the first organization. */
  organization?: string | undefined;
  tenant: string | null;
  batchSize: number;
  isDryRun: boolean;
  force: boolean;
  leaveUnfinished: boolean;
  /** Whose access before and after is told: an address, or `user:…`. */
  person?: string | undefined;
  problem(problem: FormerProblem): void;
  /** Before anything is written. */
  announced(announcement: Announcement): Promise<void> | void;
  /** Everybody's access before and after, thing by thing, before anything is written; absent: nobody's. */
  access?(one: EachAccess): void;
  progress(done: number, all: number): void;
  signal?: AbortSignal | undefined;
}

/** What would be, said before it is. */
export interface Announcement {
  source: string;
  remarks: SourceRemark[];
  /** How many things are of each class, by LibreChat's names, and what it gives. */
  classes: Record<string, number>;
  permissions: Record<string, string>;
  details: Record<string, { name: string; id: string; resource: string; permissions: string }[]>;
  passed: Pick<FormerPlan, "migratedThere" | "migratedHere" | "ownerless" | "left">;
  errors: number;
  impact: Simulated;
  /** Of whom was asked about; undefined: nobody was. */
  person: AccessOf | undefined;
  /** Of the state of all permissions afterwards. */
  fingerprint: string;
}

export interface PermissionMigrationReport extends Announcement {
  /** Null: it was a dry run. */
  written: {
    move: string;
    migrated: number;
    ownerGrants: number;
    publicViewGrants: number;
    publicEditGrants: number;
    proof: Proof;
  } | null;
}

/** Nobody is called so. */
export class PersonUnknown extends Error {}

const LINES = 100;

/**
 * Migrates what LibreChat's former model gave everybody: classed as its own script does, looked at before, written, and held against what was announced.
 * @throws {SourceFailed} {FormerRefused} {PersonUnknown} {Problem} `resource-not-found`
 */
export async function migratePermissions(
  parts: MigrationParts,
  options: PermissionMigrationOptions,
): Promise<PermissionMigrationReport> {
  const { store } = parts;
  const access = accessOf(parts.access, options.organization);
  const kind = formerKinds.find(({ name }) => name === options.what);
  if (!kind) throw new Error(`there is no migration of ${options.what}`);
  const source = await openSource(options.from, { database: options.database });
  try {
    const now = access.at();
    const plan = await planFormer({ ...options, kind, source, access, store, now });
    const announced = await announce(access, store, plan, options.batchSize);
    const { engine } = access;
    const simulated = engine.simulate(announced.changes, { now });
    const pages = { subjects: { limit: LINES }, things: { limit: LINES } };
    const actor = mover(access.id);
    const impact = await named(
      parts,
      actor,
      told(engine.revision, () => simulated, pages),
    );
    const person = options.person === undefined ? undefined : await personNamed(parts, access.id, options.person);
    const announcement: Announcement = {
      ...{ source: source.name, remarks: [...source.remarks], ...classed(plan), errors: plan.errors, impact },
      person: person === undefined ? undefined : accessOn(engine, simulated, person, now),
      fingerprint: announced.fingerprint,
    };
    if (options.access) for (const one of everyAccess(engine, simulated, now)) options.access(one);
    await options.announced(announcement);
    if (options.isDryRun) return { ...announcement, written: null };
    const { move, revisions } = await writeFormer(plan, {
      ...{ access, store, source: source.name, tenant: options.tenant, batchSize: options.batchSize },
      ...{ clock: Date.now, progress: options.progress },
    });
    const proof = await prove({ access, store, plan }, { announced, written: revisions });
    return { ...announcement, written: { move: move.id, ...givenBy(plan), proof } };
  } finally {
    await source.close();
  }
}

function classed({ kind, things, migratedThere, migratedHere, ownerless, left }: FormerPlan) {
  const details: Announcement["details"] = Object.fromEntries(Object.keys(kind.classes).map((name) => [name, []]));
  for (const { class: its, name, id, resource } of things)
    details[its]?.push({ name, id, resource, permissions: kind.classes[its]?.permissions ?? "" });
  return {
    classes: Object.fromEntries(Object.entries(details).map(([name, its]) => [name, its.length])),
    permissions: Object.fromEntries(Object.entries(kind.classes).map(([name, its]) => [name, its.permissions])),
    ...{ details, passed: { migratedThere, migratedHere, ownerless, left } },
  };
}

function givenBy({ kind, things }: FormerPlan) {
  const bits = things.filter(({ wish }) => wish !== null).map((thing) => kind.classes[thing.class]?.bits ?? 0);
  return {
    migrated: things.length,
    ownerGrants: things.filter(({ isOwned }) => isOwned).length,
    publicViewGrants: bits.filter((its) => its === 1).length,
    publicEditGrants: bits.filter((its) => its === 3).length,
  };
}

/** @throws {PersonUnknown} */
async function personNamed({ store }: MigrationParts, organization: string, person: string): Promise<string> {
  if (person.startsWith("user:")) return person;
  const user = await findUserByEmail(store.db, organization, person.trim().toLowerCase());
  if (!user) throw new PersonUnknown(person);
  return `user:${user.id}`;
}

import { stat } from "node:fs/promises";
import { SUPER_ADMIN } from "@gatehouse/engine";
import type { Access } from "../access/index.ts";
import type { OrganizationAccess } from "../access/organizationAccess.ts";
import { findAccount, findUserByEmail } from "../identity/accounts/queries.ts";
import type { Store, Tx } from "../store/index.ts";
import { Contents } from "../workspace/files/contents.ts";
import { bringContents } from "./import/bringContents.ts";
import { type Counts, noCounts } from "./import/counts.ts";
import { moveIn, type Progress } from "./import/moveIn.ts";
import { listMoves, type Move } from "./import/moves.ts";
import type { ProblemLine } from "./import/problemLine.ts";
import { undoMove } from "./import/undo.ts";
import { openSource, SourceFailed, type SourceRemark } from "./source/index.ts";
import { files } from "./translate/files.ts";
import type { SecondFactorKeys } from "./translate/kind.ts";
import { kinds, leftCollections } from "./translate/kinds.ts";

/** What of Gatehouse moving in needs. */
export interface MigrationParts {
  access: Access;
  store: Store;
  /** Whether somebody whose address is not verified comes in. */
  admitsUnverified: boolean;
  /** Where the bytes of files are kept. */
  filesDir: string;
}

export interface MigrationOptions {
  /** An address of MongoDB, or where a dump lies. */
  from: string;
  /** Of several. */
  database?: string | undefined;
  /** Slug; default: the first organization. */
  organization?: string | undefined;
  batchSize: number;
  /** Addresses. */
  superAdmins: readonly string[];
  tenant: string | null;
  /** Absent: second factors are left. */
  secondFactors?: SecondFactorKeys | undefined;
  /** LibreChat's folder, in which what people brought lies; absent: only what is known of it comes. */
  files?: string | undefined;
  /** Nothing is to be kept: of the bytes of files it is only looked whether they are there. */
  isDryRun?: boolean | undefined;
  problem(line: ProblemLine): void;
  progress(progress: Progress): void;
  signal?: AbortSignal | undefined;
}

/** What came, and what did not. */
export interface MigrationReport {
  move: string;
  source: string;
  isResumed: boolean;
  collections: ({ collection: string } & Counts)[];
  /** Collections that have no place here, and why; null: not LibreChat's. */
  /** Files whose bytes came. */
  contents: number;
  left: { collection: string; why: string | null }[];
  /** How often each was found, the most often first. */
  problems: { collection: string; code: string; done: string; times: number }[];
  remarks: SourceRemark[];
  /** Addresses that were to be super admins, and did not come. */
  superAdminsMissing: string[];
  seconds: number;
}

/** Nobody would be super admin of what came. */
export class NobodyGoverns extends Error {}

/**
 * Brings a LibreChat into an organization, or what is new of it since.
 * @throws {SourceFailed} {@link NobodyGoverns} {Problem} `resource-not-found`
 */
export async function migrate(parts: MigrationParts, options: MigrationOptions): Promise<MigrationReport> {
  const { store } = parts;
  const began = Date.now();
  const access = accessOf(parts.access, options.organization);
  const superAdmins = new Set(options.superAdmins.map((address) => address.trim().toLowerCase()));
  if (superAdmins.size === 0 && !(await isGoverned(store.db, access.id))) throw new NobodyGoverns();
  if (options.files !== undefined) await requireDirectory(options.files);
  const source = await openSource(options.from, { database: options.database });
  try {
    const problems = new Map<string, MigrationReport["problems"][number]>();
    const problem = (line: ProblemLine) => {
      const { collection, code, done } = line;
      const key = JSON.stringify([collection, code]);
      const known = problems.get(key) ?? { collection, code, done, times: 0 };
      known.times++;
      problems.set(key, known);
      options.problem(line);
    };
    const { move, isResumed } = await moveIn({
      ...{ source, access, store, superAdmins, admitsUnverified: parts.admitsUnverified },
      ...{ batchSize: options.batchSize, tenant: options.tenant, now: began, clock: Date.now, signal: options.signal },
      progress: options.progress,
      secondFactors: options.secondFactors,
      bringsContents: options.files !== undefined,
      problem,
    });
    const there = (await source.collections()).map(({ name }) => name);
    const contents =
      options.files === undefined || !there.includes(files.collection)
        ? 0
        : await bringContents({
            ...{ source, store, organization: access.id, directory: options.files, problem, signal: options.signal },
            contents: options.isDryRun ? null : new Contents(parts.filesDir),
          });
    return {
      ...{ move: move.id, source: source.name, isResumed },
      collections: kinds
        .filter(({ collection }) => there.includes(collection))
        .map(({ collection }) => ({ collection, ...(move.counts[collection] ?? noCounts()) })),
      contents,
      left: there
        .filter((name) => !kinds.some(({ collection }) => collection === name))
        .map((collection) => ({ collection, why: leftCollections[collection] ?? null })),
      problems: [...problems.values()].sort((a, b) => b.times - a.times),
      remarks: [...source.remarks],
      superAdminsMissing: await missing(store.db, access.id, superAdmins),
      seconds: (Date.now() - began) / 1_000,
    };
  } finally {
    await source.close();
  }
}

/** The newest first. @param organization slug; default: the first */
export const movesOf = (
  { access, store }: Pick<MigrationParts, "access" | "store">,
  organization?: string,
): Promise<Move[]> => listMoves(store.db, accessOf(access, organization).id);

export interface MigrationUndo {
  organization?: string | undefined;
  /** Default: the newest. */
  move?: string | undefined;
  /** Also where others have changed since what came. */
  anyway: boolean;
  progress(done: number, all: number): void;
}

/** Takes a moving in back. @returns null where there is none @throws {ChangedSince} */
export async function undoMigration(parts: MigrationParts, options: MigrationUndo): Promise<Move | null> {
  const access = accessOf(parts.access, options.organization);
  const moves = await listMoves(parts.store.db, access.id);
  const move = options.move === undefined ? moves[0] : moves.find(({ id }) => id === options.move);
  if (!move) return null;
  const { anyway, progress } = options;
  const contents = new Contents(parts.filesDir);
  await undoMove({ access, store: parts.store, move, clock: Date.now, contents, anyway, progress });
  return move;
}

/** @throws {Problem} `resource-not-found` */
export function accessOf(access: Access, slug: string | undefined): OrganizationAccess {
  return access.of(access.findOrganization(slug)?.id ?? "");
}

/** @throws {SourceFailed} */
async function requireDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory())
    throw new SourceFailed("not-found", `\`${path}\` is no directory: LibreChat's files are not there`);
}

/** Whether somebody who comes in is super admin. */
async function isGoverned(db: Tx, organization: string): Promise<boolean> {
  const found = await db
    .selectFrom("accounts")
    .select("account")
    .where("organization_id", "=", organization)
    .where("primary_role", "=", SUPER_ADMIN)
    .where("status", "=", "active")
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

async function missing(db: Tx, organization: string, addresses: ReadonlySet<string>): Promise<string[]> {
  const left = new Set(addresses);
  for (const address of addresses) {
    const user = await findUserByEmail(db, organization, address);
    const account = user && (await findAccount(db, organization, `user:${user.id}`));
    if (account?.primary_role === SUPER_ADMIN) left.delete(address);
  }
  return [...left];
}

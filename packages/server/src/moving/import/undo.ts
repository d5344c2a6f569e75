import { type Change, SUPER_ADMIN } from "@gatehouse/engine";
import { sql } from "kysely";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { Problem } from "../../http/problem.ts";
import { noteEvent, type Store, type Tx } from "../../store/index.ts";
import type { Contents } from "../../workspace/files/contents.ts";
import { files } from "../translate/files.ts";
import { inPieces } from "../translate/inPieces.ts";
import { kinds } from "../translate/kinds.ts";
import { inverseOf } from "./inverse.ts";
import { deleteMove, type Move, saveMove } from "./moves.ts";
import { mover } from "./writing.ts";

export interface UndoOptions {
  access: OrganizationAccess;
  store: Store;
  move: Move;
  clock: () => number;
  /** Where the bytes of files are. */
  contents: Contents;
  /** Also where others have changed since what came: that is lost with it. */
  anyway: boolean;
  /** Batches that are taken back, and how many there were. */
  progress(done: number, all: number): void;
}

/** What somebody did since with what came. */
export interface Since {
  /** Null: it took none; it is content, or somebody's books. */
  revision: number | null;
  /** Null: whoever it was. */
  actor: string | null;
  /** A name of what came that it is about: `agent:64f0…`. */
  about: string;
}

/** What came was changed since by others, and goes only if that is lost, too. */
export class ChangedSince extends Error {
  readonly since: readonly Since[];

  constructor(since: readonly Since[]) {
    super("what came was changed since");
    this.name = new.target.name;
    this.since = since;
  }
}

const MOST_TOLD = 20;
const PAGE = 500;
const NAME = /"((?:user|group|agent|prompt|sharedLink|conversation|file):[0-9a-f]{24})"/g;

/**
 * Takes a moving in back, the last batch first: what it made goes, what it changed is as it was; its ids may come again. Each batch is one transaction, so
 * that whoever is killed goes on where it was.
 * @throws {ChangedSince} unless `anyway`; nothing is taken back then
 */
export async function undoMove({ access, store, move, clock, contents, anyway, progress }: UndoOptions): Promise<void> {
  if (!anyway) {
    const since = await changedSince(store, access.id, move);
    if (since.length > 0) throw new ChangedSince(since);
  }
  const undoing: Move = { ...move, state: "undoing" };
  await store.transact((tx) => saveMove(tx, access.id, undoing));
  const left = await lastBatch(store.db, access.id, move.id);
  for (let batch = left; batch > 0; batch--) {
    await undoBatch({ access, store, move, contents, batch });
    progress(move.batches - batch + 1, move.batches);
  }
  await undoLast({ access, store, move, contents });
  await store.transact(async (tx) => {
    await deleteMove(tx, access.id, move.id);
    const facts = { move: move.id, batches: move.batches, at: clock() };
    await noteEvent(tx, { organization: access.id, kind: "moving-in-undone", actor: "system:migration", facts });
  });
}

async function lastBatch(db: Tx, organization: string, move: string): Promise<number> {
  const row = await db
    .selectFrom("moved_batches")
    .select((e) => e.fn.max("number").as("last"))
    .where("organization_id", "=", organization)
    .where("move_id", "=", move)
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

type Undoing = Pick<UndoOptions, "access" | "store" | "move" | "contents">;

/** Holds what waits until all else is gone. */
const LAST = 0;

/**
 * One batch, whole. While there are people an organization has a super admin: the last of those waits until they are all that is left.
 */
async function undoBatch({ access, store, move, contents, batch }: Undoing & { batch: number }): Promise<void> {
  const row = await store.db
    .selectFrom("moved_batches")
    .select(["collection", "revision"])
    .where("organization_id", "=", access.id)
    .where("move_id", "=", move.id)
    .where("number", "=", batch)
    .executeTakeFirst();
  if (!row) return;
  const changes = row.revision === null ? [] : await inverses(store.db, access.id, Number(row.revision));
  const came = row.collection === files.collection ? await documentsOf(store.db, access.id, move.id, batch) : [];
  const take = (kept: ReadonlySet<string>) =>
    takeBack({ access, move, batch, collection: row.collection, changes: changes.filter(isOfNone(kept)), kept });
  try {
    await take(new Set());
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "last-super-admin") throw error;
    await take(await superAdmins(store.db, access.id));
  }
  await contents.forget(
    access.id,
    came.map(({ document_id }) => document_id),
  );
}

/** Those who waited. @throws {Problem} `last-super-admin` where others are there by now, and no other super admin */
async function undoLast({ access, store, move }: Undoing): Promise<void> {
  const waiting = await documentsOf(store.db, access.id, move.id, LAST);
  if (waiting.length === 0) return;
  const changes = waiting.map(
    ({ document_id }): Change => ({ kind: "account-removed", account: `user:${document_id}`, neverWas: true }),
  );
  await takeBack({ access, move, batch: LAST, collection: "users", changes, kept: new Set() });
}

/** Rows, changes and what is known of them, but for the accounts that are kept. */
async function takeBack(one: {
  access: OrganizationAccess;
  move: Move;
  batch: number;
  collection: string;
  changes: readonly Change[];
  kept: ReadonlySet<string>;
}): Promise<void> {
  const { access, move, batch, collection, changes, kept } = one;
  await access.commit(
    mover(access.id),
    async (tx) => {
      const all = await documentsOf(tx, access.id, move.id, batch);
      const stay = all
        .filter(({ document_id }) => kept.has(`user:${document_id}`))
        .map(({ document_id }) => document_id);
      const documents = all.filter(({ document_id }) => !stay.includes(document_id));
      const ids = documents.map(({ document_id }) => document_id);
      const is = new Map(documents.flatMap(({ document_id, made }) => (made === null ? [] : [[document_id, made]])));
      if (stay.length > 0)
        await tx
          .updateTable("moved_documents")
          .set({ batch: LAST })
          .where("organization_id", "=", access.id)
          .where("collection", "=", collection)
          .where("document_id", "in", stay)
          .execute();
      await kinds.find((kind) => kind.collection === collection)?.remove?.(tx, access.id, ids, is);
      for (const table of ["moved_documents", "moved_batches"] as const)
        await tx
          .deleteFrom(table)
          .where("organization_id", "=", access.id)
          .where("move_id", "=", move.id)
          .where(table === "moved_documents" ? "batch" : "number", "=", batch)
          .execute();
      const roles = changes.flatMap((change) => (change.kind === "role-removed" ? [change.role] : []));
      if (roles.length > 0)
        await tx.deleteFrom("role_texts").where("organization_id", "=", access.id).where("role", "in", roles).execute();
      return { changes: [...alsoGone(access, changes), ...changes], result: null };
    },
    `undo of moving in ${move.id}`,
  );
}

const isOfNone = (accounts: ReadonlySet<string>) => (change: Change) =>
  change.kind !== "account-removed" || !accounts.has(change.account);

const documentsOf = (db: Tx, organization: string, move: string, batch: number) =>
  db
    .selectFrom("moved_documents")
    .select(["document_id", "made"])
    .where("organization_id", "=", organization)
    .where("move_id", "=", move)
    .where("batch", "=", batch)
    .execute();

async function superAdmins(db: Tx, organization: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("accounts")
    .select("account")
    .where("organization_id", "=", organization)
    .where("primary_role", "=", SUPER_ADMIN)
    .execute();
  return new Set(rows.map(({ account }) => account));
}

/** What takes a revision back, the last change first. */
async function inverses(db: Tx, organization: string, revision: number): Promise<Change[]> {
  const { changes, former } = await db
    .selectFrom("log")
    .select(["changes", "former"])
    .where("organization_id", "=", organization)
    .where("revision", "=", revision)
    .executeTakeFirstOrThrow();
  const made = JSON.parse(changes) as Change[];
  const replaced = former === null ? [] : (JSON.parse(former) as Change[][]);
  return made
    .map((change, index) => inverseOf(change, replaced[index] ?? []))
    .toReversed()
    .flat();
}

/** What others hung on things that go, where it is to go with them. */
function alsoGone({ engine }: OrganizationAccess, changes: readonly Change[]): Change[] {
  const going = new Set(
    changes.flatMap((change) => (change.kind === "grant-removed" ? [`${change.resource} ${change.id}`] : [])),
  );
  return changes.flatMap((change) =>
    change.kind === "resource-removed"
      ? engine
          .grantsOn(change.resource)
          .filter(({ id }) => !going.has(`${change.resource} ${id}`))
          .map(({ id, resource }): Change => ({ kind: "grant-removed", resource, id }))
      : [],
  );
}

async function changedSince(store: Store, organization: string, move: Move): Promise<Since[]> {
  const found = await decidedSince(store, organization, move);
  for (const one of versioned)
    if (found.length < MOST_TOLD) found.push(...(await editedSince(store.db, organization, move.id, one)));
  if (found.length < MOST_TOLD) found.push(...(await spentSince(store.db, organization, move.id)));
  return found.slice(0, MOST_TOLD);
}

/** Rows that say by their version that they were written again; a conversation is by each message. */
const versioned = [
  { collection: "users", table: "users", type: "user" },
  { collection: "groups", table: "groups", type: "group" },
  { collection: "agents", table: "agents", type: "agent" },
  { collection: "promptgroups", table: "prompt_groups", type: "prompt" },
  { collection: "conversations", table: "conversations", type: "conversation" },
] as const;

async function editedSince(
  db: Tx,
  organization: string,
  move: string,
  { collection, table, type }: (typeof versioned)[number],
): Promise<Since[]> {
  const { rows } = await sql<{ id: string }>`
    select its.id from ${sql.table(table)} its
    join moved_documents came on came.organization_id = its.organization_id and came.collection = ${collection}
      and came.document_id = its.id and came.move_id = ${move} and came.made is null
    where its.organization_id = ${organization} and its.version > 1 limit ${MOST_TOLD}`.execute(db);
  return rows.map(({ id }) => ({ revision: null, actor: null, about: `${type}:${id}` }));
}

/** People whose books have more in them than what came. */
async function spentSince(db: Tx, organization: string, move: string): Promise<Since[]> {
  const rows = await db
    .selectFrom("moved_documents")
    .innerJoin("ledger_balances", (join) =>
      join
        .onRef("ledger_balances.organization_id", "=", "moved_documents.organization_id")
        .onRef("ledger_balances.account", "=", "moved_documents.made"),
    )
    .select("ledger_balances.account")
    .where("moved_documents.organization_id", "=", organization)
    .where("moved_documents.collection", "=", "balances")
    .where("moved_documents.move_id", "=", move)
    .where("ledger_balances.entries", ">", 1)
    .limit(MOST_TOLD)
    .execute();
  return rows.map(({ account }) => ({ revision: null, actor: null, about: account }));
}

/** Revisions of others after it began that name what came. */
async function decidedSince(store: Store, organization: string, move: Move): Promise<Since[]> {
  const first = await store.db
    .selectFrom("moved_batches")
    .select((e) => e.fn.min("revision").as("revision"))
    .where("organization_id", "=", organization)
    .where("move_id", "=", move.id)
    .executeTakeFirst();
  if (first?.revision == null) return [];
  const found: Since[] = [];
  const reason = `moving in ${move.id}`;
  for (let after = Number(first.revision); found.length < MOST_TOLD; ) {
    const entries = await store.readLog(organization, after, PAGE);
    for (const { revision, actor, reason: why, changes } of entries) {
      if (why === reason || why === `undo of ${reason}`) continue;
      const names = new Set([...JSON.stringify(changes).matchAll(NAME)].map(([, name = ""]) => name));
      for (const about of await cameAmong(store.db, organization, move.id, [...names]))
        found.push({ revision, actor, about });
    }
    const last = entries.at(-1);
    if (!last || entries.length < PAGE) break;
    after = last.revision;
  }
  return found;
}

async function cameAmong(db: Tx, organization: string, move: string, names: readonly string[]): Promise<string[]> {
  const came: string[] = [];
  await inPieces(names, async (some) => {
    const rows = await db
      .selectFrom("moved_documents")
      .select("document_id")
      .where("organization_id", "=", organization)
      .where("move_id", "=", move)
      .where(
        "document_id",
        "in",
        some.map((name) => name.slice(name.indexOf(":") + 1)),
      )
      .execute();
    const ids = new Set(rows.map(({ document_id }) => document_id));
    came.push(...some.filter((name) => ids.has(name.slice(name.indexOf(":") + 1))));
  });
  return came;
}

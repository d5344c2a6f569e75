import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { noteEvent, type Store } from "../../store/index.ts";
import type { Document, Source, SourceProblem } from "../source/index.ts";
import type { Collection } from "../translate/kind.ts";
import { kinds } from "../translate/kinds.ts";
import { Batch } from "./batch.ts";
import { Here, type HereOptions } from "./here.ts";
import { beginMove, DOCUMENTS, listMoves, type Move, saveMove } from "./moves.ts";
import type { ProblemLine } from "./problemLine.ts";

export interface MoveInOptions extends HereOptions {
  source: Source;
  access: OrganizationAccess;
  store: Store;
  /** Documents that are written in one transaction. */
  batchSize: number;
  /** Only what is this tenant's there; null: what is nobody's. */
  tenant: string | null;
  clock: () => number;
  problem(line: ProblemLine): void;
  /** Told after each batch, and at the end of each collection. */
  progress(progress: Progress): void;
  signal?: AbortSignal | undefined;
}

export interface Progress {
  collection: string;
  /** Read of it, and how many it has where that is known. */
  read: number;
  count: number | null;
  /** Of all collections that come, in this run. */
  readInAll: number;
  countInAll: number | null;
}

export interface Moved {
  move: Move;
  /** Whether it went on with one that was stopped. */
  isResumed: boolean;
}

/**
 * Brings all collections that have a place here, one after the other, batch by batch: the rows of a batch, what they decide, what came and how far it is are
 * one transaction, so that whoever is killed goes on behind the last one. What came before is not brought again.
 * @throws {SourceFailed} what the source refuses; {Problem} `not-current`
 */
export async function moveIn(options: MoveInOptions): Promise<Moved> {
  const { source, access, store, tenant, clock } = options;
  const here = await Here.open(access, store, options);
  const open = (await listMoves(store.db, access.id)).find(
    (one) => one.state === "running" && one.what === DOCUMENTS && one.source === source.name && one.tenant === tenant,
  );
  const move =
    open ?? (await store.transact((tx) => beginMove(tx, access.id, { source: source.name, tenant, now: clock() })));
  const found = new Map((await source.collections()).map((one) => [one.name, one]));
  const there = kinds.filter(({ collection }) => found.has(collection));
  const counts = there.map(({ collection }) => found.get(collection)?.count ?? null);
  const countInAll = counts.some((count) => count === null)
    ? null
    : counts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  let readInAll = 0;
  for (const kind of there.slice(
    Math.max(
      0,
      there.findIndex((one) => one.collection === move.at?.collection),
    ),
  )) {
    const { collection } = kind;
    let read = 0;
    await bring({ ...options, here, move, kind }, (more) => {
      read += more;
      readInAll += more;
      const count = found.get(collection)?.count ?? null;
      options.progress({ collection, read, count, readInAll, countInAll });
    });
  }
  move.state = "done";
  move.endedAt = clock();
  await store.transact(async (tx) => {
    await saveMove(tx, access.id, move);
    const brought = Object.entries(move.counts).map(([collection, its]) => [collection, its.brought] as const);
    await noteEvent(tx, {
      organization: access.id,
      kind: "moved-in",
      actor: "system:migration",
      facts: { move: move.id, ...Object.fromEntries(brought.filter(([, count]) => count > 0)) },
    });
  });
  return { move, isResumed: open !== undefined };
}

interface Bringing extends MoveInOptions {
  here: Here;
  move: Move;
  kind: Collection;
}

async function bring(bringing: Bringing, told: (read: number) => void): Promise<void> {
  const { source, kind, move, signal } = bringing;
  const { collection } = kind;
  const batchSize = Math.min(bringing.batchSize, kind.atOnce ?? bringing.batchSize);
  const after = move.at?.collection === collection ? (move.at.place ?? undefined) : undefined;
  const unreadable = (one: SourceProblem) =>
    bringing.problem({ collection, id: one.at, code: one.code, field: "", found: one.found, done: "passed over" });
  let documents: Document[] = [];
  let last: string | null = after ?? null;
  const write = async () => {
    const batch = new Batch(bringing, documents);
    await batch.write(last);
    told(documents.length);
    documents = [];
  };
  for await (const { document, place } of source.read(collection, { after, problem: unreadable, signal })) {
    documents.push(document);
    last = place;
    if (documents.length >= batchSize) await write();
  }
  await write();
}

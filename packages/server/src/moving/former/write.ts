import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { nextGrantIds, noteEvent, type Store } from "../../store/index.ts";
import { addTo, noCounts } from "../import/counts.ts";
import { beginMove, listMoves, type Move, saveMove } from "../import/moves.ts";
import { changesOf, mover, writeRows } from "../import/writing.ts";
import { batchesOf, type FormerPlan, wishesOf } from "./plan.ts";

export interface WriteOptions {
  access: OrganizationAccess;
  store: Store;
  /** As the source calls itself. */
  source: string;
  tenant: string | null;
  /** Things that are written in one transaction. */
  batchSize: number;
  clock: () => number;
  progress(done: number, all: number): void;
}

export interface WrittenPlan {
  move: Move;
  /** Its revisions. */
  revisions: number[];
}

/**
 * Writes what was planned, batch by batch: what everybody gets of its things and that they are done is one transaction, so that whoever is killed goes
 * on with the others, and none is half done.
 */
export async function writeFormer(plan: FormerPlan, options: WriteOptions): Promise<WrittenPlan> {
  const { access, store, source, tenant, batchSize, clock } = options;
  const { name: what } = plan.kind;
  const open = (await listMoves(store.db, access.id)).find(
    (one) => one.state === "running" && one.what === what && one.source === source && one.tenant === tenant,
  );
  const begin = { what, source, tenant, now: clock() };
  const move = open ?? (await store.transact((tx) => beginMove(tx, access.id, begin)));
  const revisions: number[] = [];
  let done = 0;
  for (const things of batchesOf(plan, batchSize)) {
    const next: Move = { ...move, batches: move.batches + 1, counts: { ...move.counts } };
    const counts = { ...(next.counts[what] ?? noCounts()) };
    addTo(counts, { ...noCounts(), brought: things.length });
    next.counts[what] = counts;
    const { result: revision } = await access.commit(
      mover(access.id),
      async (tx) => {
        const changes = await changesOf(access, wishesOf(things), (count) => nextGrantIds(tx, access.id, count));
        const revision = changes.length > 0 ? access.engine.revision + 1 : null;
        await writeRows(tx, { id: access.id, kind: store.kind }, [
          {
            moved_batches: [{ move_id: move.id, number: next.batches, collection: what, revision }],
            moved_documents: things.map((thing) => ({
              ...{ collection: what, document_id: thing.documentId, digest: thing.class, made: null },
              ...{ move_id: move.id, batch: next.batches },
            })),
          },
        ]);
        await saveMove(tx, access.id, next);
        return { changes, result: revision };
      },
      `moving in ${move.id}`,
    );
    if (revision !== null) revisions.push(revision);
    Object.assign(move, next);
    done += things.length;
    options.progress(done, plan.things.length);
  }
  await finish(move, plan, options);
  return { move, revisions };
}

async function finish(move: Move, plan: FormerPlan, { access, store, clock }: WriteOptions): Promise<void> {
  move.state = "done";
  move.endedAt = clock();
  await store.transact(async (tx) => {
    await saveMove(tx, access.id, move);
    await noteEvent(tx, {
      organization: access.id,
      kind: "permissions-migrated",
      actor: "system:migration",
      facts: { move: move.id, what: plan.kind.name, things: move.counts[plan.kind.name]?.brought ?? 0 },
    });
  });
}

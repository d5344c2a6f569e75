import type { Selectable } from "kysely";
import { type MovesTable, newId, type Tx } from "../../store/index.ts";
import type { Counts } from "./counts.ts";

/** What most movings in bring. */
export const DOCUMENTS = "librechat";

/** One moving in. */
export interface Move {
  id: string;
  /** Documents (`librechat`), or which permissions of the former model (`agent-permissions`). */
  what: string;
  source: string;
  tenant: string | null;
  state: MovesTable["state"];
  /** What is being read, and behind which place it goes on; null: nothing was read yet. */
  at: { collection: string; place: string | null } | null;
  /** By collection. */
  counts: Record<string, Counts>;
  batches: number;
  startedAt: number;
  endedAt: number | null;
}

const moveOf = (row: Selectable<MovesTable>): Move => ({
  ...{ id: row.id, what: row.what, source: row.source, tenant: row.tenant, state: row.state },
  at: JSON.parse(row.place) as Move["at"],
  counts: JSON.parse(row.counts) as Move["counts"],
  batches: Number(row.batches),
  ...{ startedAt: row.started_at, endedAt: row.ended_at },
});

/** The newest first. */
export async function listMoves(db: Tx, organization: string): Promise<Move[]> {
  const rows = await db
    .selectFrom("moves")
    .selectAll()
    .where("organization_id", "=", organization)
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(moveOf);
}

export async function beginMove(
  tx: Tx,
  organization: string,
  { what = DOCUMENTS, source, tenant, now }: { what?: string; source: string; tenant: string | null; now: number },
): Promise<Move> {
  const move: Move = {
    ...{
      id: newId(),
      what,
      source,
      tenant,
      state: "running",
      at: null,
      counts: {},
      batches: 0,
      startedAt: now,
      endedAt: null,
    },
  };
  await tx
    .insertInto("moves")
    .values({
      ...{
        organization_id: organization,
        id: move.id,
        what,
        source,
        tenant,
        state: "running",
        place: "null",
        counts: "{}",
      },
      started_at: now,
    })
    .execute();
  return move;
}

/** What stands of it is what the database has, in the transaction that moves it on. */
export async function saveMove(tx: Tx, organization: string, move: Move): Promise<void> {
  await tx
    .updateTable("moves")
    .set({
      ...{ state: move.state, place: JSON.stringify(move.at), counts: JSON.stringify(move.counts) },
      ...{ batches: move.batches, ended_at: move.endedAt },
    })
    .where("organization_id", "=", organization)
    .where("id", "=", move.id)
    .execute();
}

export async function deleteMove(tx: Tx, organization: string, id: string): Promise<void> {
  await tx.deleteFrom("moves").where("organization_id", "=", organization).where("id", "=", id).execute();
}

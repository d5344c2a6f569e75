import { rm } from "node:fs/promises";
import { systemActor } from "../../http/actor.ts";
import { avatarsAmong } from "../avatars/queries.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { Contents } from "./contents.ts";
import { fileName } from "./fileAccess.ts";
import { deleteFiles, listUnused, listUnusedOf, rowsOfFiles, setExpiry } from "./queries.ts";

type Parts = Pick<WorkspaceParts, "access" | "store" | "now">;

const PIECE = 500;
/** Longer than any upload takes. */
const UNFINISHED_MS = 24 * 60 * 60 * 1_000;

/**
 * Removes bytes that no row names: of uploads that were cut off, and of files and pictures that went with their account or agent. Only of organizations that
 * are here: a directory with others' belongs to another database, too.
 * @returns how many
 */
export async function sweepContents({ access, store, now }: Parts, contents: Contents): Promise<number> {
  const here = new Set(access.list().map(({ id }) => id));
  let removed = 0;
  for await (const { organization, ids, unfinished } of contents.older(now() - UNFINISHED_MS)) {
    if (!here.has(organization)) continue;
    const known = await rowsOfFiles(store.db, organization, ids);
    const pictures = await avatarsAmong(store.db, organization, ids);
    for (const id of ids.filter((one) => !known.has(one) && !pictures.has(one))) {
      await contents.remove(organization, id);
      removed++;
    }
    for (const path of unfinished) {
      await rm(path, { force: true });
      removed++;
    }
  }
  return removed;
}

/**
 * Removes uploads that waited for a message longer than they might. One that the engine holds was shared or lent meanwhile, and stays.
 * @returns how many
 */
export async function sweepUnused(parts: Parts, contents: Contents): Promise<number> {
  let removed = 0;
  for (;;) {
    // Whoever was looked at is gone, or waits no longer: each piece is another one.
    const unused = await listUnused(parts.store.db, parts.now(), PIECE);
    removed += await removeUnused(parts, contents, unused);
    if (unused.length < PIECE) return removed;
  }
}

async function removeUnused(
  { access, now }: Parts,
  contents: Contents,
  rows: Awaited<ReturnType<typeof listUnused>>,
): Promise<number> {
  let removed = 0;
  const unused = Map.groupBy(rows, (row) => row.organization_id);
  for (const [organization, rows] of unused) {
    const { engine } = access.of(organization);
    // A commit, though it changes nothing that the engine holds: nobody shares or sends one of them meanwhile.
    const { result: gone } = await access
      .of(organization)
      .commit(systemActor(organization, "system:config"), async (tx) => {
        const waiting = await listUnusedOf(
          tx,
          organization,
          rows.map(({ id }) => id),
          now(),
        );
        const { kept = [], gone = [] } = Object.groupBy(waiting, (row) =>
          engine.isHeld(fileName(row)) ? "kept" : "gone",
        );
        const idsOf = (some: typeof waiting) => some.map(({ id }) => id);
        if (kept.length > 0) await setExpiry(tx, organization, idsOf(kept), null);
        if (gone.length > 0) await deleteFiles(tx, organization, idsOf(gone));
        return { changes: [], result: idsOf(gone) };
      });
    await contents.forget(organization, gone);
    removed += gone.length;
  }
  return removed;
}

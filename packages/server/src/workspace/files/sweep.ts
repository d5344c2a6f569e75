import { rm } from "node:fs/promises";
import type { WorkspaceParts } from "../parts.ts";
import type { Contents } from "./contents.ts";
import { ownersOfFiles } from "./queries.ts";

type Parts = Pick<WorkspaceParts, "access" | "store" | "now">;

/** Longer than any upload takes. */
const UNFINISHED_MS = 24 * 60 * 60 * 1_000;

/**
 * Removes bytes that no row names: of uploads that were cut off, and of files that went with their account. Only of organizations that
 * are here: a directory with others' belongs to another database, too.
 * @returns how many
 */
export async function sweepContents({ access, store, now }: Parts, contents: Contents): Promise<number> {
  const here = new Set(access.list().map(({ id }) => id));
  let removed = 0;
  for await (const { organization, ids, unfinished } of contents.older(now() - UNFINISHED_MS)) {
    if (!here.has(organization)) continue;
    const known = await ownersOfFiles(store.db, organization, ids);
    for (const id of ids.filter((one) => !known.has(one))) {
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

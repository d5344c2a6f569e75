import { rm } from "node:fs/promises";
import type { WorkspaceParts } from "../parts.ts";
import type { Contents } from "./contents.ts";
import { ownersOfFiles } from "./queries.ts";

/** Longer than any upload takes. */
const UNFINISHED_MS = 24 * 60 * 60 * 1_000;

/** Removes bytes that no row names: of uploads that were cut off, and of files that went with their account. @returns how many */
export async function sweepContents({ store, now }: Pick<WorkspaceParts, "store" | "now">, contents: Contents) {
  let removed = 0;
  for await (const { organization, ids, unfinished } of contents.older(now() - UNFINISHED_MS)) {
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

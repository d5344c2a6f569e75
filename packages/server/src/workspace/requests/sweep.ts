import type { WorkspaceParts } from "../parts.ts";
import { forgetRequestsBefore } from "./queries.ts";

const QUARTER = 90 * 24 * 60 * 60 * 1_000;

/** Requests are forgotten a quarter after they were made: all of them are answered or over by then. */
export async function forgetRequests({ store, now }: Pick<WorkspaceParts, "store" | "now">): Promise<void> {
  await store.transact((tx) => forgetRequestsBefore(tx, now() - QUARTER));
}

import type { Entry } from "./entries.ts";

/**
 * Whom a report is about does not learn by whom it is, also where they may read the whole trail: its entry is withheld from them. In a file it stands
 * with its hash, so that the file can be verified; a list that is narrowed leaves it out, or the filter would tell.
 * @param reader null: whoever works on the server itself
 */
export const isWithheld = (entry: Entry, reader: string | null): boolean =>
  reader !== null &&
  !("gone" in entry) &&
  entry.kind === "thing-reported" &&
  entry.actor !== reader &&
  entry.about.includes(reader);

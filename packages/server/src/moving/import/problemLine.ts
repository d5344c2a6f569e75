import type { Finding } from "../translate/kind.ts";

/** One line of the error log. */
export interface ProblemLine extends Finding {
  collection: string;
  /** Of the document, as it stands there; where it could not be read, its place. */
  id: string;
}

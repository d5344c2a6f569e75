import { namesOf, type Person } from "../access/people.ts";
import type { Store } from "../store/index.ts";

export type { Person };

/** Display names of principals; what is gone is left out. */
export const personsOf = (
  db: Store["db"],
  organization: string,
  principals: readonly string[],
): Promise<Map<string, Person>> => namesOf(db, organization, principals);

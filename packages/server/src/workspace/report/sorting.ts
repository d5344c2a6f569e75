import { problem } from "../../http/problem.ts";
import type { Filters, Sort, Sorting } from "./schemas.ts";

/** In what order grants are read. */
export interface Sorted {
  sort: Sort;
  way: "asc" | "desc";
}

/**
 * In what order the report is, where nothing is said in the one that is offered first.
 * @param isOfSome only what some people own is told
 * @throws {Problem} `request-invalid`: there is no index for it together with what is asked
 */
export function sortedAs(filters: Filters, isOfSome: boolean, { sort, order }: Sorting): Sorted {
  const offered = offeredTo(filters, isOfSome);
  const chosen = sort ?? offered[0];
  if (!offered.includes(chosen))
    throw problem("request-invalid", { detail: `\`sort\`: what is asked for is sorted by \`${offered[0]}\` only` });
  if (order === "desc" && chosen !== "given")
    throw problem("request-invalid", { detail: "`order`: `desc` is for `given`" });
  return { sort: chosen, way: chosen === "given" ? (order ?? "desc") : "asc" };
}

/** What an index holds together with what is asked. */
function offeredTo({ of, on, finding }: Filters, isOfSome: boolean): readonly [Sort, ...Sort[]] {
  if (on?.includes(":")) return ["given"];
  if (isOfSome) return ["thing"];
  if (of !== undefined || finding === "wide") return ["given"];
  if (finding === "expiring") return ["ends"];
  return on === undefined ? ["given", "thing", "who", "ends"] : ["thing"];
}

import { t } from "@lingui/core/macro";
import { useSearch } from "@tanstack/react-router";
import { type Sorting, useSorting } from "../../parts/useListPlace.ts";
import { filtersOf } from "./filters.ts";

const sortings: readonly [Sorting, ...Sorting[]] = [
  { sort: "at", order: "desc", label: t`Newest first` },
  { sort: "at", order: "asc", label: t`Oldest first` },
];

/** What of the trail is asked by the address, and in what order. */
export function useTrail() {
  const filters = filtersOf(useSearch({ from: "/signed-in/audit" }));
  return { filters, sortings, ...useSorting(sortings) };
}

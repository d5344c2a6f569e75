import { t } from "@lingui/core/macro";
import { useCapability } from "../../api/may.ts";
import type { ReportFilters, ReportOrder, ReportSort } from "../../api/report.ts";
import { type Sorting, useSorting } from "../../parts/useListPlace.ts";

type Sortings = readonly [Sorting<ReportSort>, ...Sorting<ReportSort>[]];

const newest = { sort: "given", order: "desc", label: t`Given last, first` } as const;
const oldest = { sort: "given", order: "asc", label: t`Given longest ago, first` } as const;
const byThing = { sort: "thing", order: "asc", label: t`Thing by thing` } as const;
const byWho = { sort: "who", order: "asc", label: t`By who has it` } as const;
const byEnd = { sort: "ends", order: "asc", label: t`What ends first, first` } as const;

/** In what order the report is by its address; what no index of the server holds together with the filters is not offered. */
export function useReportSorting(filters: ReportFilters) {
  const asksAll = useCapability("read:access") === true;
  const sortings = sortingsFor(filters, asksAll);
  const { sorting, onSort } = useSorting<ReportSort>(sortings);
  const { sort, order } = sorting;
  // The first one is the server's own, whoever asks.
  const asked: ReportOrder = sorting === sortings[0] ? {} : { sort, order };
  return { sortings, sorting, onSort, asked };
}

/** @param asksAll not only about some people */
function sortingsFor({ of, on, finding }: ReportFilters, asksAll: boolean): Sortings {
  if (on?.includes(":")) return [newest, oldest];
  if (!asksAll) return [byThing];
  if (of !== undefined || finding === "wide") return [newest, oldest];
  if (finding === "expiring") return [byEnd];
  return on === undefined ? [newest, oldest, byThing, byWho, byEnd] : [byThing];
}

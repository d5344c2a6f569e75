import type { AuditFilters } from "../../api/audit.ts";

/** What the address narrows the trail by. Days are those of whoever looks. */
export interface AuditSearch extends Omit<AuditFilters, "from" | "to"> {
  /** `2026-11-30` */
  since?: string;
  until?: string;
  /** In what order, which narrows nothing: see `useSorting`. */
  sort?: string;
  order?: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

export function filtersOf({ since, until, sort: _sort, order: _order, ...search }: AuditSearch): AuditFilters {
  const from = momentOf(since, 0);
  const to = momentOf(until, 1);
  return { ...search, ...(from !== null && { from }), ...(to !== null && { to }) };
}

/** The beginning of a day, or of the one after it. */
function momentOf(day: string | undefined, after: 0 | 1): string | null {
  if (day === undefined || !DAY.test(day)) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const moment = new Date(year, month - 1, date + after);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

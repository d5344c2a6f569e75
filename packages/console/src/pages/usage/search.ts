import type { PeriodKind, UsageTableName } from "../../api/usage.ts";

/** What the page's address says. */
export interface UsageSearch {
  tab?: string | undefined;
  by?: string | undefined;
  from?: string | undefined;
  sort?: string | undefined;
  /** Which measure is drawn over time. */
  show?: string | undefined;
  /** Of things that are shared. */
  type?: string | undefined;
}

export type Go = (next: UsageSearch) => void;

export const kinds: readonly { value: PeriodKind; label: string }[] = [
  { value: "day", label: "Days" },
  { value: "week", label: "Weeks" },
  { value: "month", label: "Months" },
];

export const tabs: readonly { value: UsageTableName; label: string }[] = [
  { value: "time", label: "Over time" },
  { value: "models", label: "Models" },
  { value: "agents", label: "Agents" },
  { value: "groups", label: "Groups" },
  { value: "people", label: "People" },
  { value: "sharing", label: "Sharing" },
  { value: "refusals", label: "Refusals" },
];

/** What is absent stands in no address, nor what is usual. */
export const placeOf = ({ tab, by, ...others }: UsageSearch): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      tab: tab === "time" ? undefined : tab,
      by: by === "day" ? undefined : by,
      ...others,
    }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );

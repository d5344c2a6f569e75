import { t } from "@lingui/core/macro";
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
  { value: "day", label: t`Days` },
  { value: "week", label: t`Weeks` },
  { value: "month", label: t`Months` },
];

export const tabs: readonly { value: UsageTableName; label: string }[] = [
  { value: "time", label: t`Over time` },
  { value: "models", label: t`Models` },
  { value: "agents", label: t`Agents` },
  { value: "groups", label: t`Groups` },
  { value: "people", label: t`People` },
  { value: "keys", label: t`Keys` },
  { value: "sharing", label: t`Sharing` },
  { value: "refusals", label: t`Refusals` },
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

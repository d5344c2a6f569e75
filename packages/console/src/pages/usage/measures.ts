import { t } from "@lingui/core/macro";
import { formatLocale } from "#i18n";
import type { RankingOrder, UsageCounts } from "../../api/usage.ts";
import { costInWords } from "./costInWords.ts";

interface Measure {
  value: RankingOrder;
  label: string;
  /** The order by it. */
  most: string;
  /** A chart's name, of what by what: `Models by cost`. */
  titled(what: string): string;
  of(counts: UsageCounts & { active?: number }): number;
  inWords(value: number): string;
}

const number = (value: number) => value.toLocaleString(formatLocale);

/** What charts show. */
export const measures: readonly Measure[] = [
  {
    value: "active",
    label: t`Active people`,
    most: t`Most active people`,
    titled: (what) => t`${what} by active people`,
    of: ({ active }) => active ?? 0,
    inWords: number,
  },
  {
    value: "conversations",
    label: t`Conversations`,
    most: t`Most conversations`,
    titled: (what) => t`${what} by conversations`,
    of: ({ conversations }) => conversations,
    inWords: number,
  },
  {
    value: "messages",
    label: t`Messages`,
    most: t`Most messages`,
    titled: (what) => t`${what} by messages`,
    of: ({ messages }) => messages,
    inWords: number,
  },
  {
    value: "tokens",
    label: t`Tokens`,
    most: t`Most tokens`,
    titled: (what) => t`${what} by tokens`,
    of: ({ tokensIn, tokensOut }) => tokensIn + tokensOut,
    inWords: number,
  },
  {
    value: "cost",
    label: t`Cost`,
    most: t`Most cost`,
    titled: (what) => t`${what} by cost`,
    of: ({ cost, costAssumed }) => cost + costAssumed,
    inWords: costInWords,
  },
];

/** The one of this name; else of the other. */
export function measureOf(name: string | undefined, usual: RankingOrder): Measure {
  const found = measures.find(({ value }) => value === name) ?? measures.find(({ value }) => value === usual);
  if (!found) throw new Error(`there is no measure ${usual}`);
  return found;
}

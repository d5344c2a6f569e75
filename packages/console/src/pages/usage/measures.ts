import { t } from "@lingui/core/macro";
import { formatLocale } from "#i18n";
import type { RankingOrder, UsageCounts } from "../../api/usage.ts";
import { costInWords } from "./costInWords.ts";

interface Measure {
  value: RankingOrder;
  label: string;
  of(counts: UsageCounts & { active?: number }): number;
  inWords(value: number): string;
}

const number = (value: number) => value.toLocaleString(formatLocale);

/** What charts show. */
export const measures: readonly Measure[] = [
  { value: "active", label: t`Active people`, of: ({ active }) => active ?? 0, inWords: number },
  { value: "conversations", label: t`Conversations`, of: ({ conversations }) => conversations, inWords: number },
  { value: "messages", label: t`Messages`, of: ({ messages }) => messages, inWords: number },
  { value: "tokens", label: t`Tokens`, of: ({ tokensIn, tokensOut }) => tokensIn + tokensOut, inWords: number },
  { value: "cost", label: t`Cost`, of: ({ cost, costAssumed }) => cost + costAssumed, inWords: costInWords },
];

/** The one of this name; else of the other. */
export function measureOf(name: string | undefined, usual: RankingOrder): Measure {
  const found = measures.find(({ value }) => value === name) ?? measures.find(({ value }) => value === usual);
  if (!found) throw new Error(`there is no measure ${usual}`);
  return found;
}

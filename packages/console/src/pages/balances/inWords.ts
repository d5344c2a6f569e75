import { plural, t } from "@lingui/core/macro";
import type { Balance, BalanceEntry, Budget, SpendingWarning } from "../../api/balances.ts";
import { onDay } from "../../parts/moments.ts";
import { costInWords } from "../usage/costInWords.ts";

const THOUSANDTHS = 1_000;

/** `20,000 credits ($0.02)`. */
export function creditsInWords(credits: number): string {
  const many = manyCredits(credits);
  return credits > 0 ? t`${many} (${costInWords(credits * THOUSANDTHS)})` : many;
}

export const manyCredits = (credits: number) => plural(credits, { one: "# credit", other: "# credits" });

/** What was moved, by its kind; of one that is new here, as programs call it. */
export const kindInWords = (kind: string): string => kinds[kind] ?? kind;

const kinds: Readonly<Record<string, string>> = {
  start: t`Start balance`,
  refill: t`Refill`,
  added: t`Given`,
  taken: t`Taken back`,
  reserved: t`Held for an answer`,
  settled: t`Spent on an answer`,
  returned: t`Held, not needed`,
  released: t`Held for an answer that failed`,
  expired: t`Held for an answer that was lost`,
  overrun: t`Spent beyond what was held`,
  shortfall: t`Spent, borne by the organization`,
  recorded: t`Spent while balances were off`,
};

/** By how much it changed what somebody has: what is held for an answer is theirs still. */
export function changeOf({ from, to, credits }: Pick<BalanceEntry, "from" | "to" | "credits">): number {
  const isTheirs = (pocket: string) => pocket === "available" || pocket === "held";
  if (isTheirs(from) === isTheirs(to)) return 0;
  return isTheirs(to) ? credits : -credits;
}

export function refillInWords({ refill }: Pick<Balance, "refill">): string | null {
  if (refill === null) return null;
  const { credits, every, unit } = refill;
  return t`When nothing is left, ${manyCredits(credits)} come again, ${everyInWords[unit](every)}.`;
}

const everyInWords: Readonly<Record<NonNullable<Balance["refill"]>["unit"], (many: number) => string>> = {
  seconds: (many) => plural(many, { one: "once a second", other: "once in # seconds" }),
  minutes: (many) => plural(many, { one: "once a minute", other: "once in # minutes" }),
  hours: (many) => plural(many, { one: "once an hour", other: "once in # hours" }),
  days: (many) => plural(many, { one: "once a day", other: "once in # days" }),
  weeks: (many) => plural(many, { one: "once a week", other: "once in # weeks" }),
  months: (many) => plural(many, { one: "once a month", other: "once in # months" }),
};

export const periods: Readonly<Record<Budget["period"], string>> = {
  day: t`a day`,
  week: t`a week`,
  month: t`a month`,
  none: t`in all`,
};

/** `500,000 credits ($0.50) a month`. */
export function budgetInWords({ credits, period }: Pick<Budget, "credits" | "period">): string {
  const many = creditsInWords(credits);
  return period === "none" ? t`${many} in all` : t`${many} ${periods[period]}`;
}

/** How far it goes. */
export function reachInWords({
  left,
  held,
  until,
  lastsUntil,
}: Pick<Budget, "left" | "held" | "until" | "lastsUntil">): string {
  return [
    t`${manyCredits(left)} left`,
    held > 0 && t`${manyCredits(held)} held for answers under way`,
    lastsUntil !== null && left > 0 && t`lasts until ${onDay(lastsUntil)}, if it goes on like this`,
    until !== null && t`begins anew on ${onDay(until)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Whose budget it is. */
export function whoseInWords({
  principal,
  name,
  keyOf = null,
}: Pick<Budget, "principal" | "name"> & Partial<Pick<Budget, "keyOf">>): string {
  if (principal === "organization") return t`The whole organization`;
  if (name !== null && keyOf !== null) return t`The key ${name} of ${keyOf}`;
  return name ?? (principal.startsWith("key:") ? t`An API key` : t`Somebody who is gone`);
}

/** What is nearly spent, and of how much. */
export function warningInWords({ principal, name, whose, credits, spent, period }: SpendingWarning): string {
  const of = budgetInWords({ credits, period });
  if (whose === "balance") return t`Of your credits, ${manyCredits(Math.max(0, credits - spent))} are left.`;
  if (principal.startsWith("key:"))
    return name === null
      ? t`An API key: ${manyCredits(spent)} spent of ${of}.`
      : t`The API key ${name}: ${manyCredits(spent)} spent of ${of}.`;
  if (whose === "own") return t`Your own cap: ${manyCredits(spent)} spent of ${of}.`;
  if (principal.startsWith("user:")) return t`Your budget: ${manyCredits(spent)} spent of ${of}.`;
  return t`${whoseInWords({ principal, name })}: ${manyCredits(spent)} spent of ${of}.`;
}

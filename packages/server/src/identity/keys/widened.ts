import type { KeyBudget, KeyLimitsWish } from "./limits.ts";
import type { KeyRow } from "./queries.ts";
import type { KeyEditWish } from "./schemas.ts";
import { EVERYTHING, type KeyScope, readScope } from "./scope.ts";

/**
 * What a scope may come to open: what its endpoints offer changes, they are switched on, and new ones come, so that they narrow nothing where somebody's
 * reach is compared with it.
 */
export const atMost = (scope: KeyScope): KeyScope => ({ ...scope, endpoints: EVERYTHING.endpoints });

/**
 * What a key opens already of what it is to open: all of its scope, at most. Null where that says nothing, since it is to call what it only lists, or
 * models of further endpoints.
 */
export function openedBefore(before: KeyScope, wish: KeyScope): KeyScope | null {
  if (before.readOnly && !wish.readOnly) return null;
  return namesOthers(before.endpoints, wish.endpoints) ? null : atMost(before);
}

/** Whether a change gives a key more of what it opens already: a later end, other addresses, higher limits. One that has ended opens nothing. */
export function isLoosened(row: KeyRow, budget: KeyBudget | null, wish: KeyEditWish): boolean {
  const { expiresAt, addresses, limits } = wish;
  return (
    (expiresAt !== undefined && endOf(expiresAt) > (row.expires_at ?? Infinity)) ||
    (addresses !== undefined && JSON.stringify(addresses) !== row.addresses) ||
    (limits !== undefined && areRaised(row, budget, limits))
  );
}

/** The scope that a change leaves. */
export const scopeAfter = (row: KeyRow, { scope }: KeyEditWish): KeyScope => scope ?? readScope(row.scope);

function namesOthers(before: KeyScope["endpoints"], wish: KeyScope["endpoints"]): boolean {
  if (before === "all") return false;
  return wish === "all" || wish.some((name) => !before.includes(name));
}

function areRaised(row: KeyRow, before: KeyBudget | null, wish: KeyLimitsWish): boolean {
  return (
    isHigher(row.requests_per_minute, wish.requestsPerMinute) ||
    isHigher(row.tokens_per_minute, wish.tokensPerMinute) ||
    isHigher(before?.credits ?? null, wish.budget === null ? null : wish.budget?.credits) ||
    // Which of two periods gives more depends on the days.
    (before !== null && wish.budget != null && wish.budget.period !== before.period)
  );
}

/** @param wish undefined: it stays. Null is no limit. */
const isHigher = (before: number | null, wish: number | null | undefined): boolean =>
  wish !== undefined && (wish ?? Infinity) > (before ?? Infinity);

const endOf = (moment: string | null): number => (moment === null ? Infinity : Date.parse(moment));

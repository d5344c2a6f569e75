import type { Actor } from "../../http/actor.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { retryAfter } from "../../limits/index.ts";
import type { Tx } from "../../store/index.ts";
import { creditsOf } from "../ledger/amounts.ts";
import type { Tightest } from "./holding.ts";
import { namesWithKeys } from "./names.ts";

/** What a budget leaves, and what is wanted of it. */
export interface Lacking {
  left: number;
  least: number;
  promptTokens: number;
  /** In milliseconds since 1970. */
  now: number;
}

/** The refusal where a budget leaves too little; it says whose that is. Whoever is refused sees the same budgets, with their names, at `/api/user/budget`. */
export async function budgetSpent(
  db: Tx,
  actor: Actor,
  { principal, whose, until }: Tightest,
  { left, least, promptTokens, now }: Lacking,
): Promise<Problem> {
  const name = (await namesWithKeys(db, actor.organization, [principal])).get(principal)?.name ?? null;
  const ends = until === null ? null : new Date(until).toISOString();
  const leaves = `leaves ${creditsOf(left)} ${creditsOf(left) === 1 ? "credit" : "credits"}${ends === null ? "" : ` until ${ends}`}`;
  return problem("budget-exhausted", {
    detail: `${inWords({ principal, whose, name })} ${leaves}, and this takes ${creditsOf(least)} at least`,
    extra: {
      ...{ balance: creditsOf(left), tokenCost: creditsOf(least), promptTokens },
      ...{ budget: principal, budgetName: name, until: ends },
      raisedBy: whose === "own" ? "owner" : "manage:balances",
    },
    ...(until !== null && { headers: retryAfter(until - now) }),
    violation: { type: "token_balance", score: 0 },
  });
}

/** For whoever it refuses: a person's budget is theirs, and a group's that of one of their groups. */
function inWords({ principal, whose, name }: Pick<Tightest, "principal" | "whose"> & { name: string | null }): string {
  const called = name === null ? "" : ` ${name}`;
  if (principal === "organization") return "the budget of the whole organization";
  if (principal.startsWith("group:")) return `the budget of the group${called}`;
  if (principal.startsWith("service:")) return `the budget of the service${called}`;
  if (principal.startsWith("key:"))
    return whose === "own" ? `the budget that its owner gave the key${called}` : `the budget of the key${called}`;
  return whose === "own" ? "your own cap" : "your budget";
}

import type { Terms } from "../ledger/terms.ts";

/** What whoever spends and whoever looks on have in common. */
export const ORGANIZATION = "6553f1000000000000000000";
/** Few: many at the same time want the same. */
export const ACCOUNTS = 12;
/** Those have a budget, which is large: what is counted in it is looked at, not whom it stops. */
export const BUDGETED = ["user:0", "user:1"];
export const terms: Terms = { start: 1_000, refill: { value: 1, unit: "seconds", amount: 500 } };
/** Those ask so often that their server holds slices of what they have, which is much. */
export const SLICED = ["user:s0", "user:s1", "user:s2"];
export const MUCH = 1_000_000_000;

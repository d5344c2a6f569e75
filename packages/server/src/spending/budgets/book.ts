import { Followed, type Store } from "../../store/index.ts";
import { principalsWithBudgets } from "./queries.ts";

/** Whoever has a budget, by organization: most principals have none, and their answers are counted nowhere. */
export type Budgeted = Followed<ReadonlySet<string>>;

export const budgetedIn = (store: Store, onChanged?: (organization: string) => void): Budgeted =>
  new Followed(store, "budgets", principalsWithBudgets, onChanged);

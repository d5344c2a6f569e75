import type { Actor } from "../../http/actor.ts";
import type { KeyBudget, KeyBudgets, KeyBudgetWish } from "../../identity/index.ts";
import type { Tx } from "../../store/index.ts";
import { deleteRatesOf } from "../rates/queries.ts";
import { forgetWarningsOf } from "../warnings/queries.ts";
import { budgetsOf, forgetBudgetsOf } from "./queries.ts";
import type { Budgets } from "./service.ts";

/** The budgets that owners give their keys: beside those of administrators, which they cannot lift. */
export class BudgetsOfKeys implements KeyBudgets {
  private readonly budgets: Budgets;

  constructor(budgets: Budgets) {
    this.budgets = budgets;
  }

  set(tx: Tx, actor: Actor, key: string, wish: KeyBudgetWish | null): Promise<void> {
    return this.budgets.writeOwn(tx, actor, `key:${key}`, wish);
  }

  changed(organization: string): void {
    this.budgets.changed(organization);
  }

  async of(db: Tx, organization: string, keys: readonly string[]): Promise<ReadonlyMap<string, KeyBudget>> {
    const principals = keys.map((key) => `key:${key}`);
    const rows = (await budgetsOf(db, organization, principals)).filter(({ whose }) => whose === "own");
    const shown = await this.budgets.shown(db, organization, rows);
    return new Map(
      shown.map(({ principal, credits, period, spent, left, isNearlySpent, until }) => [
        principal.slice("key:".length),
        { credits, period, spent, left, isNearlySpent, until },
      ]),
    );
  }

  async forget(tx: Tx, organization: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await forgetBudgetsOf(tx, organization, `key:${key}`);
      await deleteRatesOf(tx, organization, `key:${key}`);
      await forgetWarningsOf(tx, organization, `key:${key}`);
    }
  }
}

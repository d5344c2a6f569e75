import { randomUUID } from "node:crypto";
import { principalsGone } from "../access/index.ts";
import type { App } from "../http/types.ts";
import { BalanceAdministration } from "./administration.ts";
import { Admissions } from "./admissions.ts";
import { Balances } from "./balances.ts";
import { forgetBudgetsOf } from "./budgets/queries.ts";
import { budgetRoutes } from "./budgets/routes.ts";
import { Budgets } from "./budgets/service.ts";
import { Ledger } from "./ledger/ledger.ts";
import { forgetBooksOf } from "./ledger/queries.ts";
import type { SpendingParts } from "./parts.ts";
import { RateAdministration } from "./rates/administration.ts";
import { RateBook } from "./rates/book.ts";
import { Rates } from "./rates/rates.ts";
import { rateRoutes } from "./rates/routes.ts";
import { balanceRoutes } from "./routes.ts";
import type { Spending } from "./spending.ts";

const SWEEP_EVERY_MS = 60_000;

/** Who may spend how much on models, and what was spent. */
export interface SpendingPart {
  /** Asked before each call of a model. */
  readonly spending: Spending;
  readonly balances: Balances;
  readonly administration: BalanceAdministration;
  readonly rates: RateAdministration;
  readonly budgets: Budgets;
  close(): void;
}

export function createSpending(parts: SpendingParts): SpendingPart {
  const ledger = new Ledger(parts);
  const book = new RateBook(parts.store);
  const sweeping = setInterval(() => {
    ledger.sweep().catch((error: unknown) => parts.log.warn({ err: error }, "old reservations were not given back"));
  }, SWEEP_EVERY_MS).unref();
  parts.access.onChanged(async (tx, organization, changes) => {
    for (const change of changes)
      if (change.kind === "account-removed")
        await forgetBooksOf(tx, organization, change.account, `gone:${randomUUID()}`);
    for (const gone of principalsGone(changes)) await forgetBudgetsOf(tx, organization, gone);
  });
  return {
    spending: new Rates(parts, { counters: parts.counters, book, next: new Admissions(parts, ledger) }),
    balances: new Balances(parts, ledger),
    administration: new BalanceAdministration(parts, ledger),
    rates: new RateAdministration(parts, book),
    budgets: new Budgets(parts),
    close: () => {
      clearInterval(sweeping);
      book.close();
    },
  };
}

export function spendingRoutes(app: App, part: SpendingPart): void {
  balanceRoutes(app, part);
  rateRoutes(app, part.rates);
  budgetRoutes(app, part.budgets);
}

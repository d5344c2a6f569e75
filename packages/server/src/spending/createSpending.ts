import { randomUUID } from "node:crypto";
import { principalsGone } from "../access/index.ts";
import type { App } from "../http/types.ts";
import type { KeyBudgets } from "../identity/index.ts";
import { BalanceAdministration } from "./administration.ts";
import { Admissions } from "./admissions.ts";
import { Balances } from "./balances.ts";
import { budgetedIn } from "./budgets/book.ts";
import { BudgetsOfKeys } from "./budgets/ofKeys.ts";
import { forgetBudgetsOf } from "./budgets/queries.ts";
import { budgetRoutes } from "./budgets/routes.ts";
import { Budgets } from "./budgets/service.ts";
import { creditsOf } from "./ledger/amounts.ts";
import { Ledger } from "./ledger/ledger.ts";
import { forgetBooksOf } from "./ledger/queries.ts";
import { limitedRoutes } from "./limited/routes.ts";
import { LimitedNow } from "./limited/service.ts";
import type { SpendingParts } from "./parts.ts";
import { RateAdministration } from "./rates/administration.ts";
import { rateBook } from "./rates/book.ts";
import { Rates } from "./rates/rates.ts";
import { rateRoutes } from "./rates/routes.ts";
import { balanceRoutes } from "./routes.ts";
import { Recordings } from "./slices/recordings.ts";
import { Slices } from "./slices/slices.ts";
import type { Spending } from "./spending.ts";
import { toldOfRefusals } from "./toldOfRefusals.ts";
import { forgetWarningsOf } from "./warnings/queries.ts";
import { warningRoutes } from "./warnings/routes.ts";
import { OwnWarnings } from "./warnings/service.ts";
import { SpendingWatch } from "./warnings/watch.ts";

/** What a lost server held comes back so late, at most, after its end. */
const SWEEP_EVERY_MS = 15_000;

/** Who may spend how much on models, and what was spent. */
export interface SpendingPart {
  /** Asked before each call of a model. */
  readonly spending: Spending;
  readonly balances: Balances;
  readonly administration: BalanceAdministration;
  readonly rates: RateAdministration;
  /** Who is being limited. */
  readonly limited: LimitedNow;
  readonly budgets: Budgets;
  /** What the owners of keys allow them. */
  readonly ofKeys: KeyBudgets;
  readonly watch: SpendingWatch;
  readonly warnings: OwnWarnings;
  /** Credits that this server may spend without that being in the books: the bound of what is lost with it. */
  outstanding(): number;
  /** Writes what calls took. */
  close(): Promise<void>;
}

export function createSpending(parts: SpendingParts): SpendingPart {
  const ledger = new Ledger(parts);
  const book = rateBook(parts.store);
  const slices = new Slices(ledger, parts);
  // What a budget says counts for what servers hold of it already.
  const budgeted = budgetedIn(parts.store, (organization) => slices.giveBackAll(organization));
  const recordings = new Recordings(ledger, parts);
  const books = { ledger, budgeted, slices, recordings };
  const watch = new SpendingWatch(parts, new Admissions(parts, books));
  const sweeping = setInterval(() => {
    ledger.sweep().catch((error: unknown) => parts.log.warn({ err: error }, "old reservations were not given back"));
    watch.forgetOld().catch((error: unknown) => parts.log.warn({ err: error }, "old warnings were not forgotten"));
  }, SWEEP_EVERY_MS).unref();
  parts.access.onChanged(async (tx, organization, changes) => {
    for (const change of changes)
      if (change.kind === "account-removed")
        await forgetBooksOf(tx, organization, change.account, `gone:${randomUUID()}`);
    for (const gone of principalsGone(changes)) {
      await forgetBudgetsOf(tx, organization, gone);
      await forgetWarningsOf(tx, organization, gone);
    }
  });
  const { counters } = parts;
  const admitting = new Rates(parts, { counters, book, next: watch });
  const budgets = new Budgets(parts, budgeted);
  return {
    spending: toldOfRefusals(admitting, counters.refusals),
    balances: new Balances(parts, books),
    administration: new BalanceAdministration(parts, books),
    rates: new RateAdministration(parts, book),
    limited: new LimitedNow(parts),
    budgets,
    ofKeys: new BudgetsOfKeys(budgets),
    watch,
    warnings: new OwnWarnings(parts),
    outstanding: () => creditsOf(slices.outstanding),
    close: async () => {
      clearInterval(sweeping);
      await slices.stop();
      await recordings.write();
      book.close();
      budgeted.close();
      await watch.close();
    },
  };
}

export function spendingRoutes(app: App, part: SpendingPart): void {
  balanceRoutes(app, part);
  rateRoutes(app, part.rates);
  budgetRoutes(app, part.budgets);
  limitedRoutes(app, part.limited);
  warningRoutes(app, part.warnings);
}

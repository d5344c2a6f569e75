import { administered } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Tx } from "../../store/index.ts";
import { ownerOf, principalsOf } from "../admissions.ts";
import { amountOf, creditsOf } from "../ledger/amounts.ts";
import type { SpendingParts } from "../parts.ts";
import { forgetWarningsOfBudget } from "../warnings/queries.ts";
import type { Budgeted } from "./book.ts";
import { namesWithKeys } from "./names.ts";
import { spanOf } from "./periods.ts";
import { type BudgetRow, budgetsOf, deleteBudget, listBudgets, saveBudget, useOf } from "./queries.ts";
import type { Budget, BudgetList, BudgetListQuery, BudgetWish } from "./schemas.ts";

const MANAGE = "manage:balances";
/** Where somebody is told that little is left. */
const NEARLY = 0.8;
/** How far one page of a list looks for budgets that whoever asks may see. */
const LOOKED_AT = 500;

/** What may be spent together: by a person, a group, a key, the organization; and what people allow themselves. */
export class Budgets {
  private readonly parts: SpendingParts;
  private readonly budgeted: Budgeted;

  constructor(parts: SpendingParts, budgeted: Budgeted) {
    this.parts = parts;
    this.budgeted = budgeted;
  }

  /** Those that administrators set, by principal; of whom the actor may manage the balances. @throws {Problem} `forbidden`, `cursor-invalid` */
  async list(actor: Actor, { limit, cursor }: BudgetListQuery): Promise<BudgetList> {
    const { access: organizations, cursors, store } = this.parts;
    const access = organizations.of(actor);
    administered(access, actor, MANAGE);
    const question = ["budgets", access.id, actor.subject];
    const after = cursor ? cursors.read(question, cursor) : "";
    const rows = await listBudgets(store.db, access.id, after, LOOKED_AT);
    const seen = rows.filter(({ principal }) => this.mayManage(actor, principal));
    const page = seen.slice(0, limit);
    const last = seen.length > limit ? page.at(-1) : rows.length === LOOKED_AT ? rows.at(-1) : undefined;
    return {
      budgets: await this.shown(store.db, access.id, page),
      nextCursor: last ? cursors.sign(question, last.principal) : null,
    };
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async find(actor: Actor, principal: string): Promise<Budget> {
    this.requireManaging(actor, principal);
    const { db } = this.parts.store;
    const row = (await budgetsOf(db, actor.organization, [principal])).find(({ whose }) => whose === "administration");
    const [budget] = row ? await this.shown(db, actor.organization, [row]) : [];
    if (!budget) throw problem("resource-not-found", { detail: "it has no budget" });
    return budget;
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` for a principal that is not there */
  async set(actor: Actor, principal: string, wish: BudgetWish): Promise<Budget> {
    this.requireManaging(actor, principal);
    await this.writing(actor, async (tx) => {
      await requireThere(tx, actor, principal);
      await this.write(tx, actor, { principal, whose: "administration" }, wish);
    });
    this.changed(actor.organization);
    return this.find(actor, principal);
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async remove(actor: Actor, principal: string): Promise<void> {
    this.requireManaging(actor, principal);
    if (!(await this.drop(actor, principal, "administration")))
      throw problem("resource-not-found", { detail: "it has no budget" });
  }

  /** Everything that counts for whoever asks: their own cap, and what administrators set for them, their groups and all. */
  async own(actor: Actor): Promise<{ budgets: Budget[] }> {
    const owner = ownerOf(actor);
    if (!owner) return { budgets: [] };
    const { access, store } = this.parts;
    const rows = await budgetsOf(store.db, owner.organization, principalsOf(access.of(actor), owner.account, null));
    return { budgets: await this.shown(store.db, owner.organization, rows) };
  }

  /** One's own cap: it counts beside what administrators set, and lifts none of that. @throws {Problem} `forbidden` for the operator */
  async setOwn(actor: Actor, wish: BudgetWish): Promise<{ budgets: Budget[] }> {
    const own = { principal: requireAccount(actor), whose: "own" } as const;
    await this.writing(actor, (tx) => this.write(tx, actor, own, wish));
    this.changed(actor.organization);
    return this.own(actor);
  }

  /** Whoever has none may ask, too. @throws {Problem} `forbidden` for the operator */
  async removeOwn(actor: Actor): Promise<void> {
    await this.drop(actor, requireAccount(actor), "own");
  }

  /** @returns whether there was one */
  private async drop(actor: Actor, principal: string, whose: BudgetRow["whose"]): Promise<boolean> {
    const wasThere = await this.writing(actor, (tx) => this.write(tx, actor, { principal, whose }, null));
    this.changed(actor.organization);
    return wasThere;
  }

  /** After a transaction that changed some. */
  changed(organization: string): void {
    this.budgeted.changed(organization);
  }

  /** An owner's own, of a key of theirs; inside the transaction that writes the key. The caller then calls {@link changed}. */
  async writeOwn(tx: Tx, actor: Actor, principal: string, wish: BudgetWish | null): Promise<void> {
    await this.write(tx, actor, { principal, whose: "own" }, wish);
  }

  /** @param wish null: it has none any more. @returns whether anything changed */
  private async write(
    tx: Tx,
    { organization, name }: Actor,
    { principal, whose }: Pick<BudgetRow, "principal" | "whose">,
    wish: BudgetWish | null,
  ): Promise<boolean> {
    const at = this.parts.now();
    const amount = wish && amountOf(wish.credits);
    const before = (await budgetsOf(tx, organization, [principal])).find((one) => one.whose === whose);
    // What was said of it is true no more: near its end again, whoever it is of is told again.
    if (before && (amount === null || amount > before.amount))
      await forgetWarningsOfBudget(tx, organization, { principal, whose });
    if (wish === null || amount === null) {
      if (!(await deleteBudget(tx, organization, principal, whose))) return false;
    } else
      await saveBudget(tx, {
        ...{ organization_id: organization, principal, whose, amount, period: wish.period },
        ...{ set_by: name, set_at: at },
      });
    const facts = { whose, credits: amount && creditsOf(amount), period: wish?.period ?? null };
    await noteEvent(tx, { organization, kind: "budget-changed", actor: name, about: [principal], facts, at });
    await this.budgeted.announce(tx, organization);
    return true;
  }

  private async writing<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    // Nobody's rights change by it: a dry run says so, and ends here.
    if (actor.dryRun !== undefined)
      await this.parts.access.of(actor).commit(actor, async (tx) => ({ changes: [], result: await work(tx) }));
    return this.parts.store.transact(work);
  }

  /** What is the organization's, a group's or a key's takes the capability for all; a person's that for them. */
  private mayManage(actor: Actor, principal: string): boolean {
    const access = this.parts.access.of(actor);
    if (isOperator(actor) || access.may(actor, MANAGE)) return true;
    return principal.startsWith("user:") && access.may(actor, MANAGE, principal);
  }

  private requireManaging(actor: Actor, principal: string): void {
    if (!this.mayManage(actor, principal)) this.parts.access.of(actor).require(actor, MANAGE);
  }

  /** As they are told of, in the same order. */
  async shown(db: Tx, organization: string, rows: readonly BudgetRow[]): Promise<Budget[]> {
    const names = await namesWithKeys(
      db,
      organization,
      rows.map(({ principal }) => principal),
    );
    const now = this.parts.now();
    const shown: Budget[] = [];
    for (const row of rows) {
      const { principal, whose, amount, period } = row;
      const span = spanOf(period, now);
      const { spent, held } = await useOf(db, organization, principal, span.name);
      shown.push({
        ...{ principal, whose, period, ...(names.get(principal) ?? { name: null, keyOf: null }) },
        credits: creditsOf(amount),
        spent: creditsOf(spent),
        held: creditsOf(held),
        left: creditsOf(Math.max(0, amount - spent - held)),
        isNearlySpent: isNearlySpent({ amount, spent }),
        until: span.until === null ? null : new Date(span.until).toISOString(),
        lastsUntil: lastsUntil({ amount, spent, from: span.from ?? row.set_at, until: span.until, now }),
      });
    }
    return shown;
  }
}

/** @throws {Problem} `resource-not-found`, also for what another organization has */
async function requireThere(tx: Tx, { organization }: Actor, principal: string): Promise<void> {
  const names = await namesWithKeys(tx, organization, [principal]);
  if (names.has(principal)) return;
  throw problem("resource-not-found", {
    detail: `there is no \`${principal}\` here; people, groups, services and keys are named by their ids, and all together as \`organization\``,
  });
}

export const isNearlySpent = ({ amount, spent }: { amount: number; spent: number }): boolean =>
  spent > 0 && spent >= NEARLY * amount;

/** When what is left is spent, if it goes on as in the period so far. */
export function lastsUntil(so: {
  amount: number;
  spent: number;
  from: number;
  until: number | null;
  now: number;
}): string | null {
  const { amount, spent, from, until, now } = so;
  if (spent === 0) return null;
  const passed = Math.max(1, now - from);
  const end = now + (Math.max(0, amount - spent) * passed) / spent;
  if (until !== null && end >= until) return null;
  // What lies further off than a calendar goes is no forecast.
  return end < now + 10 * 365 * 86_400_000 ? new Date(end).toISOString() : null;
}

function requireAccount(actor: Actor): string {
  const owner = ownerOf(actor);
  if (!owner) throw problem("forbidden", { detail: "this is for accounts" });
  return owner.account;
}

import { setImmediate } from "node:timers/promises";
import type { OrganizationAccess } from "../../access/index.ts";
import { type BalanceSettings, chargeOf } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { ownerOf, principalsOf } from "../admissions.ts";
import { namesWithKeys } from "../budgets/names.ts";
import { spanOf } from "../budgets/periods.ts";
import { budgetsOf, useOf } from "../budgets/queries.ts";
import { isNearlySpent } from "../budgets/service.ts";
import { amountOf } from "../ledger/amounts.ts";
import { findBalance } from "../ledger/queries.ts";
import type { SpendingParts } from "../parts.ts";
import { type Admission, freely, type Spending, type SpendingWish } from "../spending.ts";
import {
  balanceOf,
  deleteWarningsOf,
  forgetWarningsBefore,
  insertWarning,
  type Nearly,
  type NearlyName,
  warnedOf,
} from "./queries.ts";

/** What was spent is looked at so long after it: it is written by then, and who calls often is looked at once. */
const LOOK_AFTER_MS = 2_000;
const MANAGE = "manage:balances";
/** Whoever administers balances, at most. */
const MOST_TOLD = 10;
/** How many accounts are asked about before others have their turn. */
const ASKED_AT_ONCE = 2_000;
const KEPT_MS = 100 * 24 * 60 * 60_000;

interface State extends Nearly {
  /** When it was filled last, in milliseconds since 1970: what was said before is over. */
  filledAt: number;
}

interface Touched {
  actor: Actor;
  keyId: string | null;
}

/**
 * Warns, once in a period, of whatever is nearly spent: whoever it is of; of what many have together, or a program has, whoever administers balances.
 * Behind the books and after them: no call waits for it, and none is refused by it.
 */
export class SpendingWatch implements Spending {
  private readonly parts: SpendingParts;
  private readonly next: Spending;
  private touched = new Map<string, Touched>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(parts: SpendingParts, next: Spending = freely) {
    this.parts = parts;
    this.next = next;
  }

  /** @throws {Problem} as what it stands before */
  async admit(actor: Actor, wish: SpendingWish): Promise<Admission> {
    const admission = await this.next.admit(actor, wish);
    if (!ownerOf(actor) || chargeOf(wish.rate, { tokensIn: 1, tokensOut: 1 }) === 0) return admission;
    return {
      settle: async (told) => {
        await admission.settle(told);
        this.touch({ actor, keyId: wish.keyId });
      },
      release: () => admission.release(),
    };
  }

  /** Looks at what was touched until now. Never rejects: what could not be looked at is when it is spent from again. */
  look(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { touched } = this;
    this.touched = new Map();
    this.looking = this.looking.then(async () => {
      for (const one of touched.values())
        await this.lookAt(one).catch((error: unknown) =>
          this.parts.log.warn({ err: error }, "nobody could be warned that something is nearly spent"),
        );
    });
    return this.looking;
  }

  /** Of periods that are long over. */
  forgetOld(): Promise<void> {
    return this.parts.store.transact((tx) => forgetWarningsBefore(tx, this.parts.now() - KEPT_MS));
  }

  async close(): Promise<void> {
    await this.look();
  }

  private touch(one: Touched): void {
    const { organization, subject } = one.actor;
    this.touched.set(JSON.stringify([organization, subject, one.keyId]), one);
    this.timer ??= setTimeout(() => void this.look(), LOOK_AFTER_MS).unref();
  }

  private async lookAt({ actor, keyId }: Touched): Promise<void> {
    const { access, store } = this.parts;
    const { organization } = actor;
    const principals = principalsOf(access.of(organization), actor.subject, keyId);
    const all = await this.stateOf(store.db, actor, principals);
    const warned = new Map((await warnedOf(store.db, organization, principals)).map((one) => [keyOf(one), one]));
    for (const one of all) {
      const known = warned.get(keyOf(one));
      const isOver = known !== undefined && (!isNearlySpent(one) || known.warned_at < one.filledAt);
      if (isOver) await store.transact((tx) => deleteWarningsOf(tx, organization, one));
      if (isNearlySpent(one) && (isOver || !known)) await this.warn(actor, one);
    }
  }

  /** Everything that was spent from, in this moment. */
  private async stateOf(db: Tx, actor: Actor, principals: readonly string[]): Promise<State[]> {
    const { organization } = actor;
    const all: State[] = [];
    for (const { principal, whose, amount, period: every } of await budgetsOf(db, organization, principals)) {
      const period = spanOf(every, this.parts.now()).name;
      const { spent } = await useOf(db, organization, principal, period);
      // Whoever raises one forgets its warnings.
      all.push({ principal, whose, period, amount, spent, every, filledAt: 0 });
    }
    const { balance } = this.parts.configs.of(actor);
    const books = balance.enabled ? await findBalance(db, organization, actor.subject) : undefined;
    const amount = usualOf(balance);
    if (books && amount > 0) {
      const spent = Math.max(0, amount - books.available - books.held);
      const filledAt = books.last_refill_at ?? 0;
      all.push({ ...balanceOf(actor.subject), amount, spent, every: "none", filledAt });
    }
    return all;
  }

  private async warn({ organization, subject }: Actor, { filledAt: _, ...nearly }: State): Promise<void> {
    const { access, identity, store } = this.parts;
    const owner = ownerOfBudget(nearly, subject);
    const accounts = owner === null ? await this.administrators(access.of(organization)) : [owner];
    const told: string[] = [];
    await store.transact(async (tx) => {
      told.length = 0;
      if (!(await isStill(tx, organization, nearly))) return;
      const warning = { ...nearly, organization_id: organization, warned_at: this.parts.now(), seen: 0 };
      for (const account of accounts) if (await insertWarning(tx, { ...warning, account })) told.push(account);
    });
    const kind = owner === null ? "budget-of-others-nearly-spent" : "budget-nearly-spent";
    await identity.tell(organization, told, kind, await keyIn(store.db, organization, nearly));
  }

  private async administrators({ engine }: OrganizationAccess): Promise<string[]> {
    const found: string[] = [];
    let after: string | null = "";
    while (after !== null && found.length < MOST_TOLD) {
      const page = engine.listHolders(
        MANAGE,
        { limit: MOST_TOLD, most: ASKED_AT_ONCE, after },
        { now: this.parts.now() },
      );
      found.push(...page.holders.filter((holder) => holder.startsWith("user:")));
      after = page.next;
      await setImmediate();
    }
    return found.slice(0, MOST_TOLD);
  }
}

/** Taken away or changed meanwhile, a budget is looked at again when it is spent from. */
async function isStill(tx: Tx, organization: string, { principal, whose, amount }: Nearly): Promise<boolean> {
  if (whose === "balance") return true;
  const budgets = await budgetsOf(tx, organization, [principal]);
  return budgets.some((one) => one.whose === whose && one.amount === amount);
}

const keyOf = ({ principal, whose, period }: NearlyName): string => JSON.stringify([principal, whose, period]);

/** What the key is called, where it is a key's; for the letter. */
async function keyIn(db: Tx, organization: string, { principal }: Nearly): Promise<{ key?: string }> {
  if (!principal.startsWith("key:")) return {};
  const key = (await namesWithKeys(db, organization, [principal])).get(principal)?.name;
  return key === undefined ? {} : { key };
}

/** The person whose it is; null: it is of many, or of a program. */
function ownerOfBudget({ principal }: Nearly, subject: string): string | null {
  const owner = principal.startsWith("key:") ? subject : principal;
  return owner.startsWith("user:") ? owner : null;
}

/** What a balance begins with, or begins with again: what is nearly spent is measured by it. */
const usualOf = ({ startBalance, autoRefillEnabled, refillAmount }: BalanceSettings): number =>
  amountOf(Math.max(startBalance, autoRefillEnabled ? refillAmount : 0));

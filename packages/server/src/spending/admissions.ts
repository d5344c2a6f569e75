import type { OrganizationAccess } from "../access/index.ts";
import { type BalanceSettings, chargeOf } from "../config/index.ts";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { newId } from "../store/index.ts";
import { budgetsOf } from "./budgets/queries.ts";
import { creditsOf } from "./ledger/amounts.ts";
import type { EntryFacts } from "./ledger/book.ts";
import type { Ledger, Owner } from "./ledger/ledger.ts";
import { termsOf } from "./ledger/terms.ts";
import type { SpendingParts } from "./parts.ts";
import { type Admission, freely, type Spending, type SpendingWish } from "./spending.ts";

/** Lets ask who has what it costs, holds that, and takes what it took. */
export class Admissions implements Spending {
  private readonly parts: Pick<SpendingParts, "access" | "configs" | "log" | "settings" | "store">;
  private readonly ledger: Ledger;

  constructor(parts: Pick<SpendingParts, "access" | "configs" | "log" | "settings" | "store">, ledger: Ledger) {
    this.parts = parts;
    this.ledger = ledger;
  }

  /**
   * @throws {Problem} `balance-insufficient`, with what there is (`balance`), what is needed (`tokenCost`), both in credits, and `promptTokens`
   * Cost: one transaction; none for a model that costs nothing, and where balances are off.
   */
  async admit(actor: Actor, wish: SpendingWish): Promise<Admission> {
    const owner = ownerOf(actor);
    if (!owner || chargeOf(wish.rate, wish) === 0) return freely.admit(actor, wish);
    const { balance } = this.parts.configs.of(actor);
    const budgets = await this.budgetsFor(actor, wish);
    if (balance.enabled || budgets.length > 0) return this.holding(owner, actor, wish, { balance, budgets });
    return this.parts.settings.transactions.enabled ? this.recording(owner, actor, wish) : freely.admit(actor, wish);
  }

  private async holding(
    owner: Owner,
    actor: Actor,
    wish: SpendingWish,
    { balance, budgets }: { balance: BalanceSettings; budgets: readonly string[] },
  ): Promise<Admission> {
    const id = newId();
    const least = chargeOf(wish.rate, { ...wish, tokensOut: 0 });
    const reserved = await this.ledger.reserve(owner, {
      id,
      least,
      wanted: chargeOf(wish.rate, wish),
      ttlMs: balance.reservationTtlMs,
      terms: balance.enabled ? termsOf(balance) : null,
      budgets,
      facts: factsOf(actor, wish),
    });
    if ("short" in reserved)
      throw reserved.budget === undefined
        ? insufficient(reserved.short, least, wish.tokensIn)
        : overBudget(reserved.short, least, wish.tokensIn, reserved.budget);
    return this.once({
      settle: async (told) => {
        await this.ledger.settle(owner, id, chargeOf(wish.rate, told), factsOf(actor, wish, told), budgets);
      },
      release: async () => {
        await this.ledger.release(owner, id, actor.name, budgets);
      },
    });
  }

  /** Principals that have a budget, of all that an answer is counted for: whoever asks, the groups that they are in, the key, the organization. */
  private async budgetsFor(actor: Actor, { keyId }: SpendingWish): Promise<string[]> {
    const principals = principalsOf(this.parts.access.of(actor), actor.subject, keyId);
    const rows = await budgetsOf(this.parts.store.db, actor.organization, principals);
    return [...new Set(rows.map(({ principal }) => principal))];
  }

  private recording(owner: Owner, actor: Actor, wish: SpendingWish): Admission {
    return this.once({
      settle: (told) => this.ledger.record(owner, chargeOf(wish.rate, told), factsOf(actor, wish, told)),
      release: async () => undefined,
    });
  }

  /** What was answered was answered: that it could not be written is logged, and what is held for it ends by itself. */
  private once(admission: Admission): Admission {
    let isOver = false;
    const ending = async (end: () => Promise<void>): Promise<void> => {
      if (isOver) return;
      isOver = true;
      try {
        await end();
      } catch (error) {
        this.parts.log.error({ err: error }, "what an answer took could not be written down");
      }
    };
    return {
      settle: (told) => ending(() => admission.settle(told)),
      release: () => ending(() => admission.release()),
    };
  }
}

export function principalsOf(access: OrganizationAccess, subject: string, keyId: string | null): string[] {
  const groups = access.engine.principalSet(subject, access.at()).filter((one) => one.startsWith("group:"));
  return [subject, ...groups, ...(keyId === null ? [] : [`key:${keyId}`]), "organization"];
}

/** Whose credits they are; the operator and visitors have none. */
export function ownerOf({ organization, subject }: Actor): Owner | null {
  return /^(user|service):/.test(subject) ? { organization, account: subject } : null;
}

function factsOf(
  { name }: Actor,
  { model, agent, keyId, context, conversationId, rate }: SpendingWish,
  told?: { tokensIn: number; tokensOut: number },
): EntryFacts {
  return {
    ...{ actor: name, model, agent, context },
    key_id: keyId,
    conversation_id: conversationId,
    prompt_rate: rate.prompt,
    completion_rate: rate.completion,
    ...(told && { tokens_in: told.tokensIn, tokens_out: told.tokensOut }),
  };
}

const insufficient = (available: number, least: number, promptTokens: number) =>
  problem("balance-insufficient", {
    detail: `there are ${creditsOf(available)} credits, and this takes ${creditsOf(least)} at least`,
    extra: { balance: creditsOf(available), tokenCost: creditsOf(least), promptTokens },
    violation: { type: "token_balance", score: 0 },
  });

const overBudget = (left: number, least: number, promptTokens: number, budget: string) =>
  problem("budget-exhausted", {
    detail: `a budget of yours leaves ${creditsOf(left)} credits for now, and this takes ${creditsOf(least)} at least`,
    extra: { balance: creditsOf(left), tokenCost: creditsOf(least), promptTokens, budget },
    violation: { type: "token_balance", score: 0 },
  });

import type { OrganizationAccess } from "../access/index.ts";
import { type BalanceSettings, chargeOf, promptRateOf, type Tokens } from "../config/index.ts";
import type { Actor } from "../http/actor.ts";
import { type Problem, problem } from "../http/problem.ts";
import { newId } from "../store/index.ts";
import type { Budgeted } from "./budgets/book.ts";
import { budgetSpent, type Lacking } from "./budgets/spent.ts";
import { creditsOf } from "./ledger/amounts.ts";
import type { EntryFacts } from "./ledger/book.ts";
import type { Ledger, Owner, Reserved } from "./ledger/ledger.ts";
import { termsOf } from "./ledger/terms.ts";
import type { SpendingParts } from "./parts.ts";
import type { Recordings } from "./slices/recordings.ts";
import type { Slices } from "./slices/slices.ts";
import { type Admission, freely, type Spending, type SpendingWish } from "./spending.ts";

type Short = Extract<Reserved, { short: number }>;

/** Where it is written what is held and spent. */
export interface SpendingBooks {
  ledger: Ledger;
  budgeted: Budgeted;
  slices: Slices;
  recordings: Recordings;
}

/** Lets ask who has what it costs, holds that, and takes what it took. */
export class Admissions implements Spending {
  private readonly parts: Pick<SpendingParts, "access" | "configs" | "log" | "now" | "settings" | "store">;
  private readonly ledger: Ledger;
  private readonly budgeted: Budgeted;
  private readonly slices: Slices;
  private readonly recordings: Recordings;

  constructor(
    parts: Pick<SpendingParts, "access" | "configs" | "log" | "now" | "settings" | "store">,
    books: SpendingBooks,
  ) {
    this.parts = parts;
    this.ledger = books.ledger;
    this.budgeted = books.budgeted;
    this.slices = books.slices;
    this.recordings = books.recordings;
  }

  /**
   * @throws {Problem} `balance-insufficient`, with what there is (`balance`), what is needed (`tokenCost`), both in credits, and `promptTokens`;
   * `budget-exhausted` with the same, and whose budget it is
   * Cost: one transaction; for programs that ask often one for many calls; none for a model that costs nothing, and where balances are off.
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
    const least = chargeOf(wish.rate, { ...wish, tokensOut: 0 });
    const wanted = chargeOf(wish.rate, wish);
    const terms = balance.enabled ? termsOf(balance) : null;
    // A program asks again and again; nobody in a conversation does, and they look at what they have after each answer.
    const slice = wish.context === "gateway" ? await this.slices.hold({ owner, terms, budgets }, wanted) : null;
    if (slice)
      return {
        settle: async (told) => {
          const took = await told;
          slice.settle(chargeOf(wish.rate, took), factsOf(actor, wish, took));
        },
        release: async () => slice.release(),
      };
    const id = newId();
    const facts = factsOf(actor, wish);
    const reserve = () =>
      this.ledger.reserve(owner, { id, least, wanted, ttlMs: balance.reservationTtlMs, terms, budgets, facts });
    let reserved = await reserve();
    // What this server keeps for the next calls is theirs as well.
    if ("short" in reserved && (await this.slices.giveBack(owner))) reserved = await reserve();
    if ("short" in reserved) throw await this.refusal(actor, reserved, { least, promptTokens: wish.tokensIn });
    return this.once({
      settle: async (told) => {
        const took = await told;
        await this.ledger.settle(owner, id, chargeOf(wish.rate, took), factsOf(actor, wish, took), budgets);
      },
      release: async () => {
        await this.ledger.release(owner, id, actor.name, budgets);
      },
    });
  }

  private async refusal(
    actor: Actor,
    { short, budget }: Short,
    { least, promptTokens }: Pick<Lacking, "least" | "promptTokens">,
  ): Promise<Problem> {
    if (budget === null) return insufficient(short, least, promptTokens);
    return budgetSpent(this.parts.store.db, actor, budget, {
      ...{ left: short, least, promptTokens, now: this.parts.now() },
    });
  }

  /** Principals that have a budget, of all that an answer is counted for: whoever asks, the groups that they are in, the key, the organization. */
  private async budgetsFor(actor: Actor, { keyId }: SpendingWish): Promise<string[]> {
    const having = await this.budgeted.of(actor.organization);
    if (having.size === 0) return [];
    return principalsOf(this.parts.access.of(actor), actor.subject, keyId).filter((one) => having.has(one));
  }

  private recording(owner: Owner, actor: Actor, wish: SpendingWish): Admission {
    return this.once({
      settle: async (told) => {
        const tokens = await told;
        const took = { cost: chargeOf(wish.rate, tokens), facts: factsOf(actor, wish, tokens) };
        if (wish.context !== "gateway") await this.ledger.record(owner, took.cost, took.facts);
        else if (took.cost > 0) this.recordings.add(owner, took);
      },
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
  told?: Tokens,
): EntryFacts {
  return {
    ...{ actor: name, model, agent, context },
    key_id: keyId,
    conversation_id: conversationId,
    prompt_rate: told ? promptRateOf(rate, told) : rate.prompt,
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

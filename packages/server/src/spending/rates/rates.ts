import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type Counters, type Limiter, rateLimitHeaders, retryAfter, toldLimit } from "../../limits/index.ts";
import type { SpendingParts } from "../parts.ts";
import { type Admission, freely, type Spending, type SpendingWish } from "../spending.ts";
import type { RateBook } from "./book.ts";
import { type RateRule, rulesFor } from "./rule.ts";

type Counted = "requests" | "tokens";

/** One count that a question adds to. */
interface Count {
  rule: RateRule;
  what: Counted;
  max: number;
  limiter: Limiter;
  who: string;
}

/**
 * So many requests and tokens in a time, before anything is held of a balance. What a question takes is counted by estimate when it is asked, and set
 * right when it ends; one that is refused counts nothing.
 * Cost: in memory for one server; with Redis one round trip for each rule that counts.
 */
export class Rates implements Spending {
  private readonly parts: Pick<SpendingParts, "access" | "now">;
  private readonly counters: Counters;
  private readonly book: RateBook;
  private readonly next: Spending;

  constructor(
    parts: Pick<SpendingParts, "access" | "now">,
    { counters, book, next = freely }: { counters: Counters; book: RateBook; next?: Spending },
  ) {
    this.parts = parts;
    this.counters = counters;
    this.book = book;
    this.next = next;
  }

  /** @throws {Problem} `rate-limited`: which limit, when it frees, who can raise it; `limits-unavailable`; and what follows */
  async admit(actor: Actor, wish: SpendingWish): Promise<Admission> {
    const rules = await this.book.of(actor.organization);
    const counts = rules.length === 0 ? [] : this.countsFor(rules, actor, wish);
    const done: { count: Count; points: number }[] = [];
    try {
      for (const count of counts) {
        const points = count.what === "requests" ? 1 : wish.tokensIn;
        done.push({ count, points });
        await this.count(count, points);
      }
      return this.corrected(await this.next.admit(actor, wish), counts, wish.tokensIn);
    } catch (refused) {
      for (const { count, points } of done) await count.limiter.giveBack(count.who, points);
      throw refused;
    }
  }

  private countsFor(
    all: readonly RateRule[],
    { organization, subject }: Actor,
    { model, keyId, context }: SpendingWish,
  ): Count[] {
    const { engine } = this.parts.access.of(organization);
    const principals = new Set([...engine.principalSet(subject, this.parts.now()), "everyone"]);
    return rulesFor(all, { principals, keyId }, model).flatMap((rule) =>
      (["requests", "tokens"] as const).flatMap((what): Count[] => {
        const max = rule[what];
        // Nobody asked for a title: its tokens count, and it is no request of theirs.
        if (max === null || (what === "requests" && context === "title")) return [];
        const name = `rates/${organization}/${rule.id}/${what}`;
        const limiter = this.counters.limiter(name, Math.max(1, max), rule.windowMs);
        return [{ rule, what, max, limiter, who: rule.shared ? "all" : subject }];
      }),
    );
  }

  private async count({ rule, what, max, limiter, who }: Count, points: number): Promise<void> {
    const spent = await limiter.spend(who, points);
    const waitMs = max === 0 ? rule.windowMs : spent.waitMs;
    if (waitMs === null) return;
    const told = { name: what, by: rule.principal, max, windowMs: rule.windowMs };
    const ofModel = rule.model === null ? "" : " of this model";
    throw problem("rate-limited", {
      detail: `at most ${max} ${what}${ofModel} in ${rule.windowMs / 1_000} s${rule.shared ? ", all together" : ""}`,
      extra: { ...toldLimit(told, waitMs, this.parts.now()), raisedBy: "manage:balances" },
      headers: { ...retryAfter(waitMs), ...rateLimitHeaders(told, spent) },
    });
  }

  /** What it took is counted when that is known: what comes of it holds for the next question. */
  private corrected(admission: Admission, counts: readonly Count[], estimated: number): Admission {
    const ofTokens = counts.filter(({ what }) => what === "tokens");
    if (ofTokens.length === 0) return admission;
    let isOver = false;
    const correct = async (tokens: number) => {
      if (isOver) return;
      isOver = true;
      const more = tokens - estimated;
      // Nobody waits for it, and nobody is refused for it now.
      for (const { limiter, who } of ofTokens)
        if (more > 0) await limiter.spend(who, more).catch(() => undefined);
        else if (more < 0) await limiter.giveBack(who, -more);
    };
    return {
      settle: async (told) => {
        await admission.settle(told);
        await correct(told.tokensIn + told.tokensOut);
      },
      release: async () => {
        await admission.release();
        await correct(0);
      },
    };
  }
}

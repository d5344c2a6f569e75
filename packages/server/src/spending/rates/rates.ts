import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import {
  type Counters,
  type Lease,
  type Limiter,
  rateLimitHeaders,
  retryAfter,
  type Spent,
  type ToldLimit,
  tellIfNearest,
  tellPlacesIfNearest,
  toldLimit,
} from "../../limits/index.ts";
import type { SpendingParts } from "../parts.ts";
import { type Admission, freely, type Spending, type SpendingWish } from "../spending.ts";
import type { RateBook } from "./book.ts";
import { type Place, takePlace } from "./places.ts";
import { ownRulesOf, type RateRule, rulesFor } from "./rule.ts";

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
 * So many requests and tokens in a time, before anything is held of a balance. What a question may take is counted by estimate when it is asked, and set
 * right when it ends; one that is refused counts nothing. So many calls at the same time, too: each has its places until it ends.
 * Cost: in memory for one server; with Redis one round trip for each rule that counts.
 */
export class Rates implements Spending {
  private readonly parts: Pick<SpendingParts, "access" | "now">;
  private readonly counters: Counters;
  private readonly book: RateBook;
  private readonly next: Spending;
  /** Of rules as they stand: whoever changes one makes another. */
  private readonly limiters = new WeakMap<RateRule, Partial<Record<Counted, Limiter>>>();

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
    const rules = [...(await this.book.of(actor.organization)), ...ownRulesOf(actor)];
    const counting = rules.length === 0 ? [] : this.rulesFor(rules, actor, wish);
    const counts = counting.flatMap((rule) => this.countsOf(rule, actor, wish));
    const places: Place[] = [];
    const done: { count: Count; points: number }[] = [];
    const passed: { count: Count; spent: Spent }[] = [];
    try {
      for (const count of counts) {
        const points = pointsOf(count, wish);
        done.push({ count, points });
        passed.push({ count, spent: await this.count(count, points) });
      }
      // Nobody asked for a title, and no call waits for it.
      for (const rule of counting)
        if (rule.concurrent !== null && wish.context !== "title")
          places.push(await takePlace(this.counters, actor, rule, rule.concurrent));
      const admission = await this.next.admit(actor, wish);
      for (const { count, spent } of passed) tellIfNearest(toldOf(count), spent);
      for (const { max, left } of places) tellPlacesIfNearest(max, left);
      return inPlaces(this.corrected(admission, done), places);
    } catch (refused) {
      for (const place of places) place.release();
      for (const { count, points } of done) await count.limiter.giveBack(count.who, points);
      throw refused;
    }
  }

  private rulesFor(all: readonly RateRule[], { organization, subject }: Actor, { model, keyId }: SpendingWish) {
    const { engine } = this.parts.access.of(organization);
    const principals = new Set([...engine.principalSet(subject, this.parts.now()), "everyone"]);
    return rulesFor(all, { principals, keyId }, model);
  }

  private countsOf(rule: RateRule, { organization, subject }: Actor, { context }: SpendingWish): Count[] {
    return (["requests", "tokens"] as const).flatMap((what): Count[] => {
      const max = rule[what];
      // Nobody asked for a title: its tokens count, and it is no request of theirs.
      if (max === null || (what === "requests" && context === "title")) return [];
      const limiter = this.limiterOf(rule, what, organization, max);
      return [{ rule, what, max, limiter, who: rule.shared ? "all" : subject }];
    });
  }

  private limiterOf(rule: RateRule, what: Counted, organization: string, max: number): Limiter {
    const known = this.limiters.get(rule) ?? {};
    this.limiters.set(rule, known);
    known[what] ??= this.counters.limiter(`rates/${organization}/${rule.id}/${what}`, Math.max(1, max), rule.windowMs);
    return known[what];
  }

  private async count(count: Count, points: number): Promise<Spent> {
    const { rule, what, max, limiter, who } = count;
    const spent = await limiter.spend(who, points);
    const waitMs = max === 0 ? rule.windowMs : spent.waitMs;
    if (waitMs === null) return spent;
    const told = toldOf(count);
    const ofModel = rule.model === null ? "" : " of this model";
    throw problem("rate-limited", {
      detail: `at most ${max} ${max === 1 ? one[what] : what}${ofModel} in ${rule.windowMs / 1_000} s${rule.shared ? ", all together" : ""}`,
      extra: { ...toldLimit(told, waitMs, this.parts.now()), raisedBy: rule.isOwn ? "owner" : "manage:balances" },
      headers: { ...retryAfter(waitMs), ...rateLimitHeaders(told, spent) },
    });
  }

  /** What it took is counted when that is known: what comes of it holds for the next question. */
  private corrected(admission: Admission, done: readonly { count: Count; points: number }[]): Admission {
    const ofTokens = done.filter(({ count }) => count.what === "tokens");
    if (ofTokens.length === 0) return admission;
    let isOver = false;
    const correct = async (tokens: number) => {
      if (isOver) return;
      isOver = true;
      // Nobody waits for it, and nobody is refused for it now.
      for (const { count, points } of ofTokens) {
        const more = tokens - points;
        if (more > 0) await count.limiter.spend(count.who, more).catch(() => undefined);
        else if (more < 0) await count.limiter.giveBack(count.who, -more);
      }
    };
    return {
      settle: async (told) => {
        await admission.settle(told);
        const { tokensIn, tokensOut } = await told;
        await correct(tokensIn + tokensOut);
      },
      release: async () => {
        await admission.release();
        await correct(0);
      },
    };
  }
}

const one = { requests: "request", tokens: "token" } as const;

/**
 * What a question counts for until it is known: of tokens, what it says and what may be answered, so that many at a time are let in for no more than the
 * limit. Where that alone is more, it has the limit for itself.
 */
function pointsOf({ what, max }: Count, { tokensIn, tokensOut }: SpendingWish): number {
  if (what === "requests") return 1;
  return Math.max(tokensIn, Math.min(max, tokensIn + tokensOut));
}

const toldOf = ({ rule, what, max }: Count): ToldLimit => ({
  ...{ name: what, by: rule.principal, max, windowMs: rule.windowMs },
  ...(rule.model !== null && { model: rule.model }),
});

/** The places are free as soon as the call is over: they do not wait for the books. */
function inPlaces(admission: Admission, places: readonly Lease[]): Admission {
  if (places.length === 0) return admission;
  const leave = () => {
    for (const place of places) place.release();
  };
  return {
    settle: (told) => {
      leave();
      return admission.settle(told);
    },
    release: () => {
      leave();
      return admission.release();
    },
  };
}

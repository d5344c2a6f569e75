import type { Actor } from "../../http/actor.ts";

/** So many requests and tokens in a time, and calls at the same time, for whom and of which model. */
export interface RateRule {
  id: string;
  /** `everyone`, `role:…`, `group:…`, `user:…`, `service:…`, `key:…` */
  principal: string;
  /** `model:<id>`; null: all models together. */
  model: string | null;
  /** Whether all whom it is for have it together; otherwise each has it. */
  shared: boolean;
  requests: number | null;
  tokens: number | null;
  /** Calls at the same time. */
  concurrent: number | null;
  windowMs: number;
  /** The owner of a key says so of it. */
  isOwn?: boolean;
}

const MINUTE_MS = 60_000;

/** What the owner of the key that somebody comes by allows it. */
export function ownRulesOf({ keyId, keyLimits }: Pick<Actor, "keyId" | "keyLimits">): RateRule[] {
  if (keyId === undefined || !keyLimits || (keyLimits.requests === null && keyLimits.tokens === null)) return [];
  const whose = { id: keyId, principal: `key:${keyId}`, model: null, shared: false, concurrent: null, isOwn: true };
  return [{ ...whose, ...keyLimits, windowMs: MINUTE_MS }];
}

/** Whoever asks a model. */
export interface RateAsker {
  /** Themselves, their groups and roles, `everyone`. */
  principals: ReadonlySet<string>;
  keyId: string | null;
}

const amounts = ["requests", "tokens", "concurrent"] as const;
type Amount = (typeof amounts)[number];

/** The closest first: what is said of a person wins over what is said of their groups, that over roles, that over everybody. */
const levels: readonly ((principal: string) => boolean)[] = [
  (principal) => /^(user|service):/.test(principal),
  (principal) => principal.startsWith("group:"),
  (principal) => principal.startsWith("role:"),
  (principal) => principal === "everyone",
];

/**
 * The rules that count for a question. What is shared counts always, and so does what is said of the key. Of what each has for themselves, for the same
 * model, the closest counts: an override. Of several equally close ones (two groups) the one that lets most through counts, for each amount apart,
 * as features and rights add up.
 */
export function rulesFor(all: readonly RateRule[], asker: RateAsker, model: string): RateRule[] {
  const theirs = all.filter(
    (rule) =>
      (rule.model === null || rule.model === model) &&
      (asker.principals.has(rule.principal) || (asker.keyId !== null && rule.principal === `key:${asker.keyId}`)),
  );
  const always = theirs.filter(({ shared, principal }) => shared || principal.startsWith("key:"));
  const own = theirs.filter((rule) => !always.includes(rule));
  if (own.length <= 1) return theirs;
  const closest = [null, model].flatMap((one) => closestOf(own.filter((rule) => rule.model === one)));
  return [...always, ...closest];
}

function closestOf(rules: readonly RateRule[]): RateRule[] {
  const level = levels.find((isOf) => rules.some(({ principal }) => isOf(principal)));
  if (!level) return [];
  const equal = rules.filter(({ principal }) => level(principal));
  const winners = amounts.map((what) => mostOf(equal, what));
  return [...new Set(winners)].flatMap((winner) => {
    if (!winner) return [];
    const [requests = null, tokens = null, concurrent = null] = amounts.map((what, index) =>
      winners[index] === winner ? winner[what] : null,
    );
    return [{ ...winner, requests, tokens, concurrent }];
  });
}

/** The one that lets most through in the long run; undefined: one of them does not limit this. */
function mostOf(rules: readonly RateRule[], what: Amount): RateRule | undefined {
  const pace = (rule: RateRule) =>
    (rule[what] ?? Number.POSITIVE_INFINITY) / (what === "concurrent" ? 1 : rule.windowMs);
  const most = rules.reduce((one, other) => (pace(other) > pace(one) ? other : one));
  return most[what] === null ? undefined : most;
}

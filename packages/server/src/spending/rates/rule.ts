/** So many requests and tokens in a time, for whom and of which model. */
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
  windowMs: number;
}

/** Whoever asks a model. */
export interface RateAsker {
  /** Themselves, their groups and roles, `everyone`. */
  principals: ReadonlySet<string>;
  keyId: string | null;
}

/** The closest first: what is said of a person wins over what is said of their groups, that over roles, that over everybody. */
const levels: readonly ((principal: string) => boolean)[] = [
  (principal) => /^(user|service):/.test(principal),
  (principal) => principal.startsWith("group:"),
  (principal) => principal.startsWith("role:"),
  (principal) => principal === "everyone",
];

/**
 * The rules that count for a question. What is shared counts always, and so does what is said of the key. Of what each has for themselves, for the same
 * model, the closest counts: an override. Of several equally close ones (two groups) the one that lets most through counts, for requests and tokens apart,
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
  const closest = [null, model].flatMap((one) => closestOf(own.filter((rule) => rule.model === one)));
  return [...always, ...closest];
}

function closestOf(rules: readonly RateRule[]): RateRule[] {
  const level = levels.find((isOf) => rules.some(({ principal }) => isOf(principal)));
  if (!level) return [];
  const equal = rules.filter(({ principal }) => level(principal));
  const counting = [mostOf(equal, "requests"), mostOf(equal, "tokens")];
  const [requests, tokens] = counting;
  if (requests && tokens && requests.id === tokens.id) return [requests];
  return [...(requests ? [{ ...requests, tokens: null }] : []), ...(tokens ? [{ ...tokens, requests: null }] : [])];
}

/** The one that lets most through in the long run; undefined: one of them does not limit this. */
function mostOf(rules: readonly RateRule[], what: "requests" | "tokens"): RateRule | undefined {
  const pace = (rule: RateRule) => (rule[what] ?? Number.POSITIVE_INFINITY) / rule.windowMs;
  const most = rules.reduce((one, other) => (pace(other) > pace(one) ? other : one));
  return most[what] === null ? undefined : most;
}

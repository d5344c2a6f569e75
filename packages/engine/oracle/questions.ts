import fc from "fast-check";
import type { Change, Context, Key, PageRequest, ScopeEntry } from "../src/types.ts";
import { aimAt, type Target } from "./aim.ts";
import { idOf, typeOf } from "./facts.ts";
import * as a from "./names.ts";

/** One question to both evaluators: `check`, or one of its inverses. */
export type Asked =
  | { ask: "check"; subject: string; action: string; resource?: string; context: Context }
  | { ask: "resources"; subject: string; action: string; type: string; page: PageRequest; context: Context }
  | { ask: "count"; subject: string; action: string; type: string; context: Context }
  | { ask: "subjects"; action: string; resource: string; page: PageRequest; context: Context }
  | { ask: "actions"; subject: string; resource: string; context: Context };

interface About {
  action: string;
  resource?: string | undefined;
}

const aSubject = fc.oneof(
  { weight: 20, arbitrary: a.aUser },
  { weight: 3, arbitrary: fc.constantFrom(...a.services) },
  { weight: 2, arbitrary: fc.constant("visitor") },
  { weight: 1, arbitrary: fc.constantFrom("user:nobody", "group:a", "everyone") },
);

/** What visitors can get at all. */
const aLinkView = a.aResourceOf("sharedLink").map((resource): About => ({ action: "view", resource }));

const onAThing: fc.Arbitrary<About> = fc.oneof(
  { weight: 30, arbitrary: a.anActionOnIt },
  {
    weight: 5,
    arbitrary: fc
      .oneof(a.aResourceOf("conversation"), a.aResourceOf("file"))
      .map((resource): About => ({ action: "view", resource })),
  },
  { weight: 2, arbitrary: aLinkView },
  { weight: 2, arbitrary: fc.record({ action: fc.constantFrom("hide", "restore", "delete"), resource: a.aResource }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constantFrom("fly", "members", "use"), resource: a.aResource }) },
  {
    weight: 1,
    arbitrary: fc.record({ action: fc.constant("use"), resource: fc.constantFrom("agent:zz", "ghost:a", "tool:zz") }),
  },
);

const about: fc.Arbitrary<About> = fc.oneof(
  { weight: 40, arbitrary: onAThing },
  { weight: 2, arbitrary: a.aFeature.map((action): About => ({ action })) },
  { weight: 2, arbitrary: a.aGatingFeature.map((action): About => ({ action })) },
  { weight: 3, arbitrary: a.aCapability.map((action): About => ({ action })) },
  { weight: 2, arbitrary: fc.record({ action: a.aCapability, resource: fc.oneof(a.anAccount, a.aResource) }) },
  {
    weight: 3,
    arbitrary: fc.record({ action: fc.constant("create"), resource: fc.oneof(a.aType, fc.constant("ghost")) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<About[]>(
      { action: "AGENTS" },
      { action: "FLYING.USE" },
      { action: "use", resource: "agent" },
    ),
  },
);

const fields = fc.constantFrom<(Record<string, unknown> | undefined)[]>(
  undefined,
  { dept: "x" },
  { dept: "x" },
  { dept: "y" },
);
const aChain = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .uniqueArray(a.aResourceOf("agent"), { minLength: 1, maxLength: 3 })
      .map((chain): readonly string[] => chain),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      [],
      ["agent:zz"],
      ["agent:a", "agent:a"],
      ["tool:a"],
      Array.from({ length: 9 }, (_, n) => `agent:n${n}`),
    ),
  },
);
const aRow = fc.record({ owner: a.anOwner, state: fc.constantFrom("active" as const, "hidden" as const) });
const moreScope = fc.constantFrom<ScopeEntry[]>(
  { name: "agent:use" },
  { name: "manage:users" },
  { name: "AGENTS.USE" },
);

/** The parts of a context; a key is made to fit the question, or just not to. */
const someContext = fc.record({
  now: a.aMoment,
  capabilities: fc.constantFrom(undefined, undefined, undefined, true, false, false),
  glass: fc.constantFrom(...Array<undefined>(7).fill(undefined), false),
  given: fc.constantFrom(...Array<undefined>(9).fill(undefined), true),
  fields,
  via: fc.option(aChain, { freq: 8 }),
  row: fc.option(aRow, { freq: 8 }),
  key: fc.option(
    fc.record({
      covers: fc.constantFrom("this", "this", "this id", "this id", "other ids", "nothing"),
      more: fc.array(moreScope, { maxLength: 1 }),
      endsAt: fc.constantFrom(undefined, undefined, null, 1000, 1500, 2000),
    }),
    { freq: 8 },
  ),
  // One of these at a time, and mostly none: each narrows the answer.
  use: fc.constantFrom(...Array<"none">(8).fill("none"), "via", "via", "row", "key", "key", "all"),
});
type Parts = typeof someContext extends fc.Arbitrary<infer Value> ? Value : never;

function contextOf(parts: Parts, { action, resource }: About): Context {
  const uses = (what: "via" | "row" | "key") => parts.use === what || parts.use === "all";
  const key = uses("key") && parts.key ? keyOf(parts.key, action, resource) : undefined;
  return {
    now: parts.now,
    ...(parts.capabilities !== undefined && { capabilities: parts.capabilities }),
    ...(parts.glass !== undefined && { glass: parts.glass }),
    ...(parts.given !== undefined && { given: parts.given }),
    ...(parts.fields && { fields: parts.fields }),
    ...(uses("via") && parts.via && { via: parts.via }),
    ...(uses("row") && parts.row && { row: parts.row }),
    ...(key && { key }),
  };
}

function keyOf({ covers, more, endsAt }: NonNullable<Parts["key"]>, action: string, resource: string | undefined): Key {
  const onAType = resource !== undefined && !/[:.]/.test(action);
  const name = onAType ? `${typeOf(resource)}:${action}` : action;
  const ids = covers === "this id" ? [resource === undefined ? "a" : idOf(resource)] : ["zz"];
  const scope = covers === "nothing" ? more : [{ name, ...(covers !== "this" && { ids }) }, ...more];
  return { scope, ...(endsAt !== undefined && { endsAt }) };
}

const aPage = fc.record({ limit: fc.constantFrom(1, 2, 3, 3, 50, 0, 501) });

/** A question whose names may still be drawn from what the story has set: random names alone meet too few facts. */
export const aWish = fc.record({
  ask: fc.constantFrom<Asked["ask"][]>(
    ...Array<"check">(16).fill("check"),
    "resources",
    "count",
    "subjects",
    "actions",
  ),
  subject: aSubject,
  about,
  page: aPage,
  parts: someContext,
  aim: fc.constantFrom("grant", "grant", "grant", "grant", "tie", "tie", "thing", "thing", "none", "none"),
  pick: fc.nat(9999),
});
export type Wish = typeof aWish extends fc.Arbitrary<infer Value> ? Value : never;

/** @param before what the story has tried to set until then */
export function askedBy(wish: Wish, before: readonly Change[]): Asked {
  const target: Target | null = wish.aim === "none" ? null : aimAt(wish, before);
  const { subject, action, resource, via }: Target = target ?? { subject: wish.subject, ...wish.about };
  const context = contextOf(via ? { ...wish.parts, use: "via", via } : wish.parts, { action, resource });
  const thing = resource ?? "agent:a";
  // A page that is refused and a chain that is refused are not asked at once: the model names no order.
  const page = context.via ? { limit: 2 } : wish.page;
  switch (wish.ask) {
    case "check":
      return { ask: "check", subject, action, ...(resource !== undefined && { resource }), context };
    case "resources":
      return { ask: "resources", subject, action, type: typeOf(thing), page, context };
    case "count":
      return { ask: "count", subject, action, type: typeOf(thing), context };
    case "subjects":
      return { ask: "subjects", action, resource: thing, page, context };
    case "actions":
      return { ask: "actions", subject, resource: thing, context };
  }
}

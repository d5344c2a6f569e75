import { featureCatalogue } from "../src/catalogue/features.ts";
import { workspaceTypes } from "../src/catalogue/types.ts";
import type { Decisions, EngineOptions } from "../src/contract.ts";
import {
  type Answer,
  type Change,
  type Context,
  EngineError,
  type EngineErrorCode,
  type Expiry,
  type PageRequest,
  type ResourceName,
  type Subject,
} from "../src/types.ts";
import { decide, principalsReached, type World } from "./decision.ts";
import { enact } from "./enact.ts";
import { copyOf, type Facts, noFacts, typeOf } from "./facts.ts";
import { hasSuperAdmin, refusalsOf } from "./refusals.ts";

/** The oracle: it answers from the model's text by trying everything, and explains nothing. */
export interface PlainEngine extends Omit<Decisions, "explain"> {
  readonly facts: Facts;
  /** @throws {Refusal} if a change does not fit; nothing is changed then */
  apply(changes: readonly Change[]): void;
}

/** An `EngineError` that knows every code that would have been right. */
export class Refusal extends EngineError {
  readonly codes: readonly EngineErrorCode[];
  constructor(codes: readonly [EngineErrorCode, ...EngineErrorCode[]], change: Change | null) {
    super(codes[0], `${codes.join(" or ")}: ${JSON.stringify(change)}`);
    this.codes = codes;
  }
}

/** A deliberately naive evaluator of the decision model (docs/model.md and the readings in ADR 0002): lists are `check` over everything. */
export function createPlain(options: EngineOptions = {}): PlainEngine {
  const rules = { features: options.features ?? featureCatalogue, compile: options.compile };
  const world: World = { facts: noFacts(options.types ?? workspaceTypes), rules };

  const isAllowed = (subject: Subject, action: string, resource: string | undefined, context: Context, at: number) =>
    decide(world, { subject, at, context }, action, resource).allowed;

  const check = (subject: Subject, action: string, resource?: string, context: Context = {}): Answer => {
    requireChain(context);
    const at = context.now ?? Date.now();
    const decision = decide(world, { subject, at, context }, action, resource);
    const until = momentsAfter(world.facts, context, at).find(
      (moment) => isAllowed(subject, action, resource, context, moment) !== decision.allowed,
    );
    return { ...decision, until: until ?? null, revision: world.facts.revision };
  };

  const everyResource = (subject: Subject, action: string, type: string, context: Context): ResourceName[] => {
    requireChain(context);
    if (!world.facts.types.has(type)) throw new EngineError("unknown-type", type);
    const at = context.now ?? Date.now();
    return [...world.facts.resources.keys()]
      .filter((name) => typeOf(name) === type && isAllowed(subject, action, name, context, at))
      .sort(byName);
  };

  return {
    get facts() {
      return world.facts;
    },
    get revision() {
      return world.facts.revision;
    },
    check,
    checkMany: (questions) => questions.map((it) => check(it.subject, it.action, it.resource, it.context)),

    listResources(subject, action, type, page = {}, context = {}) {
      requirePage(page);
      const { items, next } = pageOf(everyResource(subject, action, type, context), page);
      return { resources: items, next, revision: world.facts.revision };
    },
    countResources(subject, action, type, context = {}) {
      return { count: everyResource(subject, action, type, context).length, exact: true };
    },
    listSubjects(action, resource, page = {}, context = {}) {
      requirePage(page);
      requireChain(context);
      const at = context.now ?? Date.now();
      const allowed = [...world.facts.accounts.keys()].filter((it) => isAllowed(it, action, resource, context, at));
      const { items, next } = pageOf(allowed.sort(byName), page);
      const principals = [...principalsReached(world, at, action, resource)].sort();
      return { subjects: items, next, principals, revision: world.facts.revision };
    },
    listActions(subject, resource, context = {}) {
      const type = resource.includes(":") ? world.facts.types.get(typeOf(resource)) : undefined;
      if (!type) return [];
      requireChain(context);
      const at = context.now ?? Date.now();
      const actions = [...Object.keys(type.actions), "hide", "restore"];
      return actions.filter((action) => isAllowed(subject, action, resource, context, at));
    },

    apply(changes) {
      const next = copyOf(world.facts);
      for (const change of changes) {
        const [code, ...others] = refusalsOf(next, rules, change);
        if (code) throw new Refusal([code, ...others], change);
        enact(next, change);
      }
      if (hasSuperAdmin(world.facts) && !hasSuperAdmin(next)) throw new Refusal(["last-super-admin"], null);
      next.revision++;
      world.facts = next;
    },
  };
}

const mostAgentsInAChain = 8;

/** "A chain of agents without repeats, at most 8." */
function requireChain({ via = [] }: Context): void {
  const isChain =
    via.length <= mostAgentsInAChain &&
    new Set(via).size === via.length &&
    via.every((name) => name.startsWith("agent:"));
  if (!isChain) throw new EngineError("via-invalid", via.join(" › "));
}

/** Every later moment at which anything ends: "ends of memberships, roles, capabilities, grants, denies, bans and keys count". */
function momentsAfter(facts: Facts, context: Context, now: number): number[] {
  const ends: Expiry[] = [
    ...[...facts.memberships, ...facts.holdings, ...facts.capabilities, ...facts.grants].map((it) => it.expiresAt),
    ...[...facts.accounts.values()].map((it) => it.ban?.until ?? null),
    context.key?.endsAt ?? null,
  ];
  const moments = ends.filter((end) => end !== null).filter((end) => end > now);
  return [...new Set(moments)].sort((a, b) => a - b);
}

/**
 * "In order of id": of one type that is the order of names. Of accounts the model leaves open whether a service comes between
 * users; names alone are a total order (`user:a` and `service:a` have the same id), and pages go on after a name.
 */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function requirePage({ limit = 50 }: PageRequest): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new EngineError("page-invalid", `limit ${limit}`);
}

function pageOf(names: string[], { limit = 50, after = null }: PageRequest): { items: string[]; next: string | null } {
  const rest = after === null ? names : names.filter((name) => byName(name, after) > 0);
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? (items.at(-1) ?? null) : null };
}

import { createHash } from "node:crypto";
import type { AttachmentMode, Change } from "@gatehouse/engine";
import type { FastifyRequest } from "fastify";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** One thing that travels with an agent. */
export interface ClosureThing {
  /** `file:64f0…` */
  thing: string;
  /** `lent` through the agent, `shown`, or `own`: whoever uses the agent needs access of their own. */
  mode: AttachmentMode;
  attachedBy: string;
  /** false: nobody gets anything by it now. */
  works: boolean;
  /** The agents by which it comes, from the one that this agent lends to the one that has the thing. */
  through: readonly string[];
}

export interface Closure {
  things: readonly ClosureThing[];
  /** false: more agents lend each other than are looked through. */
  isWhole: boolean;
  /** What `Gatehouse-Closure` says: which things, and how. */
  fingerprint: string;
}

/** As many as a question's `via` has. */
const LONGEST_CHAIN = 8;
const MOST_AGENTS = 100;

/**
 * All that travels with an agent: what is attached to it, and, of agents that it lends, what they have in turn; each thing once in each way, by the
 * shortest chain of those that work. What a lent agent shows is lent only: to see it takes `use` on that agent.
 * Cost: the attachments of at most a hundred agents, for each one question.
 */
export function closureOf({ engine }: OrganizationAccess, agent: string, now = Date.now()): Closure {
  const things = new Map<string, ClosureThing>();
  const looked = new Map<string, boolean>([[agent, true]]);
  const open: { holder: string; through: readonly string[]; works: boolean }[] = [
    { holder: agent, through: [], works: true },
  ];
  let isWhole = true;
  for (const { holder, through, works: isReached } of open) {
    for (const { thing, mode: said, attachedBy, stands } of engine.attachmentsOf(holder, now)) {
      if (thing === agent) continue;
      const mode = said === "shown" && through.length > 0 ? "lent" : said;
      const works = isReached && stands;
      const key = `${thing} ${mode}`;
      const former = things.get(key);
      if (!former || (works && !former.works)) things.set(key, { thing, mode, attachedBy, works, through });
      if (mode === "own" || through.length + 2 > LONGEST_CHAIN) continue;
      const before = looked.get(thing);
      if (before === true || before === works || engine.attachmentsOf(thing, now).length === 0) continue;
      if (looked.size >= MOST_AGENTS) isWhole = false;
      else {
        looked.set(thing, works);
        open.push({ holder: thing, through: [...through, thing], works });
      }
    }
  }
  const keys = [...things.keys()].sort();
  return {
    things: keys.flatMap((key) => things.get(key) ?? []),
    isWhole,
    fingerprint: createHash("sha256").update(JSON.stringify(keys)).digest("base64url").slice(0, 20),
  };
}

/** The closure that the caller has seen, as the header says. */
export const closureSeen = ({ headers }: Pick<FastifyRequest, "headers">): string | undefined =>
  headers["gatehouse-closure"]?.toString();

/**
 * Of a write that shares: what travels is what the sharer saw. Asked once it is known that they may.
 * @throws {Problem} `closure-changed`
 */
export function requireClosure(access: OrganizationAccess, resource: string, seen: string | undefined): void {
  if (seen === undefined) return;
  const { fingerprint } = closureOf(access, resource);
  if (seen !== fingerprint)
    throw problem("closure-changed", {
      detail: `what travels with it is \`${fingerprint}\` now`,
      extra: { closure: fingerprint },
    });
}

/** Whoever has a thing beside the actor, by kinds; never who. */
export interface Audience {
  people: number;
  groups: number;
  roles: number;
  services: number;
  everyone: boolean;
}

export function audienceBeside({ engine }: OrganizationAccess, { subject }: Actor, resource: string): Audience {
  const others = engine.audienceOf(resource).filter((principal) => principal !== subject);
  const count = (kind: string) => others.filter((principal) => principal.startsWith(kind)).length;
  return {
    people: count("user:"),
    groups: count("group:"),
    roles: count("role:"),
    services: count("service:"),
    everyone: others.includes("everyone"),
  };
}

export const isNobody = ({ everyone, ...counts }: Audience): boolean =>
  !everyone && Object.values(counts).every((count) => count === 0);

export interface Growth {
  /** The closure afterwards. */
  after: Closure;
  adds: readonly ClosureThing[];
}

/**
 * What changes would add to what travels with an agent: things that come, that come in another way that gives more, or that begin to work again.
 * A model that is open to everybody takes nothing from anybody, and is no addition.
 */
export function growthBy(access: OrganizationAccess, agent: string, changes: readonly Change[]): Growth {
  const now = Date.now();
  const had = new Map<string, number>();
  for (const one of closureOf(access, agent, now).things)
    had.set(one.thing, Math.max(had.get(one.thing) ?? 0, weightOf(one)));
  return access.engine.suppose(changes, () => {
    const after = closureOf(access, agent, now);
    const adds = after.things.filter((one) => weightOf(one) > (had.get(one.thing) ?? 0) && !isOpen(access, one.thing));
    return { after, adds };
  });
}

/** What it gives, compared with the same thing before; more is more. */
const weightOf = ({ mode, works }: ClosureThing): number => (works ? { own: 2, lent: 3, shown: 4 }[mode] : 1);

const isOpen = ({ engine }: OrganizationAccess, thing: string): boolean =>
  engine.typeOf(thing.slice(0, thing.indexOf(":")))?.open === true && engine.describe(thing)?.restricted === false;

/**
 * Of a write that adds to an agent which others have, where the caller wants to be asked: they saw what it comes to.
 * @param seen the closure afterwards; whatever else it says, the answer is what would be added
 * @throws {Problem} `closure-grows`, with kinds and numbers, and no names
 */
export function requireGrowthSeen(
  access: OrganizationAccess,
  actor: Actor,
  { agent, changes, seen }: { agent: string; changes: readonly Change[]; seen: string | undefined },
): void {
  if (seen === undefined) return;
  const audience = audienceBeside(access, actor, agent);
  if (isNobody(audience)) return;
  const { after, adds } = growthBy(access, agent, changes);
  if (adds.length === 0 || seen === after.fingerprint) return;
  const counted = Map.groupBy(adds, ({ thing, mode }) => `${thing.slice(0, thing.indexOf(":"))} ${mode}`);
  throw problem("closure-grows", {
    detail: "the agent is shared with others, who would get what is added",
    extra: {
      closure: after.fingerprint,
      adds: [...counted].map(([key, { length }]) => {
        const [type, mode] = key.split(" ");
        return { type, mode, count: length };
      }),
      audience,
    },
  });
}

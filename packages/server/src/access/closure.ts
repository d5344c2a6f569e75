import { createHash } from "node:crypto";
import type { AttachmentMode, Change } from "@gatehouse/engine";
import type { Actor } from "../http/actor.ts";
import type { Tx } from "../store/index.ts";
import type { Access } from "./access.ts";
import type { Marks } from "./marks.ts";
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

/** All that travels with a thing. */
export interface Travels {
  /** What is attached to it, and what that brings. */
  things: readonly ClosureThing[];
  /** Of a project: the agents that lie in it, sub-projects included, and what travels with each. */
  agents: readonly { agent: string; things: readonly ClosureThing[] }[];
  /** The agents that lie in it, those not looked through included. */
  holds: readonly string[];
  /** false: there is more than is looked through. */
  isWhole: boolean;
}

export interface Closure extends Travels {
  /** What `Gatehouse-Closure` says: which things, how, and what marks them (marks.ts). */
  fingerprint: string;
}

/** As many as a question's `via` has. */
const LONGEST_CHAIN = 8;
const MOST_AGENTS = 100;
/** Agents of a project that its fingerprint names. */
const MOST_NAMED = 10_000;

/**
 * All that travels with an agent, and with a project that holds agents. Cost: the attachments of at most a hundred agents, for each one question;
 * of a project besides its agents and sub-projects.
 */
export function travelsWith(access: OrganizationAccess, resource: string, now = Date.now()): Travels {
  const holds = access.engine.thingsBelow(resource, "agent", MOST_NAMED);
  // The project itself is none of its agents.
  const room = { agents: MOST_AGENTS + (holds.length > 0 ? 1 : 0) };
  const own = travelsWithAgent(access, resource, room, now);
  const agents: { agent: string; things: readonly ClosureThing[] }[] = [];
  let isWhole = own.isWhole;
  for (const agent of holds) {
    if (room.agents <= 0) {
      isWhole = false;
      break;
    }
    const { things, ...found } = travelsWithAgent(access, agent, room, now);
    isWhole &&= found.isWhole;
    agents.push({ agent, things });
  }
  return { things: own.things, agents, holds, isWhole };
}

/**
 * What is attached to an agent, and, of agents that it lends, what they have in turn; each thing once in each way, by the shortest chain of
 * those that work. What a lent agent shows is lent only: to see it takes `use` on that agent.
 */
function travelsWithAgent({ engine }: OrganizationAccess, agent: string, room: { agents: number }, now: number) {
  const things = new Map<string, ClosureThing>();
  const looked = new Map<string, boolean>([[agent, true]]);
  const open: { holder: string; through: readonly string[]; works: boolean }[] = [
    { holder: agent, through: [], works: true },
  ];
  let isWhole = true;
  room.agents--;
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
      if (room.agents <= 0) isWhole = false;
      else {
        room.agents--;
        looked.set(thing, works);
        open.push({ holder: thing, through: [...through, thing], works });
      }
    }
  }
  const keys = [...things.keys()].sort();
  return { things: keys.flatMap((key) => things.get(key) ?? []), isWhole };
}

/** With its fingerprint, by what marks the things now. */
export async function closureOf(
  db: Tx,
  { marks }: Access,
  access: OrganizationAccess,
  resource: string,
): Promise<Closure> {
  return sealed(db, marks, access, travelsWith(access, resource));
}

async function sealed(db: Tx, marks: Marks, { id }: OrganizationAccess, travels: Travels): Promise<Closure> {
  const all = [...travels.things, ...travels.agents.flatMap(({ things }) => things)];
  const marked = await marks.of(
    db,
    id,
    all.map(({ thing }) => thing),
  );
  const keysOf = (things: readonly ClosureThing[]) =>
    things.map(({ thing, mode }) => [thing, mode, marked.get(thing) ?? ""].join(" "));
  const said = [
    keysOf(travels.things),
    travels.agents.map(({ agent, things }) => [agent, ...keysOf(things)]),
    travels.holds.toSorted(),
  ];
  const fingerprint = createHash("sha256").update(JSON.stringify(said)).digest("base64url").slice(0, 20);
  return { ...travels, fingerprint };
}

/** Whoever has a thing beside the actor, by kinds; never who. */
export interface Audience {
  people: number;
  groups: number;
  roles: number;
  services: number;
  everyone: boolean;
}

export function audienceBeside({ engine }: OrganizationAccess, { subject }: Actor, ...resources: string[]): Audience {
  const all = new Set(resources.flatMap((resource) => engine.audienceOf(resource)));
  const others = [...all].filter((principal) => principal !== subject);
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
export async function growthBy(
  db: Tx,
  { marks }: Access,
  access: OrganizationAccess,
  agent: string,
  changes: readonly Change[],
): Promise<Growth> {
  const now = Date.now();
  const had = new Map<string, number>();
  for (const one of travelsWith(access, agent, now).things)
    had.set(one.thing, Math.max(had.get(one.thing) ?? 0, weightOf(one)));
  const { after, adds } = access.engine.suppose(changes, () => {
    const after = travelsWith(access, agent, now);
    const adds = after.things.filter((one) => weightOf(one) > (had.get(one.thing) ?? 0) && !isOpen(access, one.thing));
    return { after, adds };
  });
  return { after: await sealed(db, marks, access, after), adds };
}

/** What it gives, compared with the same thing before; more is more. */
const weightOf = ({ mode, works }: ClosureThing): number => (works ? { own: 2, lent: 3, shown: 4 }[mode] : 1);

export const isOpen = ({ engine }: OrganizationAccess, thing: string): boolean =>
  engine.typeOf(thing.slice(0, thing.indexOf(":")))?.open === true && engine.describe(thing)?.restricted === false;

import type { Change } from "@gatehouse/engine";
import type { FastifyRequest } from "fastify";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import type { Tx } from "../store/index.ts";
import type { Access } from "./access.ts";
import { type Audience, audienceBeside, type ClosureThing, closureOf, growthBy, isNobody, isOpen } from "./closure.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/*
 * Writes that give others what they did not have are compared with what their caller has seen (ADR 0009). Each is asked once it is known that the
 * caller may, so that nobody else hears anything.
 */

/** The closure that the caller has seen, as the header says. */
export const closureSeen = ({ headers }: Pick<FastifyRequest, "headers">): string | undefined =>
  headers["gatehouse-closure"]?.toString();

/** In place of one: the caller has seen nothing, and wants to be told what there is. */
export const ASK = "ask";

/** The closure that a caller names is compared with what there is in the transaction that writes. */
export interface Comparing {
  tx: Tx;
  organizations: Access;
  actor: Actor;
  seen: string | undefined;
}

/**
 * Of a write that shares: what travels is what the sharer saw. Asked once it is known that they may.
 * @throws {Problem} `closure-changed`
 */
export async function requireClosure({ tx, organizations, actor, seen }: Comparing, resource: string): Promise<void> {
  if (seen === undefined) return;
  const { fingerprint } = await closureOf(tx, organizations, organizations.of(actor), resource);
  if (seen !== fingerprint) throw changed(fingerprint);
}

const changed = (fingerprint: string) =>
  problem("closure-changed", {
    detail: `what travels with it is \`${fingerprint}\` now`,
    extra: { closure: fingerprint },
  });

/**
 * Of a write that puts a thing under parents, and so gives it to whoever has these: as {@link requireClosure}; and whoever asks is told what
 * travels with it, if others have a parent. Of what nothing travels with nothing is asked.
 * @throws {Problem} `closure-changed`, `closure-grows`
 */
export async function requirePutSeen(
  { tx, organizations, actor, seen }: Comparing,
  resource: string,
  parents: readonly string[],
): Promise<void> {
  if (seen === undefined || parents.length === 0) return;
  const access = organizations.of(actor);
  const closure = await closureOf(tx, organizations, access, resource);
  if (closure.things.length + closure.holds.length === 0 || seen === closure.fingerprint) return;
  if (seen !== ASK) throw changed(closure.fingerprint);
  const audience = audienceBeside(access, actor, ...parents);
  const all = [...closure.things, ...closure.agents.flatMap(({ things }) => things)];
  const adds = all.filter(({ thing }) => !isOpen(access, thing));
  if (isNobody(audience) || adds.length + closure.holds.length === 0) return;
  throw grows("it is put where others have it, who would get what travels with it", {
    closure: closure.fingerprint,
    adds: counted(adds),
    agents: closure.holds.length,
    audience,
  });
}

const grows = (
  detail: string,
  extra: { closure: string; adds: object[]; agents?: number; functions?: number; audience: Audience },
) => problem("closure-grows", { detail, extra });

/** Kinds and numbers, and no names. */
function counted(adds: readonly ClosureThing[]) {
  const kinds = Map.groupBy(adds, ({ thing, mode }) => `${thing.slice(0, thing.indexOf(":"))} ${mode}`);
  return [...kinds].map(([key, { length }]) => {
    const [type, mode] = key.split(" ");
    return { type, mode, count: length };
  });
}

/**
 * Of a write that adds to an agent which others have, where the caller wants to be asked: they saw what it comes to; or, where something is made
 * that has no name before, what it is added to.
 * @param seen the closure afterwards (before, of what is made); whatever else it says, the answer is what would be added
 * @throws {Problem} `closure-grows`, with kinds and numbers, and no names
 */
export async function requireGrowthSeen(
  { tx, organizations, actor, seen }: Comparing,
  { agent, changes, isMade = false }: { agent: string; changes: readonly Change[]; isMade?: boolean },
): Promise<void> {
  if (seen === undefined) return;
  const access = organizations.of(actor);
  const audience = audienceBeside(access, actor, agent);
  if (isNobody(audience)) return;
  const { after, adds } = await growthBy(tx, organizations, access, agent, changes);
  const wanted = isMade ? await closureOf(tx, organizations, access, agent) : after;
  if (adds.length === 0 || seen === wanted.fingerprint) return;
  throw grows("the agent is shared with others, who would get what is added", {
    closure: wanted.fingerprint,
    adds: counted(adds),
    audience,
  });
}

/**
 * Of a write by which a thing comes to do more, where the caller wants to be asked: they saw what it comes to, if others have the thing by an agent
 * that is lent it, or itself.
 * @param comesTo stands for what it does then
 * @throws {Problem} `closure-grows`, with numbers, and no names
 */
export function requireMoreSeen(
  access: OrganizationAccess,
  actor: Actor,
  { thing, functions, comesTo, seen }: { thing: string; functions: number; comesTo: string; seen: string | undefined },
): void {
  if (seen === undefined || functions === 0 || seen === comesTo) return;
  const audience = audienceBeside(access, actor, thing);
  if (isNobody(audience)) return;
  throw grows("others have it, who would get what is added", {
    closure: comesTo,
    adds: [],
    functions,
    audience,
  });
}

import type { Target } from "../decide.ts";
import type { Type } from "../declared.ts";
import { hasFeature } from "../rights.ts";
import type { AttachmentMode } from "../types.ts";
import { NONE, ROLE, SERVICE } from "../world.ts";
import { audienceOf, deniesReaching, isPublic, passedDown, type Reaching } from "./above.ts";
import { type Actor, notFound } from "./actor.ts";
import { typesReached } from "./contents.ts";
import { requireNoneFreedBelow } from "./denies.ts";
import { requireSharingOf } from "./grants.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { requireWays } from "./ways.ts";

const PROJECT = "project";
/** Whoever holds this on a conversation adds files of their own. */
const PARTICIPATE = "participate";

/** Putting under a parent counts as a grant to the parent's whole audience; no capability does it. */
export function mayAddParent(actor: Actor, resource: string, parent: string): Refusal | null {
  const { world, now } = actor;
  const found = both(actor, resource, parent);
  if ("code" in found) return found;
  const { thing, above } = found;
  const audience = audienceOf(world, above.handle, now).map((one) => ({
    ...one,
    bits: passedDown(thing.type, above.type, one.bits),
  }));
  return (
    requireRoom(actor, thing, above) ??
    requireGiving(actor, thing, above, audience, 0) ??
    requireNoDenyAdded(actor, thing, above)
  );
}

/** `update` on the parent, or, for things of one's own in a conversation, `participate`. */
function requireRoom(actor: Actor, thing: Target, above: Target): Refusal | null {
  const isOwn = thing.owner === actor.account && actor.account !== NONE;
  if (isOwn && above.type.bits.has(PARTICIPATE) && actor.ask(PARTICIPATE, above.name, false).allowed) return null;
  return actor.require("update", above.name, false);
}

/** Denies above would come to hold for the thing's other users: shutting somebody out is the owner's. */
function requireNoDenyAdded(actor: Actor, thing: Target, above: Target): Refusal | null {
  if (thing.owner === actor.account) return null;
  for (const { bits } of deniesReaching(actor.world, above.handle, actor.now).values())
    if (passedDown(thing.type, above.type, bits) !== 0)
      return refusal("not-owner", `denies on \`${above.name}\` or above it would reach \`${thing.name}\``);
  return null;
}

/**
 * `share` on the thing and every action that the audience gets, for as long as each has it, the actor included. Among things that one owns,
 * owning replaces `share`, and SHARE too while nobody else has the parent or agent; SHARE_PUBLIC always.
 * @param lent bits that reach their audience although it has nothing on the thing itself
 */
function requireGiving(
  actor: Actor,
  thing: Target,
  above: Target,
  audience: readonly Reaching[],
  lent: number,
): Refusal | null {
  const { world } = actor;
  const ownsBoth = actor.account !== NONE && thing.owner === actor.account && above.owner === actor.account;
  const verdict = actor.ask("share", thing.name, false);
  const isShareOff = verdict.reason === "feature-off" && hasUse(actor, thing.type);
  if (!verdict.allowed && !(ownsBoth && isShareOff)) return actor.refusalOf(verdict, "share", thing.name);

  const isAlone = audience.every(({ principal }) => principal === actor.account);
  const sharing = requireSharingOf(actor, typesReached(world, thing.handle, thing.type), {
    needsShare: !(ownsBoth && isAlone),
    isWide: audience.some(({ principal }) => isPublic(world, principal)),
  });
  if (sharing) return sharing;

  // What is lent is lent for as long as somebody has the agent, also while nobody has.
  const given = lent === 0 ? [...audience] : [...audience, { principal: actor.account, bits: lent, endsAt: actor.now }];
  for (const [action, bit] of thing.type.bits) {
    const ends = given
      .filter((one) => (one.bits & bit) !== 0 && ((lent & bit) !== 0 || isReached(actor, thing.type, one.principal)))
      .map((one) => one.endsAt);
    if (ends.length === 0) continue;
    const refused =
      ownsBoth && (thing.type.ownerBits & bit) !== 0
        ? actor.requireScope([`${thing.type.name}:${action}`], thing.id)
        : requireWays(actor, thing, [action], Math.max(...ends), "elsewhere");
    if (refused) return refused;
  }
  return null;
}

/** Allows on sealed things and links reach users only, not by way of a role. */
function isReached({ world }: Actor, type: Type, principal: number): boolean {
  const kind = world.kind(principal);
  return !type.isNarrow || (kind !== ROLE && kind !== SERVICE);
}

export function mayRemoveParent(actor: Actor, resource: string, parent: string): Refusal | null {
  const found = both(actor, resource, parent);
  if ("code" in found) return found;
  const { thing, above } = found;
  // Of a project, capability alone re-parents nothing.
  const byCapability = above.type.name !== PROJECT;
  return (
    requireDetaching(actor, thing, above, byCapability) ??
    (thing.handle === NONE ? null : requireNoneFreedBelow(actor, { child: thing.handle, parent: above.handle }))
  );
}

/** As `own` it takes `update` on the agent and some action on the thing; as lent or shown it is a grant to whoever has the agent. */
export function mayAttach(actor: Actor, agent: string, thing: string, mode: AttachmentMode): Refusal | null {
  const found = both(actor, thing, agent);
  if ("code" in found) return found;
  const { thing: what, above } = found;
  const bits = what.type.lentBit | (mode === "shown" ? what.type.shownBit : 0);
  const fits = above.type.name === "agent" && what.type.lentBit !== 0 && (mode !== "shown" || what.type.shownBit !== 0);
  if (!fits) return refusal("does-not-fit", `\`${thing}\` cannot be attached to \`${agent}\` as ${mode}`);
  const isStranger = actor.isStranger(thing, what.type);
  if (mode === "own") return actor.require("update", agent) ?? (isStranger ? notFound(thing) : null);
  const audience = audienceOf(actor.world, above.handle, actor.now).map((one) => ({ ...one, bits }));
  return actor.require("update", agent, false) ?? requireGiving(actor, what, above, audience, bits);
}

export function mayDetach(actor: Actor, agent: string, thing: string): Refusal | null {
  const found = both(actor, thing, agent);
  return "code" in found ? found : requireDetaching(actor, found.thing, found.above, true);
}

/** `update` on the parent or agent, or `share` on the thing (no SHARE). */
function requireDetaching(actor: Actor, thing: Target, above: Target, byCapability: boolean): Refusal | null {
  const onAbove = actor.ask("update", above.name, byCapability);
  if (onAbove.allowed || sharesWithoutFeature(actor, thing)) return null;
  const isStranger = actor.isStranger(above.name, above.type) && actor.isStranger(thing.name, thing.type);
  if (isStranger) return actor.refusalOf(onAbove, "update", above.name);
  const why = actor.refusalOf(actor.ask("share", thing.name), "share", thing.name);
  if (why.code === "key-scope" || why.code === "actor-not-active") return why;
  const own = byCapability ? "" : " (in one's own right, not by capability)";
  const detail = `this takes \`update\` on \`${above.name}\`${own} or \`share\` on \`${thing.name}\``;
  return refusal("action-missing", detail, ["update", "share"]);
}

/** `share`, whether or not the feature lets the actor share. */
function sharesWithoutFeature(actor: Actor, thing: Target): boolean {
  const verdict = actor.ask("share", thing.name);
  if (verdict.allowed) return true;
  const bit = thing.type.bits.get("share") ?? 0;
  if (verdict.reason !== "feature-off" || !hasUse(actor, thing.type)) return false;
  if (thing.owner === actor.account) return (thing.type.ownerBits & bit) !== 0;
  const inquiry = actor.inquiry(thing.name);
  return !inquiry.isDenied(thing.handle, bit) && inquiry.passes(thing.handle, bit, thing.type.isNarrow) !== null;
}

function hasUse(actor: Actor, { gate }: Type): boolean {
  return !gate || gate.use < 0 || hasFeature(actor.rights.features, gate.use);
}

function both(actor: Actor, resource: string, parent: string): { thing: Target; above: Target } | Refusal {
  const thing = actor.target(resource);
  const above = actor.target(parent);
  const stopped = (name: string) => actor.requireAccount() ?? notFound(name);
  if (!thing) return stopped(resource);
  if (!above || above.handle === NONE) return stopped(parent);
  // Whoever is a stranger to one of the two learns nothing from the other's answer.
  if (actor.isStranger(resource, thing.type) && actor.isStranger(parent, above.type)) return stopped(resource);
  return { thing, above };
}

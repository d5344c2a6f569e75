import type { Target } from "../decide.ts";
import type { Expiry } from "../types.ts";
import { NONE, ORGANIZATION } from "../world.ts";
import { type Actor, notFound } from "./actor.ts";
import type { MakeOptions } from "./contract.ts";
import { requireNoneFreedByDeleting, requireNotDenied } from "./denies.ts";
import { mayGrant, requireSharing } from "./grants.ts";
import { isUser } from "./groups.ts";
import { isKnown, knows } from "./naming.ts";
import { isOwnSide } from "./own-side.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { requireWays } from "./ways.ts";

const PROJECT = "project";
const MANAGE_PROJECTS = "manage:projects";
const UNSEAL = "unseal:content";
/** "A conversation is never transferred." */
const NEVER_TRANSFERRED: ReadonlySet<string> = new Set(["conversation"]);

/** USE and CREATE, or the capability, or nothing, as the type says; the creator owns it, another owner takes the type's capability. */
export function mayCreate(actor: Actor, typeName: string, options: MakeOptions): Refusal | null {
  const { owner, conversation, membersMakeGroups } = options;
  const { world } = actor;
  const type = world.declared.type(typeName);
  if (!type) return actor.requireAccount() ?? notFound(typeName);
  const verdict = actor.ask("create", typeName);
  const isMember = membersMakeGroups === true && typeName === "group" && verdict.reason === "nothing-allows";
  if (!verdict.allowed && !isMember) return whyNotCreate(actor, typeName, verdict.reason);
  // Making a link gives others `view` on the conversation: that takes `share` on it, and `view`.
  if (type.visitorBit !== 0 && conversation !== undefined) {
    const refused = actor.require("share", conversation) ?? actor.require("view", conversation);
    if (refused) return refused;
  }
  if (owner === undefined || owner === actor.name) return null;
  const handle = owner === "organization" ? ORGANIZATION : world.names.find(owner);
  const capabilities = Object.keys(type.definition.byCapability);
  const covers = (about?: string) => capabilities.some((capability) => actor.ask(capability, about).allowed);
  // Whoever may name no owner is not told who there is.
  if (covers())
    return handle === ORGANIZATION || (world.isAccount(handle) && knows(actor, handle)) ? null : notFound(owner);
  if (handle !== ORGANIZATION && covers(owner)) return null;
  return refusal("capability-missing", "naming another owner takes the type's capability", capabilities);
}

function whyNotCreate(actor: Actor, typeName: string, reason: string): Refusal {
  const stopped = actor.requireActive(`${typeName}:create`);
  if (stopped) return stopped;
  const { definition, gate } = actor.world.declared.type(typeName)!;
  if (typeof definition.create === "object")
    return refusal("capability-missing", `making this takes \`${definition.create.capability}\``, [
      definition.create.capability,
    ]);
  const permissionType = gate?.permissionType ?? typeName;
  if (reason === "ceiling-down")
    return refusal("ceiling-down", `\`${permissionType}\` is switched off for everybody`, [permissionType]);
  const features = ["USE", "CREATE"].map((permission) => `${permissionType}.${permission}`);
  const known = features.filter((feature) => actor.world.declared.featureIndex.has(feature));
  return actor.requireFeatures(known, () => false) ?? refusal("feature-missing", "this takes a feature", known);
}

/** The owner; a capability that covers `share`, not to oneself; of a project `manage:projects`, to somebody who holds `view`. */
export function mayTransfer(actor: Actor, resource: string, owner: string): Refusal | null {
  const { world } = actor;
  const target = actor.target(resource);
  if (!target) return actor.requireAccount() ?? notFound(resource);
  const named = owner === "organization" ? ORGANIZATION : world.names.find(owner);
  const receiver = isKnown(actor, target, named) ? named : NONE;
  const refused = requireTransferRight(actor, target, receiver);
  if (refused) return refused;
  if (receiver !== ORGANIZATION && !world.isAccount(receiver)) return notFound(owner);
  if (NEVER_TRANSFERRED.has(target.type.name))
    return refusal("never-transferred", "conversations are never handed over");
  const actions = [...target.type.bits]
    .filter(([, bit]) => (target.type.ownerBits & bit) !== 0)
    .map(([action]) => action);
  // An owner hands on all that owning holds, which a service may not reach itself (ways.ts).
  if (target.owner === actor.account && receiver !== ORGANIZATION)
    return requireWays(actor, target, actions, Infinity, { condition: null });
  return actor.requireScope(
    actions.map((action) => `${target.type.name}:${action}`),
    target.id,
  );
}

function requireTransferRight(actor: Actor, target: Target, receiver: number): Refusal | null {
  const { world } = actor;
  const verdict = actor.ask("share", target.name);
  const isOwner = target.owner === actor.account && actor.account !== NONE;
  // Giving everything away is giving: the owner needs the features of sharing.
  if (isOwner)
    return (
      actor.require("share", target.name) ?? requireSharing(actor, target, receiver === ORGANIZATION ? 0 : receiver)
    );
  const isToOneself = world.isAccount(receiver) && isOwnSide(actor, receiver);
  const name = `\`${target.name}\``;
  if (verdict.allowed && verdict.reason === "capability") {
    const sharing = requireSharing(actor, target, NONE);
    if (sharing) return sharing;
    return isToOneself ? refusal("to-oneself", `${name} is not handed to yourself by capability`) : null;
  }
  const onProject = target.type.name === PROJECT ? actor.ask("update", target.name) : null;
  if (onProject?.allowed && onProject.reason === "capability") {
    if (isToOneself) return refusal("to-oneself", `${name} is not handed to yourself by capability`);
    const views = world.isAccount(receiver) && actor.mayOther(receiver, "view", target.name);
    if (!views) return refusal("receiver-not-viewer", `by \`${MANAGE_PROJECTS}\` ${name} goes to who may view it`);
    return requireNotDenied(actor, target.handle, receiver);
  }
  const why = verdict.allowed ? null : actor.refusalOf(verdict, "share", target.name);
  if (why && why.code !== "action-missing" && why.code !== "feature-missing") return why;
  return refusal("not-owner", `only the owner of ${name} hands it over, or a capability that covers \`share\``);
}

export function mayDelete(actor: Actor, resource: string): Refusal | null {
  const target = actor.target(resource);
  if (!target) return actor.requireAccount() ?? notFound(resource);
  const refused = actor.require("delete", resource);
  if (refused || target.handle === NONE) return refused;
  return requireNoneFreedByDeleting(actor, target.handle);
}

/** Restricting takes `share`; opening again gives the viewer role to everybody, and is a grant to everybody. */
export function mayRestrict(actor: Actor, resource: string, restricted: boolean): Refusal | null {
  const target = actor.target(resource);
  if (!target) return actor.requireAccount() ?? notFound(resource);
  const refused = actor.require("share", resource);
  if (refused) return refused;
  const { definition } = target.type;
  if (!definition.open) return refusal("does-not-fit", `\`${target.type.name}\` is not an open type`);
  if (restricted) return null;
  const allow = definition.roles.viewer ?? [];
  return mayGrant(actor, { resource, principal: "everyone", allow, deny: [], expiresAt: null, condition: null });
}

/** Whoever holds `unseal:content` gives `view` on a sealed thing to themselves, with an end. */
export function mayBreakGlass(actor: Actor, resource: string, endsAt: Expiry): Refusal | null {
  const refused = actor.requireCapability(UNSEAL);
  if (refused) return refused;
  const target = actor.target(resource);
  if (!target) return notFound(resource);
  const isSound =
    target.type.definition.sealed === true &&
    isUser(actor.world, actor.account) &&
    endsAt !== null &&
    endsAt > actor.now;
  if (!isSound) return refusal("glass-invalid", "it takes a user, a sealed thing, and an end to come");
  return actor.requireScope([`${target.type.name}:view`], target.id);
}

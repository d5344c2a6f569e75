import type { Inquiry, Target } from "../decide.ts";
import { HIDDEN, NONE, ROLE, SERVICE } from "../world.ts";
import { deniesReaching } from "./above.ts";
import { type Actor, quoted } from "./actor.ts";
import { holdsSealedOfOthers, isOpenContainer } from "./contents.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** One single way in which somebody holds an action: ownership or one grant, with its memberships, roles and parents. */
export interface Way {
  kind: "ownership" | "grant";
  /** Where the ownership or grant lies; NONE for a resource that is not held in memory. */
  on: number;
  /** The first end on the way, by its best chain; `Infinity` for none. */
  endsAt: number;
  condition: string | null;
  throughParent: boolean;
}

/**
 * The single ways in which the actor holds an action now, which is what they may hand on. Open types, belonging, attachments and broken glass
 * are no ways, nor is, on what passes down to sealed things (projects), a grant to a role or a service.
 */
export function waysOf(actor: Actor, target: Target, bit: number): Way[] {
  const ways: Way[] = [];
  const { world } = actor;
  const inquiry = actor.inquiry(target.name, false);
  const isNarrow = target.type.isNarrow;
  if (target.owner === actor.account && actor.account !== NONE && target.type.ownerBits & bit)
    if (!isUnreachingOwner(actor, target))
      ways.push({ kind: "ownership", on: target.handle, endsAt: Infinity, condition: null, throughParent: false });
  const seen = new Set<string>();
  const climb = (handle: number, its: number, throughParent: boolean) => {
    const key = `${handle} ${its}`;
    if (handle === NONE || seen.has(key)) return;
    seen.add(key);
    const type = world.type(handle);
    const isReaching = !isNarrow || !actor.isService;
    if (throughParent && world.owner(handle) === actor.account && type.ownerBits & its && isReaching)
      if (!actor.isService || !holdsSealedOfOthers(world, handle, actor.account))
        ways.push({ kind: "ownership", on: handle, endsAt: Infinity, condition: null, throughParent });
    if (isReaching) ways.push(...grantsTo(actor, inquiry, handle, its, isNarrow, throughParent));
    for (const parent of world.parentsOf(handle)) {
      if (world.flags(parent) & HIDDEN) continue;
      for (const source of type.passedDown.get(world.type(parent).name)?.get(its) ?? []) climb(parent, source, true);
    }
  };
  climb(target.handle, bit, false);
  return ways;
}

/** A service that owns a project or conversation cannot hand on what it does not reach itself: sealed things of others in it. */
function isUnreachingOwner(actor: Actor, target: Target): boolean {
  return actor.isService && target.handle !== NONE && holdsSealedOfOthers(actor.world, target.handle, actor.account);
}

function* grantsTo(
  actor: Actor,
  inquiry: Inquiry,
  handle: number,
  bit: number,
  isNarrow: boolean,
  throughParent: boolean,
): IterableIterator<Way> {
  const { world } = actor;
  const { grants } = world;
  for (const row of world.grantRows(handle)) {
    if ((grants.allows(row) & bit) === 0 || !inquiry.counts(row, handle, bit, isNarrow)) continue;
    const principal = grants.principal(row);
    const kind = world.kind(principal);
    if ((kind === ROLE || kind === SERVICE) && isOpenContainer(world, world.type(handle))) continue;
    const extra = grants.extra(row);
    const chain = actor.principals.get(principal) ?? Infinity;
    const endsAt = Math.min(chain, extra?.expiresAt ?? Infinity);
    yield { kind: "grant", on: handle, endsAt, condition: extra?.condition?.text ?? null, throughParent };
  }
}

/** Onto what the actions are handed: a new grant on the same resource, with its condition, or somewhere else (a parent's audience). */
export type Onto = { condition: string | null } | "elsewhere";

/**
 * For each action, one single way in which the actor holds it lasts at least as long; a condition on that way is copied word for word, and only
 * onto the same resource and actions. Capabilities give nothing here.
 * @param endsAt when what is given ends; `Infinity` for never
 */
export function requireWays(
  actor: Actor,
  target: Target,
  actions: readonly string[],
  endsAt: number,
  onto: Onto,
): Refusal | null {
  const unheld: string[] = [];
  const short: string[] = [];
  const conditional: string[] = [];
  for (const action of actions) {
    const verdict = actor.ask(action, target.name, false);
    if (verdict.reason === "key-scope" || verdict.reason === "key-ended")
      return actor.refusalOf(verdict, action, target.name);
    const bit = target.type.bits.get(action) ?? 0;
    const ways = verdict.allowed && !isEverDenied(actor, target, bit) ? waysOf(actor, target, bit) : [];
    const lasting = ways.filter((way) => way.endsAt >= endsAt);
    const copied = (way: Way) =>
      way.condition === null || (onto !== "elsewhere" && !way.throughParent && way.condition === onto.condition);
    if (ways.length === 0) unheld.push(action);
    else if (lasting.length === 0) short.push(action);
    else if (!lasting.some(copied)) conditional.push(action);
  }
  const on = `on \`${target.name}\``;
  if (unheld.length > 0)
    return refusal("exceeds-own", `you do not hold ${quoted(unheld)} ${on} in a way that can be handed on`, unheld);
  if (short.length > 0)
    return refusal("outlasts-own", `no single way in which you hold ${quoted(short)} ${on} lasts as long`, short);
  if (conditional.length > 0)
    return refusal(
      "condition-not-copied",
      `you hold ${quoted(conditional)} ${on} under a condition, which must be copied word for word, onto the same resource`,
      conditional,
    );
  return null;
}

/** A deny under a condition is a no at some other time or place, which handing on would get round. */
function isEverDenied(actor: Actor, target: Target, bit: number): boolean {
  if (target.owner === actor.account || target.handle === NONE) return false;
  const inquiry = actor.inquiry(target.name, false);
  for (const deny of deniesReaching(actor.world, target.handle, actor.now).values())
    if (deny.bits & bit && inquiry.isMe(deny.principal)) return true;
  return false;
}

/** The owner, or a capability that covers `share`: who denies, and who changes and removes denies. */
export function requireDenyRight(actor: Actor, target: Target): Refusal | null {
  const verdict = actor.ask("share", target.name);
  if (verdict.allowed && verdict.reason === "capability") return null;
  const isOwner = target.owner === actor.account && actor.account !== NONE;
  // The owner needs no feature to shut somebody out.
  if (isOwner && (verdict.allowed || verdict.reason === "feature-off" || verdict.reason === "unknown-action"))
    return actor.requireActive(`${target.type.name}:share`, target.id);
  if (isOwner || !verdict.allowed) {
    const why = actor.refusalOf(verdict, "share", target.name);
    if (why.code !== "action-missing" && why.code !== "feature-missing") return why;
  }
  return refusal("not-owner", `only the owner of \`${target.name}\` may, or a capability that covers \`share\``);
}

/** May the actor remove a deny that lies on this resource? */
export function mayRemoveDenyOn(actor: Actor, resource: number): boolean {
  const target = actor.target(actor.world.names.text(resource));
  return target !== null && requireDenyRight(actor, target) === null;
}

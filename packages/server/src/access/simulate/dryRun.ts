import type { Change, PermissionEngine, Simulated } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";

interface Tried {
  access: OrganizationAccess;
  actor: Actor;
  /** What the actor may be told of what would be otherwise; null: nothing. */
  impact: Simulated | null;
  /** The one thing that they are told of, or by which they know whom they are told of; null: all. */
  thing: string | null;
  /** Whether they are told of other things, too, as far as they may hear of them. */
  isOfOthers?: boolean;
}

/**
 * Ends a write that was only to be looked at, before anything of it is committed: every rule was asked, and what it would have changed is here.
 * Thrown, so that nothing that follows a write (ended sessions, letters) follows.
 */
export class DryRun extends Error {
  readonly access: OrganizationAccess;
  readonly actor: Actor;
  readonly impact: Simulated | null;
  readonly thing: string | null;
  readonly isOfOthers: boolean;
  readonly revision: number;

  constructor({ access, actor, impact, thing, isOfOthers = false }: Tried) {
    super("a dry run");
    this.name = "DryRun";
    this.access = access;
    this.actor = actor;
    this.impact = impact;
    this.thing = thing;
    this.isOfOthers = isOfOthers;
    this.revision = access.engine.revision;
  }
}

/**
 * What changes would make otherwise, as far as the actor may know: all for whoever may ask about others, for whoever may `share` the one thing
 * that they are about what is otherwise on that (docs/model.md, "Who may ask"); and for whoever deletes a group what that takes from its members.
 * @throws {EngineError} if the changes do not fit, or touch too much
 */
export function dryRunOf(access: OrganizationAccess, actor: Actor, changes: readonly Change[], now: number): DryRun {
  const { engine } = access;
  const held = changes.filter(isTakingOf(changes));
  return engine.suppose(held, () => {
    const seesAll = access.may(actor, "read:access");
    const group = seesAll ? null : deletedGroup(changes);
    if (group !== null && access.may(actor, "delete", group) && maySeeMembers(access, actor, group)) {
      const impact = access.measured(actor, () => simulated(engine, changes, now)).withoutPowers();
      return new DryRun({ access, actor, thing: group, impact, isOfOthers: true });
    }
    const thing = seesAll ? null : thingOf(changes);
    if (!seesAll && (thing === null || !access.may(actor, "share", thing)))
      return new DryRun({ access, actor, impact: null, thing });
    const impact = access.measured(actor, () => simulated(engine, changes, now));
    return new DryRun({ access, actor, thing, impact: thing === null ? impact : impact.only(thing) });
  });
}

function simulated(engine: PermissionEngine, changes: readonly Change[], now: number): Simulated {
  const isTaking = isTakingOf(changes);
  return engine.simulate(
    changes.filter((change) => !isTaking(change)),
    { now, withoutCapabilities: goingIn(changes) },
  );
}

/** The things that changes remove: whoever administers all things loses nothing by one that goes. */
export const goingIn = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set(changes.flatMap((change) => (change.kind === "resource-removed" ? [change.resource] : [])));

/** Whoever may delete it and not see who is in it is not told so by trying to. */
const maySeeMembers = (access: OrganizationAccess, actor: Actor, group: string): boolean =>
  access.may(actor, "read:groups", group) || access.may(actor, "members", group);

/** The group that the changes remove; null: none, or more than that one. */
function deletedGroup(changes: readonly Change[]): string | null {
  const [thing = null, ...more] = goingIn(changes);
  return thing?.startsWith("group:") && more.length === 0 ? thing : null;
}

/** That the engine comes to hold what nobody shared yet, where it lies, is no change to anybody (access/unheld.ts). */
function isTakingOf(changes: readonly Change[]): (change: Change) => boolean {
  const taken = new Set(changes.flatMap((change) => (change.kind === "resource-added" ? [change.resource] : [])));
  return (change) =>
    change.kind === "resource-added" ||
    (change.kind === "parent-added" && taken.has(change.resource) && taken.has(change.parent));
}

/** The one thing that the changes are about; null: they are about more, or about something else. */
function thingOf(changes: readonly Change[]): string | null {
  const things = new Set<string | null>();
  const isTaking = isTakingOf(changes);
  for (const change of changes) if (!isTaking(change)) things.add(aboutOne(change));
  const [thing = null] = things;
  return things.size === 1 ? thing : null;
}

/** The thing whose own a change is; null: it is about somebody, or about two. */
function aboutOne(change: Change): string | null {
  switch (change.kind) {
    case "grant-set":
      return change.grant.resource;
    case "grant-removed":
    case "owner-set":
    case "resource-removed":
    case "restricted-set":
    case "parent-removed":
      return change.resource;
    case "attachment-removed":
      return change.agent;
    default:
      return null;
  }
}

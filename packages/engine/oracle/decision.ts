import { isCapability } from "../src/catalogue/capabilities.ts";
import type { Context, Grant, Principal, Reason, ResourceName, Subject, TypeDefinition } from "../src/types.ts";
import { type Facts, idOf, inForce, type ResourceFact, typeOf } from "./facts.ts";
import { groupsOf, hasCapability, hasFeature, principalsOf } from "./principals.ts";
import type { Rules } from "./refusals.ts";

/** The facts, and what the operator's build brings: features and the evaluator of conditions. */
export interface World {
  facts: Facts;
  rules: Rules;
}

/** One question, at one moment. */
export interface Asking {
  subject: Subject;
  at: number;
  context: Context;
}

export interface Decision {
  allowed: boolean;
  step: number;
  reason: Reason;
}

interface Thing extends ResourceFact {
  name: ResourceName;
  type: TypeDefinition;
}

const yes = (step: number, reason: Reason): Decision => ({ allowed: true, step, reason });
const no = (step: number, reason: Reason): Decision => ({ allowed: false, step, reason });

/** "`check(subject, action, resource, context)` is answered in this order; the first that applies decides." */
export function decide(world: World, asking: Asking, action: string, resource?: string): Decision {
  if (asking.subject !== "visitor" && !world.facts.accounts.has(asking.subject)) return no(1, "unknown-subject");
  if (resource === undefined) {
    if (isFeature(world, action)) return decideFeature(world, asking, action);
    if (isCapability(action)) return decideCapability(world, asking, action);
    return no(1, "unknown-action");
  }
  if (!resource.includes(":")) return decideCreate(world, asking, action, resource);
  if (isCapability(action)) return decideCapability(world, asking, action, resource);
  return decideAction(world, asking, action, resource);
}

function decideAction(world: World, asking: Asking, action: string, resource: ResourceName): Decision {
  const thing = findThing(world, resource, asking);
  if (!thing) return no(1, "unknown-resource");
  if (!(action in thing.type.actions) && !unbitted.includes(action)) return no(1, "unknown-action");
  if (asking.subject === "visitor" && thing.type.visitorAction !== action) return no(1, "visitor");
  if (asking.context.given) return step7(world, asking, action, thing) ?? no(8, "nothing-allows");
  return (
    subjectStands(world, asking) ??
    keyCovers(asking, `${thing.type.name}:${action}`, idOf(resource)) ??
    (isHidden(world, asking, action, thing) ? no(2, "resource-hidden") : null) ??
    (isCeilingDown(world, asking, action, thing) ? no(3, "ceiling-down") : null) ??
    (isCovered(world, asking, action, thing) ? yes(4, "capability") : null) ??
    (lacksFeature(world, asking, action, thing) ? no(5, "feature-off") : null) ??
    (isStoppedByDeny(world, asking, action, thing) ? no(6, "denied") : null) ??
    step7(world, asking, action, thing) ??
    no(8, "nothing-allows")
  );
}

/** "Features are asked by steps 1, 2, 3, 5." */
function decideFeature(world: World, asking: Asking, feature: string): Decision {
  if (asking.subject === "visitor") return no(1, "visitor");
  const stopped = asking.context.given ? null : (subjectStands(world, asking) ?? keyCovers(asking, feature));
  if (stopped) return stopped;
  if (!asking.context.given && world.facts.ceilings.has(feature.slice(0, feature.indexOf("."))))
    return no(3, "ceiling-down");
  return hasFeature(world.facts, asking.subject, feature, asking.at) ? yes(5, "feature-on") : no(5, "feature-off");
}

/** "`check(user, "manage:users")` by 1, 2, 4"; reading 17: with a person or a resource also for a scope that covers it. */
function decideCapability(world: World, asking: Asking, capability: string, about?: string): Decision {
  const thing = about === undefined ? undefined : findThing(world, about, asking);
  if (about !== undefined && !thing && !world.facts.accounts.has(about)) return no(1, "unknown-resource");
  if (asking.subject === "visitor") return no(1, "visitor");
  const stopped =
    subjectStands(world, asking) ?? keyCovers(asking, capability, about === undefined ? undefined : idOf(about));
  if (stopped) return stopped;
  if (thing?.state === "hidden") return no(2, "resource-hidden");
  const target = about === undefined ? null : { name: about, owner: thing?.owner ?? null };
  const holds = countsCapabilities(asking) && hasCapability(world.facts, asking.subject, capability, asking.at, target);
  return holds ? yes(4, "capability") : no(8, "nothing-allows");
}

/** Reading 16: "`check(s, "create", "agent")`: steps 1, 2, 3, 5, with USE and CREATE as far as the feature has them." */
function decideCreate(world: World, asking: Asking, action: string, name: string): Decision {
  const type = world.facts.types.get(name);
  if (!type) return no(1, "unknown-resource");
  if (action !== "create") return no(1, "unknown-action");
  if (asking.subject === "visitor") return no(1, "visitor");
  const stopped = subjectStands(world, asking) ?? keyCovers(asking, `${name}:create`);
  if (stopped) return stopped;
  if (type.create === "anyone") return yes(7, "creator");
  if (type.create !== "feature") {
    const { capability } = type.create;
    const holds = countsCapabilities(asking) && hasCapability(world.facts, asking.subject, capability, asking.at, null);
    return holds ? yes(4, "capability") : no(8, "nothing-allows");
  }
  if (type.feature === null) return yes(5, "feature-on");
  if (world.facts.ceilings.has(type.feature)) return no(3, "ceiling-down");
  return hasPermissions(world, asking, type.feature, ["USE", "CREATE"]) ? yes(5, "feature-on") : no(5, "feature-off");
}

/** "`hide`, `restore` (actions without a bit, never granted)": known on every type (reading 2). */
const unbitted = ["hide", "restore"];

/**
 * "What the engine holds wins"; else the row that the server's own code passes with the question. A row has an owner and a
 * state; whether somebody restricted the thing it does not say, so what is not held is not open (the narrower right).
 */
function findThing(world: World, name: ResourceName, { context }: Asking): Thing | undefined {
  const type = world.facts.types.get(typeOf(name));
  const held = world.facts.resources.get(name);
  if (!type || !(held || context.row)) return undefined;
  if (held) return { ...held, name, type };
  return (
    context.row && { owner: context.row.owner, state: context.row.state, restricted: true, link: null, name, type }
  );
}

/** Step 2: "the subject is not active (banned, unverified where that matters, deactivated)". Visitors have no such state. */
function subjectStands(world: World, { subject, at }: Asking): Decision | null {
  const account = world.facts.accounts.get(subject);
  if (!account) return null;
  if (account.ban && inForce(account.ban.until, at)) return no(2, "subject-banned");
  if (account.status === "unverified") return no(2, "subject-unverified");
  if (account.status === "deactivated") return no(2, "subject-deactivated");
  return null;
}

/** Step 2: "its key has ended or its scope does not cover the question". An entry with ids covers no question without one. */
function keyCovers({ context: { key }, at }: Asking, name: string, id?: string): Decision | null {
  if (!key) return null;
  if (!inForce(key.endsAt ?? null, at)) return no(2, "key-ended");
  const covers = key.scope.some(
    (entry) => entry.name === name && (entry.ids === undefined || (id !== undefined && entry.ids.includes(id))),
  );
  return covers ? null : no(2, "key-scope");
}

/**
 * Step 2: "or the resource is hidden → no (hidden: its owner may still delete it; `moderate:content` may see that it is,
 * restore and delete it)". Reading 3: a broken-glass grant gets `view` past it.
 */
function isHidden(world: World, asking: Asking, action: string, thing: Thing): boolean {
  if (action === "view" && isDeadLink(world, asking, thing)) return true;
  if (thing.state === "active" || isOwnersDelete(asking, action, thing)) return false;
  if (action !== "hide" && isModerated(world, asking, action, thing)) return false;
  return !isGlassBroken(world, asking, action, thing);
}

/**
 * "A shared link counts as hidden, for `view` in step 2, while its conversation is not active and, when live, once its
 * maker may no longer share that." Reading 14: showing it is giving `view`; the maker's are whole
 * checks, without key and capabilities.
 */
function isDeadLink(world: World, asking: Asking, { link }: Thing): boolean {
  if (!link) return false;
  if (world.facts.resources.get(link.conversation)?.state !== "active") return true;
  return (
    link.live &&
    !["share", "view"].every((action) => decide(world, inner(asking, link.maker), action, link.conversation).allowed)
  );
}

/** Steps 3 and 5: "the owner's `delete`, … and what `moderate:content` covers pass both". */
function passesGates(world: World, asking: Asking, action: string, thing: Thing): boolean {
  return isOwnersDelete(asking, action, thing) || isModerated(world, asking, action, thing);
}

const isOwnersDelete = (asking: Asking, action: string, thing: Thing) =>
  action === "delete" && thing.owner === asking.subject;

/** "`moderate:content` covers `hide`, `restore` and `delete` on every type." */
function isModerated(world: World, asking: Asking, action: string, thing: Thing): boolean {
  return (
    [...unbitted, "delete"].includes(action) &&
    countsCapabilities(asking) &&
    hasCapability(world.facts, asking.subject, "moderate:content", asking.at, thing)
  );
}

/**
 * Step 3: "a ceiling switches the gating feature off". "Visitors are not asked. … While its ceiling is down a type whose
 * feature has no USE is asked as if it had one, of visitors too."
 */
function isCeilingDown(world: World, asking: Asking, action: string, thing: Thing): boolean {
  const { feature } = thing.type;
  if (feature === null || !world.facts.ceilings.has(feature) || passesGates(world, asking, action, thing)) return false;
  return asking.subject !== "visitor" || !permissionsOf(world, feature).includes("USE");
}

/** Step 4: "a capability covers the action". "The context takes `capabilities` (default true): false leaves out step 4." */
function isCovered(world: World, asking: Asking, action: string, thing: Thing): boolean {
  if (!countsCapabilities(asking)) return false;
  if (isModerated(world, asking, action, thing)) return true;
  return Object.entries(thing.type.byCapability).some(
    ([capability, actions]) =>
      actions.includes(action) && hasCapability(world.facts, asking.subject, capability, asking.at, thing),
  );
}

/** Step 5: "the feature that gates the type is off for the subject": USE, for `share` also SHARE, of features that have them. */
function lacksFeature(world: World, asking: Asking, action: string, thing: Thing): boolean {
  const { feature } = thing.type;
  if (feature === null || asking.subject === "visitor" || passesGates(world, asking, action, thing)) return false;
  return !hasPermissions(world, asking, feature, action === "share" ? ["USE", "SHARE"] : ["USE"]);
}

/** Step 6: a deny applies "and the subject does not own the resource asked about". No deny stops broken glass (reading 12). */
function isStoppedByDeny(world: World, asking: Asking, action: string, thing: Thing): boolean {
  return (
    thing.owner !== asking.subject &&
    isDenied(world, asking, action, thing) &&
    !isGlassBroken(world, asking, action, thing)
  );
}

/**
 * Step 6: "a deny in force applies to the subject, on the resource or any ancestor, hidden or not, translated down by the
 * same table as an allow". Denies reach everybody, also by roles on sealed things. One that cannot be evaluated holds.
 */
function isDenied(world: World, asking: Asking, action: string, thing: Thing): boolean {
  const here = world.facts.grants.some(
    (grant) =>
      grant.resource === thing.name &&
      grant.deny.includes(action) &&
      inForce(grant.expiresAt, asking.at) &&
      names(world, asking, grant) &&
      evaluate(world, asking, action, thing, grant) !== false,
  );
  return here || waysDown(world, action, thing).some(({ parent, passing }) => isDenied(world, asking, passing, parent));
}

/** Step 7, in the order in which the reasons are told. */
function step7(world: World, asking: Asking, action: string, thing: Thing): Decision | null {
  if (thing.owner === asking.subject && isOwnersAction(action, thing)) return yes(7, "owner");
  if (isGlassBroken(world, asking, action, thing)) return yes(7, "broken-glass");
  const reason = reachedBy(world, asking, action, thing, isReserved(thing.type));
  if (reason) return yes(7, reason);
  return isLentByChain(world, asking, action, thing) ? yes(7, "via") : null;
}

/** "Ownership allows what the access role `owner` holds." */
const isOwnersAction = (action: string, { type }: Thing) => (type.roles.owner ?? []).includes(action);

/** "The sealed types, and shared links": reading 8. */
const isReserved = (type: TypeDefinition) => type.sealed === true || type.visitorAction !== undefined;

/**
 * What step 7 gives besides ownership of the thing asked about, glass and `via`; asked of parents too.
 * @param reserved allows count only for users themselves, their groups, `everyone` and `anyone` (reading 8)
 */
function reachedBy(world: World, asking: Asking, action: string, thing: Thing, reserved: boolean): Reason | null {
  const { facts } = world;
  const { subject, at } = asking;
  const isService = typeOf(subject) === "service";
  // Reading 8: "a service reaches such a thing only by owning the thing itself".
  if (reserved && isService) return null;

  // "a grant in force allows the action"; a condition that cannot be evaluated fails for an allow.
  const granted = facts.grants.some(
    (grant) =>
      grant.resource === thing.name &&
      !grant.glass &&
      grant.allow.includes(action) &&
      inForce(grant.expiresAt, at) &&
      canReach(grant, action, thing.type, reserved) &&
      names(world, asking, grant) &&
      (asking.context.given || evaluate(world, asking, action, thing, grant) === true),
  );
  if (granted) return "grant";

  // "or it is a group the subject is in (`view`)"
  if (thing.type.membersHold?.includes(action) && groupsOf(facts, subject, at).has(thing.name)) return "group-member";

  // "A resource of an open type allows its viewer role to every user and service until somebody restricts it."
  const isOpen = thing.type.open === true && !thing.restricted && subject !== "visitor";
  if (isOpen && (thing.type.roles.viewer ?? []).includes(action)) return "open-type";

  // "A parent passes down what its own step 7 gives (ownership there included), and only while it is active."
  const passed = waysDown(world, action, thing).some(({ parent, passing }) => {
    if (parent.state !== "active" && !asking.context.given) return false;
    if (parent.owner === subject && isOwnersAction(passing, parent)) return true;
    return reachedBy(world, asking, passing, parent, reserved || isReserved(parent.type)) !== null;
  });
  if (passed) return "parent";

  return isShown(world, asking, action, thing) ? "attachment" : null;
}

/**
 * Reading 19: "Distinct principals of grants in force whose allow holds the action, on the resource and on active parents that
 * pass it down (translated); grants that can reach nobody on this type are left out, conditions are not looked at."
 */
export function principalsReached(world: World, at: number, action: string, resource: ResourceName): Set<Principal> {
  const principals = new Set<Principal>();
  const visit = (passing: string, thing: Thing, reserved: boolean) => {
    for (const grant of world.facts.grants) {
      if (grant.resource !== thing.name || grant.glass || !grant.allow.includes(passing)) continue;
      if (inForce(grant.expiresAt, at) && canReach(grant, passing, thing.type, reserved))
        principals.add(grant.principal);
    }
    for (const way of waysDown(world, passing, thing))
      if (way.parent.state === "active") visit(way.passing, way.parent, reserved || isReserved(way.parent.type));
  };
  const thing = findThing(world, resource, { subject: "visitor", at, context: {} });
  if (thing) visit(action, thing, isReserved(thing.type));
  return principals;
}

/** The parents, and each action of theirs that passes this one down. */
function waysDown(world: World, action: string, thing: Thing): { parent: Thing; passing: string }[] {
  return world.facts.parents
    .filter((it) => it.resource === thing.name)
    .flatMap(({ parent: name }) => {
      const type = world.facts.types.get(typeOf(name));
      const held = world.facts.resources.get(name);
      if (!type || !held) return [];
      return Object.entries(thing.type.inherits[type.name] ?? {})
        .filter(([, passed]) => passed.includes(action))
        .map(([passing]) => ({ parent: { ...held, name, type }, passing }));
    });
}

/** Is the subject among those whom the grant names? With public links off, "a grant to `anyone` counts as one to `everyone`". */
function names(world: World, asking: Asking, grant: Grant): boolean {
  const principal = grant.principal === "anyone" && !world.facts.publicLinks ? "everyone" : grant.principal;
  return principalsOf(world.facts, asking.subject, asking.at).has(principal);
}

/** Can an allow of this principal count at all? "`anyone`: possible only for `view` on a `sharedLink`"; sealed: "not by way of a role". */
function canReach(grant: Grant, action: string, type: TypeDefinition, reserved: boolean): boolean {
  if (grant.principal === "anyone") return type.visitorAction === action;
  return !(reserved && ["role", "service"].includes(typeOf(grant.principal)));
}

/** true, false, or undefined where the condition cannot be evaluated. "A condition sees the resource and action where its grant lies." */
function evaluate(world: World, asking: Asking, action: string, thing: Thing, grant: Grant): boolean | undefined {
  if (grant.condition === null) return true;
  const { subject, context } = asking;
  const kind = subject === "visitor" ? "visitor" : typeOf(subject) === "service" ? "service" : "user";
  return world.rules.compile?.(grant.condition)({
    subject: { id: subject, kind },
    resource: { id: thing.name, type: thing.type.name, owner: thing.owner },
    action,
    context: context.fields ?? {},
  });
}

/**
 * "Whoever holds `unseal:content` reaches them by breaking the glass: a grant of `view` to themselves …, that no deny and no
 * hidden state stops, that passes `view` to a conversation's own files and no further, … holds only while `unseal:content` does."
 */
function isGlassBroken(world: World, asking: Asking, action: string, thing: Thing): boolean {
  if (action !== "view" || asking.context.glass === false || asking.context.given) return false;
  const { facts } = world;
  if (!hasCapability(facts, asking.subject, "unseal:content", asking.at, null)) return false;
  const isBrokenOn = (it: Thing) =>
    facts.grants.some(
      (grant) =>
        grant.glass === true &&
        grant.resource === it.name &&
        grant.principal === asking.subject &&
        inForce(grant.expiresAt, asking.at) &&
        evaluate(world, asking, "view", it, grant) === true,
    );
  const isFileOf = (parent: Thing) => parent.type.name === "conversation" && thing.type.name === "file";
  return (
    isBrokenOn(thing) || waysDown(world, "view", thing).some(({ parent }) => isFileOf(parent) && isBrokenOn(parent))
  );
}

/** "A file may be `shown`: who may use the agent may view it, while who attached it still passes `share` on it." */
function isShown(world: World, asking: Asking, action: string, thing: Thing): boolean {
  if (thing.type.shownAction !== action) return false;
  return world.facts.attachments.some(
    (it) =>
      it.thing === thing.name &&
      it.mode === "shown" &&
      decide(world, inner(asking, asking.subject), "use", it.agent).allowed &&
      stillShares(world, inner(asking, it.attachedBy), thing),
  );
}

/**
 * "`via` is a chain of agents; it adds one way to step 7: s may execute each by the chain before it, each lends the next, the
 * last lends t, and every one who attached still passes `share` on what they attached." "What is lent is `use`, of an agent `execute`."
 */
function isLentByChain(world: World, asking: Asking, action: string, thing: Thing): boolean {
  const chain = asking.context.via ?? [];
  if (chain.length === 0 || thing.type.lentAction !== action) return false;
  return chain.every((agent, place) => {
    const lent = findThing(world, chain[place + 1] ?? thing.name, inner(asking, asking.subject));
    return (
      decide(world, inner(asking, asking.subject, chain.slice(0, place)), "execute", agent).allowed &&
      lent !== undefined &&
      world.facts.attachments.some(
        (it) =>
          it.agent === agent &&
          it.thing === lent.name &&
          it.mode !== "own" && // reading 9: what is shown is lent as well
          stillShares(world, inner(asking, it.attachedBy), lent),
      )
    );
  });
}

/** "Every one who attached still passes `share` on what they attached, by steps 2, 6 and 7." */
function stillShares(world: World, attacher: Asking, thing: Thing): boolean {
  return (
    world.facts.accounts.has(attacher.subject) &&
    subjectStands(world, attacher) === null &&
    !isHidden(world, attacher, "share", thing) &&
    !isStoppedByDeny(world, attacher, "share", thing) &&
    step7(world, attacher, "share", thing) !== null
  );
}

/** "A question inside a question is asked without key and capabilities, with no chain but the one before it, at the same moment and with the same fields." */
function inner({ at, context }: Asking, subject: Subject, via: readonly ResourceName[] = []): Asking {
  return { subject, at, context: { capabilities: false, via, ...(context.fields && { fields: context.fields }) } };
}

const countsCapabilities = ({ context }: Asking) => context.capabilities !== false && !context.given;

const permissionsOf = (world: World, feature: string) => world.rules.features[feature] ?? [];

function hasPermissions(world: World, asking: Asking, feature: string, wanted: readonly string[]): boolean {
  return permissionsOf(world, feature)
    .filter((permission) => wanted.includes(permission))
    .every((permission) => hasFeature(world.facts, asking.subject, `${feature}.${permission}`, asking.at));
}

function isFeature(world: World, name: string): boolean {
  const [type = "", permission = "", ...more] = name.split(".");
  return more.length === 0 && permissionsOf(world, type).includes(permission);
}

import { isCapability } from "../src/catalogue/capabilities.ts";
import { builtInRanks, SUPER_ADMIN } from "../src/catalogue/roles.ts";
import type { Change, ConditionCompiler, EngineErrorCode, FeatureCatalogue, Grant } from "../src/types.ts";
import { type Facts, typeOf } from "./facts.ts";

const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}:[A-Za-z0-9_.@~-]{1,256}$/;
const mostGroupsInAChain = 32;
const mostProjectsInAChain = 16;
const mostParents = 64;
const longestConditionBytes = 4096;

/** What the refusals need besides the facts. */
export interface Rules {
  features: FeatureCatalogue;
  compile: ConditionCompiler | undefined;
}

/**
 * Every code with which this change may be refused in this state; empty if it is accepted.
 * Where several faults meet in one change the model names no order, so an engine may report any of them.
 */
export function refusalsOf(facts: Facts, rules: Rules, change: Change): EngineErrorCode[] {
  const codes: EngineErrorCode[] = [];
  const refuseIf = (fault: boolean, code: EngineErrorCode) => {
    if (fault) codes.push(code);
  };
  const needsAccount = (name: string) => refuseIf(!facts.accounts.has(name), "unknown-account");
  const needsRole = (name: string) => refuseIf(!facts.roles.has(name), "unknown-role");
  const needsGroup = (name: string) => refuseIf(!isGroup(facts, name), "unknown-group");
  const needsResource = (name: string) => refuseIf(!facts.resources.has(name), "unknown-resource");
  const needsOwner = (name: string) => name === "organization" || needsAccount(name);
  const needsPrincipal = (name: string) => {
    if (name.startsWith("group:")) needsGroup(name);
    else if (name.startsWith("role:")) needsRole(name);
    else needsAccount(name);
  };

  switch (change.kind) {
    case "type-set":
    case "public-links-set":
      break;

    case "user-added":
      refuseIf(!NAME.test(change.user) || typeOf(change.user) !== "user", "name-invalid");
      refuseIf(facts.accounts.has(change.user), "already-exists");
      needsRole(change.role);
      break;
    case "service-added":
      refuseIf(!NAME.test(change.service) || typeOf(change.service) !== "service", "name-invalid");
      refuseIf(facts.accounts.has(change.service), "already-exists");
      break;
    case "account-removed":
      needsAccount(change.account);
      refuseIf(isAccountNamed(facts, change.account), "still-referenced");
      break;
    case "account-status-set":
    case "ban-set":
    case "ban-lifted":
      needsAccount(change.account);
      break;

    case "primary-role-set":
      needsAccount(change.user);
      needsRole(change.role);
      break;
    case "role-set": {
      const builtIn = builtInRanks[change.role];
      refuseIf(!NAME.test(change.role) || typeOf(change.role) !== "role", "name-invalid");
      refuseIf(builtIn !== undefined && builtIn !== change.rank, "built-in-role");
      break;
    }
    case "role-removed":
      needsRole(change.role);
      refuseIf(change.role in builtInRanks, "built-in-role");
      refuseIf(isRoleNamed(facts, change.role), "still-referenced");
      break;
    case "role-given":
      needsPrincipal(change.holder);
      needsRole(change.role);
      break;
    case "role-taken":
      needsPrincipal(change.holder);
      refuseIf(!facts.holdings.some((it) => it.holder === change.holder && it.role === change.role), "unknown-role");
      break;

    case "feature-set":
      needsRole(change.role);
      refuseIf(!isFeature(rules.features, change.feature), "unknown-feature");
      break;
    case "ceiling-set":
      refuseIf(rules.features[change.feature] === undefined, "unknown-feature");
      break;

    case "membership-set":
      needsPrincipal(change.member);
      needsGroup(change.group);
      if (isGroup(facts, change.member) && isGroup(facts, change.group)) {
        const edges = [...facts.memberships.map((it) => ({ from: it.member, to: it.group }))];
        const cycle = reaches(edges, change.group, change.member);
        refuseIf(cycle, "group-cycle");
        if (!cycle) {
          const groups = edges.filter((edge) => isGroup(facts, edge.from));
          refuseIf(chainThrough(groups, change.member, change.group) > mostGroupsInAChain, "group-too-deep");
        }
      }
      break;
    case "membership-removed":
      needsPrincipal(change.member);
      refuseIf(
        !facts.memberships.some((it) => it.member === change.member && it.group === change.group),
        "unknown-group",
      );
      break;
    case "group-marked":
      needsGroup(change.group);
      break;

    case "capability-set":
      refuseIf(!isCapability(change.capability), "unknown-capability");
      needsPrincipal(change.principal);
      if (change.scope !== null) needsGroup(change.scope);
      break;
    case "capability-removed":
      needsPrincipal(change.principal);
      if (change.scope !== null) needsGroup(change.scope);
      refuseIf(
        !facts.capabilities.some(
          (it) => it.principal === change.principal && it.capability === change.capability && it.scope === change.scope,
        ),
        "unknown-capability",
      );
      break;

    case "resource-added":
      refuseIf(!NAME.test(change.resource), "name-invalid");
      refuseIf(!facts.types.has(typeOf(change.resource)), "unknown-type");
      refuseIf(facts.resources.has(change.resource), "already-exists");
      needsOwner(change.owner);
      if (change.link) {
        needsResource(change.link.conversation);
        if (change.link.live) needsAccount(change.link.maker);
      }
      break;
    case "resource-removed":
      needsResource(change.resource);
      refuseIf(isResourceNamed(facts, change.resource), "still-referenced");
      break;
    case "resource-state-set":
    case "restricted-set":
      needsResource(change.resource);
      break;
    case "owner-set":
      needsResource(change.resource);
      needsOwner(change.owner);
      break;

    case "parent-added": {
      needsResource(change.resource);
      needsResource(change.parent);
      const { resource, parent } = change;
      refuseIf(
        facts.parents.some((it) => it.resource === resource && it.parent === parent),
        "already-exists",
      );
      refuseIf(facts.parents.filter((it) => it.resource === resource).length >= mostParents, "too-many-parents");
      const edges = facts.parents.map((it) => ({ from: it.resource, to: it.parent }));
      const cycle = reaches(edges, parent, resource);
      refuseIf(cycle, "parent-cycle");
      if (!cycle && typeOf(resource) === "project" && typeOf(parent) === "project") {
        const projects = edges.filter((edge) => typeOf(edge.from) === "project" && typeOf(edge.to) === "project");
        refuseIf(chainThrough(projects, resource, parent) > mostProjectsInAChain, "parent-too-deep");
      }
      break;
    }
    case "parent-removed":
      refuseIf(
        !facts.parents.some((it) => it.resource === change.resource && it.parent === change.parent),
        "unknown-resource",
      );
      break;

    case "attachment-set":
      needsResource(change.agent);
      needsResource(change.thing);
      needsAccount(change.attachedBy);
      refuseIf(typeOf(change.agent) !== "agent" || change.agent === change.thing, "attachment-invalid");
      refuseIf(facts.types.get(typeOf(change.thing))?.lentAction === undefined, "attachment-invalid");
      refuseIf(
        change.mode === "shown" && facts.types.get(typeOf(change.thing))?.shownAction === undefined,
        "attachment-invalid",
      );
      break;
    case "attachment-removed":
      refuseIf(
        !facts.attachments.some((it) => it.agent === change.agent && it.thing === change.thing),
        "unknown-resource",
      );
      break;

    case "grant-set": {
      const { grant } = change;
      needsResource(grant.resource);
      if (grant.principal !== "everyone" && grant.principal !== "anyone") needsPrincipal(grant.principal);
      refuseIf(!isConditionGood(rules, grant.condition), "condition-invalid");
      const type = facts.types.get(typeOf(grant.resource));
      if (type && [...grant.allow, ...grant.deny].some((action) => !(action in type.actions)))
        codes.push("unknown-action", "grant-invalid");
      refuseIf(grant.allow.length + grant.deny.length === 0, "grant-invalid");
      refuseIf(!Number.isInteger(grant.id) || grant.id < 1 || grant.id >= 2 ** 32, "grant-invalid");
      refuseIf(
        facts.grants.some(
          (it) => it.id === grant.id && (it.principal !== grant.principal || it.resource !== grant.resource),
        ),
        "grant-invalid",
      );
      // "`anyone`: possible only for `view` on a `sharedLink`".
      const actions = [...grant.allow, ...grant.deny];
      refuseIf(grant.principal === "anyone" && actions.some((it) => it !== type?.visitorAction), "grant-invalid");
      refuseIf(grant.glass === true && !isGlassGood(grant, type?.sealed === true), "grant-invalid");
      break;
    }
    case "grant-removed":
      needsResource(change.resource);
      refuseIf(!facts.grants.some((it) => it.id === change.id && it.resource === change.resource), "unknown-grant");
      break;
  }
  return codes;
}

/** "At every moment one active user holds SUPER_ADMIN directly and without expiry": a ban of any length would end that. */
export function hasSuperAdmin(facts: Facts): boolean {
  return [...facts.accounts].some(
    ([name, account]) =>
      typeOf(name) === "user" &&
      account.status === "active" &&
      account.ban === null &&
      (account.primaryRole === SUPER_ADMIN ||
        facts.holdings.some((it) => it.holder === name && it.role === SUPER_ADMIN && it.expiresAt === null)),
  );
}

const isGroup = (facts: Facts, name: string) => name.startsWith("group:") && facts.resources.has(name);

function isFeature(features: FeatureCatalogue, name: string): boolean {
  return Object.entries(features).some(([type, permissions]) => permissions.some((it) => `${type}.${it}` === name));
}

/** While anything names the account, it is not removed. */
function isAccountNamed(facts: Facts, account: string): boolean {
  return (
    isPrincipalNamed(facts, account) ||
    [...facts.resources.values()].some((it) => it.owner === account || (it.link?.live && it.link.maker === account)) ||
    facts.attachments.some((it) => it.attachedBy === account)
  );
}

function isRoleNamed(facts: Facts, role: string): boolean {
  return (
    isPrincipalNamed(facts, role) ||
    [...facts.accounts.values()].some((it) => it.primaryRole === role) ||
    facts.holdings.some((it) => it.role === role)
  );
}

function isResourceNamed(facts: Facts, name: string): boolean {
  return (
    isPrincipalNamed(facts, name) ||
    facts.grants.some((it) => it.resource === name) ||
    facts.parents.some((it) => it.resource === name || it.parent === name) ||
    facts.attachments.some((it) => it.agent === name || it.thing === name) ||
    facts.memberships.some((it) => it.group === name) ||
    facts.capabilities.some((it) => it.scope === name) ||
    [...facts.resources.values()].some((it) => it.link?.conversation === name)
  );
}

function isPrincipalNamed(facts: Facts, principal: string): boolean {
  return (
    facts.memberships.some((it) => it.member === principal) ||
    facts.holdings.some((it) => it.holder === principal) ||
    facts.capabilities.some((it) => it.principal === principal) ||
    facts.grants.some((it) => it.principal === principal)
  );
}

function isConditionGood(rules: Rules, condition: string | null): boolean {
  if (condition === null || rules.compile === undefined) return true;
  if (new TextEncoder().encode(condition).length > longestConditionBytes) return false;
  try {
    rules.compile(condition);
    return true;
  } catch {
    return false;
  }
}

/** "A grant of `view` to themselves." */
function isGlassGood(grant: Grant, sealed: boolean): boolean {
  return (
    sealed &&
    typeOf(grant.principal) === "user" &&
    grant.deny.length === 0 &&
    grant.allow.length === 1 &&
    grant.allow[0] === "view"
  );
}

interface Edge {
  from: string;
  to: string;
}

/** Is `end` at or above `start`? */
function reaches(edges: readonly Edge[], start: string, end: string): boolean {
  return start === end || edges.some((edge) => edge.from === start && reaches(edges, edge.to, end));
}

/** Things in the longest chain that the new edge would be part of. */
function chainThrough(edges: readonly Edge[], from: string, to: string): number {
  const longest = (next: (name: string) => string[], name: string): number =>
    1 + Math.max(0, ...next(name).map((it) => longest(next, it)));
  const below = longest((name) => edges.filter((edge) => edge.to === name).map((edge) => edge.from), from);
  const above = longest((name) => edges.filter((edge) => edge.from === name).map((edge) => edge.to), to);
  return below + above;
}

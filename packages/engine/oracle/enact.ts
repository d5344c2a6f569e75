import type { Change } from "../src/types.ts";
import type { AccountFact, Facts, ResourceFact } from "./facts.ts";

/** Writes one accepted change into the facts. Setting again what is keyed by the same names replaces it. */
export function enact(facts: Facts, change: Change): void {
  switch (change.kind) {
    case "type-set":
      facts.types.set(change.type.name, change.type);
      break;

    case "user-added":
      facts.accounts.set(change.user, { status: change.status, primaryRole: change.role, ban: null });
      break;
    case "service-added":
      facts.accounts.set(change.service, { status: change.status, primaryRole: null, ban: null });
      break;
    case "account-removed":
      facts.accounts.delete(change.account);
      break;
    case "account-status-set":
      alterAccount(facts, change.account, { status: change.status });
      break;
    case "ban-set":
      alterAccount(facts, change.account, { ban: { until: change.until } });
      break;
    case "ban-lifted":
      alterAccount(facts, change.account, { ban: null });
      break;

    case "primary-role-set":
      alterAccount(facts, change.user, { primaryRole: change.role });
      break;
    case "role-set":
      facts.roles.set(change.role, change.rank);
      break;
    case "role-removed":
      facts.roles.delete(change.role);
      for (const feature of facts.features) if (feature.startsWith(`${change.role} `)) facts.features.delete(feature);
      break;
    case "role-given":
      facts.holdings = facts.holdings.filter((it) => it.holder !== change.holder || it.role !== change.role);
      facts.holdings.push({ holder: change.holder, role: change.role, expiresAt: change.expiresAt });
      break;
    case "role-taken":
      facts.holdings = facts.holdings.filter((it) => it.holder !== change.holder || it.role !== change.role);
      break;

    case "feature-set":
      if (change.on) facts.features.add(`${change.role} ${change.feature}`);
      else facts.features.delete(`${change.role} ${change.feature}`);
      break;
    case "ceiling-set":
      if (change.down) facts.ceilings.add(change.feature);
      else facts.ceilings.delete(change.feature);
      break;
    case "public-links-set":
      facts.publicLinks = change.allowed;
      break;

    case "membership-set":
      facts.memberships = facts.memberships.filter((it) => it.member !== change.member || it.group !== change.group);
      facts.memberships.push({ member: change.member, group: change.group, expiresAt: change.expiresAt });
      break;
    case "membership-removed":
      facts.memberships = facts.memberships.filter((it) => it.member !== change.member || it.group !== change.group);
      break;
    case "group-marked":
      if (change.organizationWide) facts.organizationWide.add(change.group);
      else facts.organizationWide.delete(change.group);
      break;

    case "capability-set":
    case "capability-removed": {
      const { principal, capability, scope } = change;
      facts.capabilities = facts.capabilities.filter(
        (it) => it.principal !== principal || it.capability !== capability || it.scope !== scope,
      );
      if (change.kind === "capability-set")
        facts.capabilities.push({ principal, capability, scope, expiresAt: change.expiresAt });
      break;
    }

    case "resource-added":
      facts.resources.set(change.resource, {
        owner: change.owner,
        state: change.state,
        restricted: false,
        link: change.link ?? null,
      });
      break;
    case "resource-removed":
      facts.resources.delete(change.resource);
      facts.organizationWide.delete(change.resource);
      break;
    case "resource-state-set":
      alterResource(facts, change.resource, { state: change.state });
      break;
    case "owner-set":
      alterResource(facts, change.resource, { owner: change.owner });
      break;
    case "restricted-set":
      alterResource(facts, change.resource, { restricted: change.restricted });
      break;

    case "parent-added":
      facts.parents.push({ resource: change.resource, parent: change.parent });
      break;
    case "parent-removed":
      facts.parents = facts.parents.filter((it) => it.resource !== change.resource || it.parent !== change.parent);
      break;

    case "attachment-set":
    case "attachment-removed": {
      const { agent, thing } = change;
      facts.attachments = facts.attachments.filter((it) => it.agent !== agent || it.thing !== thing);
      if (change.kind === "attachment-set")
        facts.attachments.push({ agent, thing, mode: change.mode, attachedBy: change.attachedBy });
      break;
    }

    case "grant-set":
      facts.grants = facts.grants.filter((it) => it.id !== change.grant.id);
      facts.grants.push(change.grant);
      break;
    case "grant-removed":
      facts.grants = facts.grants.filter((it) => it.id !== change.id);
      break;
  }
}

function alterAccount(facts: Facts, name: string, part: Partial<AccountFact>): void {
  const account = facts.accounts.get(name);
  if (account) facts.accounts.set(name, { ...account, ...part });
}

function alterResource(facts: Facts, name: string, part: Partial<ResourceFact>): void {
  const resource = facts.resources.get(name);
  if (resource) facts.resources.set(name, { ...resource, ...part });
}

import type { Change } from "@gatehouse/engine";
import { add, type Effect, patch, put, remove, removeAll, requireUnused } from "./effects.ts";
import { toSwitch } from "./tables.ts";

/** What the log's row says besides the change itself. */
export interface Occasion {
  actor: string;
  reason: string | null;
  at: number;
}

/**
 * What a change does to the rows of the state tables. The only writer of these tables: the rows follow from the log,
 * so the two cannot differ (`verifyTables` replays the one and compares it with the other).
 * Pure: whether the change fits the state was the engine's question; rows that should be there and are not stop the write.
 */
export function effectsOf<K extends Kind>(change: ChangeOf<K>, occasion: Occasion): Effect[] {
  return projections[change.kind](change, occasion);
}

type Kind = Change["kind"];
/** Written so that TypeScript follows the kind from a change to the function for it. */
type ChangeOf<K extends Kind = Kind> = { [P in K]: { kind: P } & Extract<Change, { kind: P }> }[K];
type Projections = { [K in Kind]: (change: ChangeOf<K>, occasion: Occasion) => Effect[] };

const projections: Projections = {
  "type-set": ({ type }) => [put("resource_types", { name: type.name, definition: JSON.stringify(type) })],

  "user-added": ({ user, role, status }) => [
    requireUnused(user),
    add("accounts", { account: user, kind: "user", status, primary_role: role, banned: 0, banned_until: null }),
  ],
  "service-added": ({ service, status }) => [
    requireUnused(service),
    add("accounts", { account: service, kind: "service", status, primary_role: null, banned: 0, banned_until: null }),
  ],
  "account-removed": ({ account, neverWas }, { at }) => [
    remove("accounts", { account }),
    ...(neverWas ? [] : [put("retired_ids", { name: account, retired_at: at })]),
  ],
  "account-status-set": ({ account, status }) => [patch("accounts", { account }, { status })],
  "ban-set": ({ account, until }) => [patch("accounts", { account }, { banned: 1, banned_until: until })],
  "ban-lifted": ({ account }) => [patch("accounts", { account }, { banned: 0, banned_until: null })],
  "primary-role-set": ({ user, role }) => [patch("accounts", { account: user }, { primary_role: role })],

  "role-set": ({ role, rank }) => [put("roles", { role, rank })],
  "role-removed": ({ role }) => [remove("roles", { role }), removeAll("role_features", { role })],
  "role-given": ({ holder, role, expiresAt }) => [put("role_holdings", { holder, role, expires_at: expiresAt })],
  "role-taken": ({ holder, role }) => [remove("role_holdings", { holder, role })],
  "feature-set": ({ role, feature, on }) => [
    on ? put("role_features", { role, feature }) : removeAll("role_features", { role, feature }),
  ],
  "ceiling-set": ({ feature, down }) => [down ? put("ceilings", { feature }) : removeAll("ceilings", { feature })],
  "public-links-set": ({ allowed }) => {
    const flag = { flag: "public-links" } as const;
    return [allowed ? put("organization_flags", flag) : removeAll("organization_flags", flag)];
  },

  "membership-set": ({ member, group, expiresAt }) => [
    put("memberships", { member, group_name: group, expires_at: expiresAt }),
  ],
  "membership-removed": ({ member, group }) => [remove("memberships", { member, group_name: group })],
  "group-marked": ({ group, organizationWide }) => [
    organizationWide ? put("group_marks", { group_name: group }) : removeAll("group_marks", { group_name: group }),
  ],
  "capability-set": ({ principal, capability, scope, expiresAt }) => [
    put("capabilities", { principal, capability, scope: scope ?? "", expires_at: expiresAt }),
  ],
  "capability-removed": ({ principal, capability, scope }) => [
    remove("capabilities", { principal, capability, scope: scope ?? "" }),
  ],

  "resource-added": ({ resource, owner, state, link }) => [
    requireUnused(resource),
    add("resources", {
      resource,
      type: typeOf(resource),
      owner,
      state,
      restricted: 0,
      link_conversation: link?.conversation ?? null,
      link_live: link === undefined ? null : toSwitch(link.live),
      link_maker: link?.maker ?? null,
    }),
  ],
  "resource-removed": ({ resource, neverWas }, { at }) => [
    remove("resources", { resource }),
    removeAll("group_marks", { group_name: resource }),
    ...(neverWas ? [] : [put("retired_ids", { name: resource, retired_at: at })]),
  ],
  "resource-state-set": ({ resource, state }) => [patch("resources", { resource }, { state })],
  "owner-set": ({ resource, owner }) => [patch("resources", { resource }, { owner })],
  "restricted-set": ({ resource, restricted }) => [
    patch("resources", { resource }, { restricted: toSwitch(restricted) }),
  ],
  "parent-added": ({ resource, parent }) => [add("parents", { resource, parent })],
  "parent-removed": ({ resource, parent }) => [remove("parents", { resource, parent })],
  "attachment-set": ({ agent, thing, mode, attachedBy }) => [
    put("attachments", { agent, thing, mode, attached_by: attachedBy }),
  ],
  "attachment-removed": ({ agent, thing }) => [remove("attachments", { agent, thing })],

  "grant-set": ({ grant }, { actor, reason, at }) => [
    put("grants", {
      id: grant.id,
      principal: grant.principal,
      type: typeOf(grant.resource),
      resource: grant.resource,
      allow: JSON.stringify(grant.allow),
      deny: JSON.stringify(grant.deny),
      expires_at: grant.expiresAt,
      condition: grant.condition,
      glass: toSwitch(grant.glass === true),
    }),
    put("grant_records", { grant_id: grant.id, given_by: actor, given_at: at, reason }),
  ],
  "grant-removed": ({ resource, id }) => [
    remove("grants", { id, resource }),
    remove("grant_records", { grant_id: id }),
  ],
};

const typeOf = (name: string): string => name.slice(0, name.indexOf(":"));

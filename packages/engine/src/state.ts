import { asExpiry, grantAt } from "./grant-at.ts";
import type { Change, Grant } from "./types.ts";
import {
  type HeldCapability,
  HIDDEN,
  KIND,
  NODE,
  NONE,
  PRIMARY_ROLE,
  RANK,
  RESOURCE,
  RESTRICTED,
  USER,
  WIDE,
  type World,
} from "./world.ts";

/**
 * The changes that make an empty engine into this one: what others need before what needs it, each kind in the order of names,
 * so that equal states have equal lists.
 */
export function stateOf(world: World): Change[] {
  const all = world.names.inOrder();
  const resources = all.filter((handle) => world.kind(handle) === RESOURCE);
  // Links come after the conversations that they name.
  const links = resources.filter((handle) => world.links.has(handle));
  return [
    ...declared(world),
    ...[...world.allRoles].flatMap((role) => roleState(world, role)),
    ...[...world.accounts].flatMap((account) => accountState(world, account)),
    ...resources.filter((handle) => !world.links.has(handle)).flatMap((resource) => resourceState(world, resource)),
    ...links.flatMap((link) => resourceState(world, link)),
    ...all.flatMap((handle) => membershipState(world, handle)),
    ...all.flatMap((handle) => heldState(world, handle)),
    ...resources.flatMap((resource) => [
      ...parentState(world, resource),
      ...attachmentState(world, resource),
      ...grantsOf(world, resource).map((grant): Change => ({ kind: "grant-set", grant })),
    ]),
  ];
}

/** What few things have, in the same order: everything but names, owners, memberships, parents and grants. */
export function smallStateOf(world: World): Change[] {
  const sorted = (handles: Iterable<number>) => [...handles].sort((a, b) => (world.names.isBefore(a, b) ? -1 : 1));
  return [
    ...declared(world),
    ...sorted(world.features.keys()).flatMap((role) => roleState(world, role)),
    ...sorted(world.bans.keys()).flatMap((account) => accountState(world, account)),
    ...sorted(world.links.keys()).flatMap((link) => resourceState(world, link)),
    ...sorted(new Set([...world.roles.keys(), ...world.capabilities.keys()])).flatMap((holder) =>
      heldState(world, holder),
    ),
    ...sorted(world.attachments.keys()).flatMap((agent) => attachmentState(world, agent)),
  ];
}

function declared(world: World): Change[] {
  const changes: Change[] = world.declared.declaredLater().map((type) => ({ kind: "type-set", type }));
  for (const feature of [...world.ceilings].sort()) changes.push({ kind: "ceiling-set", feature, down: true });
  if (world.publicLinks) changes.push({ kind: "public-links-set", allowed: true });
  return changes;
}

function roleState(world: World, handle: number): Change[] {
  const role = world.names.text(handle);
  const words = world.features.get(handle);
  const changes: Change[] = [{ kind: "role-set", role, rank: world.nodes[handle * NODE + RANK]! }];
  for (const [feature, index] of [...world.declared.featureIndex].sort())
    if (((words?.[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0)
      changes.push({ kind: "feature-set", role, feature, on: true });
  return changes;
}

function accountState(world: World, handle: number): Change[] {
  const account = world.names.text(handle);
  const status = world.status(handle);
  const role = world.names.text(world.nodes[handle * NODE + PRIMARY_ROLE]!);
  const until = world.bans.get(handle);
  const isUser = (world.flags(handle) & KIND) === USER;
  const added: Change = isUser
    ? { kind: "user-added", user: account, role, status }
    : { kind: "service-added", service: account, status };
  return until === undefined ? [added] : [added, { kind: "ban-set", account, until: asExpiry(until) }];
}

function resourceState(world: World, handle: number): Change[] {
  const resource = world.names.text(handle);
  const flags = world.flags(handle);
  const link = world.links.get(handle);
  const changes: Change[] = [
    {
      kind: "resource-added",
      resource,
      owner: world.names.text(world.owner(handle)),
      state: flags & HIDDEN ? "hidden" : "active",
      ...(link && {
        link: {
          conversation: world.names.text(link.conversation),
          live: link.live,
          maker: world.names.text(link.live ? link.maker : world.owner(handle)),
        },
      }),
    },
  ];
  if (flags & RESTRICTED) changes.push({ kind: "restricted-set", resource, restricted: true });
  if (flags & WIDE) changes.push({ kind: "group-marked", group: resource, organizationWide: true });
  return changes;
}

function membershipState(world: World, handle: number): Change[] {
  return [...world.membershipsOf(handle)]
    .sort((a, b) => (world.names.isBefore(a.group, b.group) ? -1 : 1))
    .map(({ group, expiresAt }) => ({
      kind: "membership-set",
      member: world.names.text(handle),
      group: world.names.text(group),
      expiresAt: asExpiry(expiresAt),
    }));
}

/** Roles and capabilities that a principal holds. */
function heldState(world: World, handle: number): Change[] {
  const name = world.names.text(handle);
  const scopeOf = (held: HeldCapability) => (held.scope === NONE ? null : world.names.text(held.scope));
  const roles = [...(world.roles.get(handle) ?? [])].sort((a, b) => (world.names.isBefore(a.role, b.role) ? -1 : 1));
  const keyed = (world.capabilities.get(handle) ?? []).map((held) => ({
    held,
    key: `${held.capability} ${scopeOf(held) ?? ""}`,
  }));
  return [
    ...roles.map(
      (held): Change => ({
        kind: "role-given",
        holder: name,
        role: world.names.text(held.role),
        expiresAt: asExpiry(held.expiresAt),
      }),
    ),
    ...keyed
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(
        ({ held }): Change => ({
          kind: "capability-set",
          principal: name,
          capability: held.capability,
          scope: scopeOf(held),
          expiresAt: asExpiry(held.expiresAt),
        }),
      ),
  ];
}

function parentState(world: World, handle: number): Change[] {
  const resource = world.names.text(handle);
  const parents = [...world.parentsOf(handle)].sort((a, b) => (world.names.isBefore(a, b) ? -1 : 1));
  return parents.map((parent) => ({ kind: "parent-added", resource, parent: world.names.text(parent) }));
}

function attachmentState(world: World, handle: number): Change[] {
  const agent = world.names.text(handle);
  return [...(world.attachments.get(handle) ?? [])]
    .sort((a, b) => (world.names.isBefore(a.thing, b.thing) ? -1 : 1))
    .map(({ thing, mode, attachedBy }) => ({
      kind: "attachment-set",
      agent,
      thing: world.names.text(thing),
      mode,
      attachedBy: world.names.text(attachedBy),
    }));
}

/** The grants of a resource in the order of their ids. */
export function grantsOf(world: World, resource: number): Grant[] {
  const name = world.names.text(resource);
  return [...world.grantRows(resource)]
    .sort((a, b) => world.grants.id(a) - world.grants.id(b))
    .map((row) => grantAt(world, row, name));
}

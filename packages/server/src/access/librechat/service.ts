import type { Change, Grant, TypeDefinition } from "@gatehouse/engine";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { nextGrantIds, type Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { requireClosure } from "../closureSeen.ts";
import { requireLastingGroup } from "../grants/lastingGroups.ts";
import { type Conditions, requireSharing } from "../grants/service.ts";
import { requireSharingTag, sharingTag } from "../grants/sharingTag.ts";
import type { Committed, OrganizationAccess } from "../organizationAccess.ts";
import { grantRecordsOf, namesOf, searchGroups } from "../people.ts";
import { contextOf, requireMay } from "../rules.ts";
import { accessRole, engineType, nearestRole, type PrincipalRef, permBits, type Update } from "./shapes.ts";

/** Whom the dialog's switch for the public means. */
/** Between two turns. */
const PAGE = 50;
const EVERYBODY: readonly string[] = ["everyone", "anyone"];

/**
 * LibreChat's share dialog over our grants. It sees and sets the plain grant of a principal (no expiry, condition or deny) and leaves the
 * others alone (docs/model.md, "Grants"); the owner appears as the holder of the owner role.
 */
export class LibreChatPermissions {
  private readonly access: Access;
  private readonly store: Store;

  constructor({ access, store }: { access: Access; store: Store }) {
    this.access = access;
    this.store = store;
  }

  roles(actor: Actor, resourceType: string) {
    const type = this.type(this.access.of(actor), resourceType);
    return Object.entries(type.roles)
      .map(([name, actions]) => ({
        accessRoleId: `${resourceType}_${name}`,
        name: `com_ui_role_${name}`,
        description: `com_ui_role_${name}_desc`,
        permBits: permBits(type, actions),
      }))
      .sort((a, b) => a.permBits - b.permBits);
  }

  /** With the tag for `If-Match`. */
  async get(actor: Actor, resourceType: string, id: string) {
    const access = this.access.of(actor);
    const type = this.type(access, resourceType);
    const resource = `${type.name}:${id}`;
    const found = await this.access.unheld.find(this.store.db, access, [resource]);
    const { held, tag } = found.suppose(access, resource, () => {
      requireSharing(access, actor, resource);
      return { held: access.engine.describe(resource), tag: sharingTag(access, resource) };
    });
    const plain = access.engine.grantsOn(resource).filter(isPlain);
    const byPrincipal = Map.groupBy(plain, (grant) => grant.principal);
    const owner = held && held.owner !== "organization" ? held.owner : null;
    const principals = [...new Set([...(owner ? [owner] : []), ...byPrincipal.keys()])].filter(
      (one) => !EVERYBODY.includes(one),
    );
    const names = await namesOf(this.store.db, access.id, principals);
    const roleId = (principal: string) => {
      if (principal === owner) return `${resourceType}_owner`;
      const actions = (byPrincipal.get(principal) ?? []).flatMap((grant) => grant.allow);
      return `${resourceType}_${nearestRole(type, actions) ?? "viewer"}`;
    };
    // A link is public by `anyone`, too.
    const everybody = EVERYBODY.find((principal) => byPrincipal.has(principal));
    const shared = {
      resourceType,
      resourceId: id,
      principals: principals.map((principal) => {
        const person = names.get(principal);
        return {
          type: principal.slice(0, principal.indexOf(":")),
          id: principal.slice(principal.indexOf(":") + 1),
          name: person?.name ?? principal,
          ...(person?.email !== undefined && { email: person.email }),
          ...(person?.avatar !== undefined && { avatar: person.avatar }),
          ...(person?.description !== undefined && { description: person.description }),
          source: "local",
          accessRoleId: roleId(principal),
        };
      }),
      public: everybody !== undefined,
      ...(everybody && { publicAccessRoleId: roleId(everybody) }),
    };
    return { shared, tag };
  }

  async update(
    actor: Actor,
    resourceType: string,
    id: string,
    wish: Update,
    { ifMatch, closure }: Conditions = {},
  ): Promise<Committed<unknown>> {
    const access = this.access.of(actor);
    const type = this.type(access, resourceType);
    const resource = `${type.name}:${id}`;
    const written = await access.commit(actor, async (tx) => {
      const found = await this.access.unheld.findToTake(tx, access, [resource]);
      const ids = access.engine.grantsOn(resource).map((grant) => grant.id);
      const records = await grantRecordsOf(tx, access.id, ids);
      const people = (wish.updated ?? []).flatMap(({ type: kind, id: one }) => (kind === "user" ? `user:${one}` : []));
      const named = await this.access.picker.naming(tx, access, actor, people, resource);
      const { changes, added } = found.suppose(access, resource, () => {
        requireSharing(access, actor, resource);
        requireSharingTag(access, resource, ifMatch);
        const isOpenToVisitors = access.engine
          .grantsOn(resource)
          .some((grant) => isPlain(grant) && grant.principal === "anyone");
        const givenBy = (grant: Grant) => records.get(grant.id)?.given_by ?? null;
        return sharingChanges(access, actor, {
          type,
          resource,
          wanted: this.wanted(resourceType, type, wish, isOpenToVisitors).map(({ principal, role }) => ({
            principal: named(principal),
            role,
          })),
          givenBy,
        });
      });
      const changed = changes.flatMap((change) => (change.kind === "grant-set" ? [change.grant] : []));
      for (const { principal } of [...added, ...changed])
        await requireLastingGroup(tx, access.id, principal, this.access.now());
      await requireClosure({ tx, organizations: this.access, actor, seen: closure }, resource);
      const newIds = added.length > 0 ? await nextGrantIds(tx, access.id, added.length) : [];
      const given = added.map(
        (grant, index): Change => ({ kind: "grant-set", grant: { id: newIds[index] ?? 0, ...grant } }),
      );
      const all = [...changes, ...given];
      return { changes: all.length > 0 ? [...found.taking(access, resource), ...all] : [], result: null };
    });
    const { principals, public: isPublic, publicAccessRoleId } = await this.afterwards(actor, resourceType, id);
    return {
      revision: written.revision,
      result: {
        message: "Permissions updated successfully",
        results: { principals, public: isPublic, ...(publicAccessRoleId !== undefined && { publicAccessRoleId }) },
      },
    };
  }

  /** Bits for every resource of the type where the caller has its viewer's action. */
  async effectiveAll(actor: Actor, resourceType: string): Promise<Record<string, number>> {
    const access = this.access.of(actor);
    const type = this.type(access, resourceType);
    access.requireCurrent();
    const first = Object.keys(type.actions)[0] ?? "view";
    const bits: Record<string, number> = {};
    for (let after: string | null = null; ; ) {
      after = await access.inTurn(actor, () => {
        const asked = { limit: PAGE, after };
        const page = access.engine.listResources(actor.subject, first, type.name, asked, { capabilities: false });
        for (const resource of page.resources)
          bits[resource.slice(type.name.length + 1)] = this.bits(access, actor, type, resource);
        return page.next;
      });
      if (after === null || Object.keys(bits).length >= 10_000) return bits;
    }
  }

  async effective(actor: Actor, resourceType: string, id: string): Promise<{ permissionBits: number }> {
    const access = this.access.of(actor);
    const type = this.type(access, resourceType);
    const resource = `${type.name}:${id}`;
    const found = await this.access.unheld.find(this.store.db, access, [resource]);
    access.requireCurrent();
    return { permissionBits: found.suppose(access, resource, () => this.bits(access, actor, type, resource)) };
  }

  /**
   * People, groups and roles to share with, as far as PEOPLE_PICKER shows them, and people as far as the operator lets them be found. Without
   * VIEW_GROUPS there are the groups that one may share into.
   */
  async search(actor: Actor, query: { q: string; limit: number; types: readonly string[] }) {
    const access = this.access.of(actor);
    const gates = {
      user: "PEOPLE_PICKER.VIEW_USERS",
      group: "PEOPLE_PICKER.VIEW_GROUPS",
      role: "PEOPLE_PICKER.VIEW_ROLES",
    } as const;
    const kinds = ["user", "group", "role"] as const;
    const named = kinds.filter((kind) => query.types.includes(kind));
    const into = access.may(actor, gates.group) ? undefined : sharedInto(access, actor);
    const isShown = (kind: keyof typeof gates) =>
      (kind === "group" && into !== undefined && into.length > 0) || access.may(actor, gates[kind]);
    for (const kind of named) if (!isShown(kind)) access.require(actor, gates[kind]);
    const shown = named.length > 0 ? named : kinds.filter(isShown);
    if (shown.length === 0) access.require(actor, gates.user);
    const { db } = this.store;
    const most = query.limit * 3;
    const users = shown.includes("user") ? await this.access.picker.search(db, access, actor, query.q, most) : [];
    const groups = shown.includes("group") ? await searchGroups(db, access.id, query.q, most, into) : [];
    const lower = query.q.toLowerCase();
    const score = (...texts: (string | null)[]) =>
      Math.max(
        ...texts.map((text) =>
          text?.toLowerCase() === lower
            ? 100
            : text?.toLowerCase().startsWith(lower)
              ? 80
              : text?.toLowerCase().includes(lower)
                ? 50
                : 10,
        ),
      );
    const roles = shown.includes("role")
      ? access.engine
          .listRoles()
          .map((role) => role.role.slice("role:".length))
          .filter((name) => name.toLowerCase().includes(lower))
      : [];
    const found = [
      ...users.map((user) => ({
        order: 0,
        score: score(user.name, user.email, user.username),
        row: {
          id: user.id,
          type: "user" as const,
          name: user.name,
          email: user.email,
          username: user.username ?? undefined,
          avatar: user.avatar ?? undefined,
          provider: user.provider,
          source: "local",
        },
      })),
      ...groups.map((group) => ({
        order: 1,
        score: score(group.name, group.email, group.description),
        row: {
          id: group.id,
          type: "group" as const,
          name: group.name,
          description: group.description ?? undefined,
          source: "local",
          memberCount: access.engine.countMembers(`group:${group.id}`, this.access.now()),
        },
      })),
      ...roles.map((role) => ({
        order: 2,
        score: score(role),
        row: { id: role, type: "role" as const, name: role, source: "local" },
      })),
    ];
    const results = found
      .sort((a, b) => b.score - a.score || a.order - b.order || (a.row.name < b.row.name ? -1 : 1))
      .slice(0, query.limit)
      .map((one) => one.row);
    return {
      query: query.q,
      limit: query.limit,
      types: named.length > 0 ? named : null,
      results,
      count: results.length,
      sources: { local: results.length, entra: 0 },
      finds: this.access.picker.limitOf(access, actor),
    };
  }

  private bits(access: OrganizationAccess, actor: Actor, type: TypeDefinition, resource: string): number {
    const actions = isOperator(actor)
      ? Object.keys(type.actions)
      : access.engine.listActions(actor.subject, resource, actor.key ? { key: actor.key } : {});
    return permBits(
      type,
      actions.filter((action) => action in type.actions),
    );
  }

  /** What the actor may still see of it; whoever gave away their own right sees nothing more. */
  private async afterwards(actor: Actor, resourceType: string, id: string) {
    const access = this.access.of(actor);
    const type = this.type(access, resourceType);
    if (!isOperator(actor) && !access.may(actor, "share", `${type.name}:${id}`))
      return { principals: [], public: false, publicAccessRoleId: undefined };
    return (await this.get(actor, resourceType, id)).shared;
  }

  /** Each principal named, once, with its role; null: taken away. */
  private wanted(
    resourceType: string,
    type: TypeDefinition,
    wish: Update,
    isOpenToVisitors: boolean,
  ): { principal: string; role: string | null }[] {
    const wanted = new Map<string, string | null>();
    const want = (principal: string, role: string | null) => {
      if (wanted.has(principal))
        throw problem("request-invalid", { detail: `\`${principal}\` is named twice; what is meant is not clear` });
      wanted.set(principal, role);
    };
    for (const one of wish.updated ?? []) {
      if (one.viewInsights)
        throw problem("request-invalid", {
          detail:
            "`viewInsights` is not given here: grant the action `insights` by POST /api/access/resources/agent/:id/grants",
        });
      want(principalOf(one), this.roleNamed(resourceType, type, one.accessRoleId));
    }
    for (const one of wish.removed ?? []) want(principalOf(one), null);
    if (wish.public === false) for (const principal of EVERYBODY) want(principal, null);
    if (wish.public === true) {
      const role = this.roleNamed(resourceType, type, wish.publicAccessRoleId ?? undefined);
      // Who is open to visitors stays so: clients send along what they were told.
      if (!isOpenToVisitors) want("everyone", role);
    }
    return [...wanted].map(([principal, role]) => ({ principal, role }));
  }

  private roleNamed(resourceType: string, type: TypeDefinition, accessRoleId: string | undefined): string {
    const role = accessRoleId === undefined ? undefined : accessRole(resourceType, type, accessRoleId);
    if (role !== undefined) return role;
    const there = Object.keys(type.roles).map((name) => `${resourceType}_${name}`);
    throw problem("request-invalid", {
      detail: `\`${accessRoleId ?? "(none)"}\` is not an access role of \`${resourceType}\`; there are ${there.join(", ")}`,
    });
  }

  private type(access: OrganizationAccess, resourceType: string): TypeDefinition {
    const type = access.engine.typeOf(engineType(resourceType));
    if (!type) throw problem("request-invalid", { detail: `\`${resourceType}\` is not a resource type` });
    return type;
  }
}

const MOST_SHARED_INTO = 500;

/** The groups that the actor may share into, the first ones of them; administration aside. */
function sharedInto(access: OrganizationAccess, actor: Actor): string[] {
  const context = { capabilities: false, ...(actor.key && { key: actor.key }) };
  if (isOperator(actor)) return [];
  return access.engine.listResources(actor.subject, "shareInto", "group", { limit: MOST_SHARED_INTO }, context)
    .resources;
}

interface Sharing {
  type: TypeDefinition;
  resource: string;
  /** Each principal once, with its access role; null: taken away. */
  wanted: readonly { principal: string; role: string | null }[];
  /** Who gave a grant, as recorded beside it. */
  givenBy(grant: Grant): string | null;
}

/**
 * What has to change for these principals to hold these roles, by plain grants; grants that are new have no id yet.
 * @throws {Problem} where a rule of handing on refuses one of them
 */
function sharingChanges(access: OrganizationAccess, actor: Actor, { type, resource, wanted, givenBy }: Sharing) {
  const changes: Change[] = [];
  const added: Omit<Grant, "id">[] = [];
  const owner = access.engine.describe(resource)?.owner;
  for (const { principal, role } of wanted) {
    if (principal === owner) {
      // Clients send the owner along with the others.
      if (role === "owner") continue;
      throw problem("conflict", { detail: "the owner keeps the resource; hand it over instead" });
    }
    const former = access.engine.grantsOn(resource).filter((grant) => isPlain(grant) && grant.principal === principal);
    const terms =
      role === null ? null : { allow: [...(type.roles[role] ?? [])], deny: [], expiresAt: null, condition: null };
    const [kept, ...surplus] = former;
    for (const grant of terms ? surplus : former) {
      requireMay(access, actor, (may) =>
        may.removeGrant(actor.subject, resource, grant.id, givenBy(grant), contextOf(actor)),
      );
      changes.push({ kind: "grant-removed", resource, id: grant.id });
    }
    if (!terms) continue;
    if (kept && sameActions(kept.allow, terms.allow)) continue;
    if (kept) {
      requireMay(access, actor, (may) =>
        may.changeGrant(actor.subject, resource, kept.id, terms, givenBy(kept), contextOf(actor)),
      );
      changes.push({ kind: "grant-set", grant: { ...kept, ...terms } });
      continue;
    }
    requireMay(access, actor, (may) => may.grant(actor.subject, { principal, resource, ...terms }, contextOf(actor)));
    added.push({ principal, resource, ...terms });
  }
  return { changes, added };
}

/** Rows of `/api/permissions` name who may share; the everyone row is the `public` switch. */
function principalOf(one: PrincipalRef): string {
  if (one.type === "public")
    throw problem("request-invalid", { detail: "everyone is set by `public` and `publicAccessRoleId`" });
  if (!one.id) throw problem("request-invalid", { detail: `a ${one.type} needs its \`id\`` });
  return `${one.type}:${one.id}`;
}

const isPlain = (grant: Grant) =>
  grant.expiresAt === null && grant.condition === null && grant.deny.length === 0 && grant.glass !== true;

const sameActions = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((action) => b.includes(action));

import { capabilities, isCapability } from "@gatehouse/engine";
import { sql } from "kysely";
import { z } from "zod";
import { isToldOf, isWithin, peopleOf } from "../../access/administered.ts";
import { contextOf, Ending, endingOf, inForce, type OrganizationAccess, requireMay } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import type { Tx } from "../../store/index.ts";
import { isGroupOf } from "../groups/queries.ts";
import type { Identity } from "../identity.ts";
import { roleByName, roleNames } from "../roles/names.ts";
import { type Committed, commitPeople, isShorter, knowsAccount, requireAdministration } from "../rules.ts";

export const PrincipalType = z.enum(["user", "service", "group", "role"]);
export const CapabilityGrant = z.object({
  _id: z.string(),
  principalType: PrincipalType,
  principalId: z.string().describe("An id; of a role, its name"),
  principalName: z.string(),
  capability: z.string(),
  scope: z
    .string()
    .nullable()
    .describe("The id of the group that it is scoped to; `withheld` where you may not see that group"),
  ...Ending,
});
export const Administered = z.object({
  group: z.string().describe("The id of the group whose people one administers; never the group itself"),
  name: z.string(),
  people: z.number(),
  capabilities: z.array(z.object({ capability: z.string(), expiresAt: z.string().nullable() })),
});
type Administered = z.infer<typeof Administered>;
type Type = z.infer<typeof PrincipalType>;
type View = z.infer<typeof CapabilityGrant>;

interface Wish {
  principalType: Type;
  principalId: string;
  capability: string;
  scope?: string | null | undefined;
  expiresAt?: string | null | undefined;
}

const readers: Readonly<Record<Type, string>> = {
  user: "read:users",
  service: "read:services",
  group: "read:groups",
  role: "read:roles",
};
/** Stands for a group that the reader may not see: no group has such an id. */
const WITHHELD = "withheld";
const types = PrincipalType.options;

/** Who holds which administrative power (LibreChat's *grants*). Given and taken by the engine's rules of handing on. */
export class Capabilities {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** Those in force, of the kinds of principals that the actor may read. */
  async list(
    actor: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ grants: View[]; total: number }> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const readable = types.filter((type) => access.may(actor, readers[type]));
    const isReadable = (type: Type) => readable.includes(type);
    // Of whom only some are covered: those, and the groups that belong to them.
    const people = isReadable("user") ? null : peopleOf(access, actor, [readers.user]);
    const owners = isReadable("group") ? null : peopleOf(access, actor, [readers.group]);
    if (readable.length === 0 && !people && !owners) access.require(actor, readers.role);
    const { db } = this.identity.store;
    const found = db
      .selectFrom("capabilities")
      .where("organization_id", "=", access.id)
      .where((e) => inForce(e.ref("expires_at"), this.identity.now()))
      .where((e) =>
        e.or([
          ...readable.map((type) => e("principal", "like", `${type}:%`)),
          ...(people ? [isWithin(access.id, sql.ref("capabilities.principal"), people)] : []),
          ...(owners ? [isGroupOf(access.id, sql.ref("capabilities.principal"), owners)] : []),
        ]),
      );
    const rows = await found
      .selectAll()
      .orderBy("principal")
      .orderBy("capability")
      .orderBy("scope")
      .limit(limit)
      .offset(offset)
      .execute();
    const { total } = await found.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
    return { grants: await this.views(access, actor, rows), total: Number(total) };
  }

  /** Also those that have ended, which say so. */
  async of(actor: Actor, type: Type, id: string): Promise<View[]> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    // Nobody is told who there is beyond those whom they may ask about.
    const isSome = !access.may(actor, readers[type]);
    if (isSome && peopleOf(access, actor, [readers[type]]) === null) access.require(actor, readers[type]);
    const { db } = this.identity.store;
    const principal = await this.principalOf(db, access, type, id);
    if (isSome && !access.may(actor, readers[type], principal)) throw notThere(type, id);
    const rows = await db
      .selectFrom("capabilities")
      .selectAll()
      .where("organization_id", "=", access.id)
      .where("principal", "=", principal)
      .orderBy("capability")
      .orderBy("scope")
      .execute();
    return this.views(access, actor, rows);
  }

  /** What the actor holds without a scope, with what that implies. */
  effective(actor: Actor): string[] {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const asked = new Set(
      capabilities.flatMap((one) => [one, ...(one.startsWith("manage:") ? [one.replace("manage:", "read:")] : [])]),
    );
    return [...asked].filter((one) => isOperator(actor) || access.may(actor, one)).sort();
  }

  /** For the people of which groups the actor holds what, and how many these are. About oneself anybody asks, so the groups are named. */
  async administered(actor: Actor): Promise<Administered[]> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const now = this.identity.now();
    const held = Map.groupBy(access.engine.scopedCapabilitiesOf(actor.subject, now), ({ group }) => group);
    const names = await this.identity.names(access.id, [...held.keys()]);
    return [...held].map(([group, some]) => ({
      group: group.slice("group:".length),
      name: names.get(group)?.name ?? "",
      people: access.engine.within([group], now).people,
      capabilities: some.map(({ capability, until }) => ({ capability, expiresAt: fromExpiry(until) })),
    }));
  }

  /** Giving what is held in the same way already changes nothing. */
  async give(actor: Actor, wish: Wish): Promise<Committed<View>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    requireCapabilityName(wish.capability);
    const { capability } = wish;
    const expiresAt = toExpiry(wish.expiresAt);
    const { revision, result: principal } = await commitPeople(access, actor, async (tx) => {
      const principal = await this.knownPrincipal(tx, access, actor, wish.principalType, wish.principalId);
      const scope = await this.knownScope(tx, access, actor, wish.scope);
      requireMay(access, actor, (may) =>
        may.giveCapability(actor.subject, principal, capability, scope, expiresAt, contextOf(actor)),
      );
      const held = await find(tx, access.id, principal, capability, scope);
      // A shorter one takes away.
      if (held && isShorter(expiresAt, held.expires_at))
        requireMay(access, actor, (may) =>
          may.takeCapability(actor.subject, principal, capability, scope, contextOf(actor)),
        );
      const isSame = held !== undefined && held.expires_at === expiresAt;
      return {
        changes: isSame ? [] : [{ kind: "capability-set", principal, capability, scope, expiresAt }],
        result: principal,
      };
    });
    const scope = wish.scope ? `group:${wish.scope}` : null;
    const [view] = await this.views(access, actor, [
      { principal, capability, scope: scope ?? "", expires_at: expiresAt },
    ]);
    if (!view) throw problem("resource-not-found");
    return { revision, result: view };
  }

  async take(actor: Actor, { principalType, principalId, capability, scope: wanted }: Wish): Promise<Committed<null>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    requireCapabilityName(capability);
    return commitPeople(access, actor, async (tx) => {
      const principal = await this.knownPrincipal(tx, access, actor, principalType, principalId);
      const scope = await this.knownScope(tx, access, actor, wanted);
      requireMay(access, actor, (may) =>
        may.takeCapability(actor.subject, principal, capability, scope, contextOf(actor)),
      );
      if (!(await find(tx, access.id, principal, capability, scope)))
        throw problem("resource-not-found", {
          detail: `\`${capability}\` is not held`,
          extra: { help: "Look at the list of what is held; one that is scoped is taken with its scope." },
        });
      return { changes: [{ kind: "capability-removed", principal, capability, scope }], result: null };
    });
  }

  private async principalOf(db: Tx, access: OrganizationAccess, type: Type, id: string): Promise<string> {
    if (type === "role") {
      const role = await roleByName(db, access, id);
      if (role === undefined) throw notThere(type, id);
      return role;
    }
    const table = ({ user: "users", service: "services", group: "groups" } as const)[type];
    const row = await db
      .selectFrom(table)
      .select("id")
      .where("organization_id", "=", access.id)
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row) throw notThere(type, id);
    return `${type}:${row.id}`;
  }

  /**
   * One that the actor may know of. Whoever reads no roles or services is refused before one is looked for; people and groups are known
   * one by one, and whom one may not know of is as one who is not there.
   */
  private async knownPrincipal(db: Tx, access: OrganizationAccess, actor: Actor, type: Type, id: string) {
    if (type === "role" || type === "service") access.require(actor, readers[type]);
    const principal = await this.principalOf(db, access, type, id);
    const isKnown =
      type === "user"
        ? knowsAccount(access, actor, principal)
        : type !== "group" || knowsGroup(access, actor, principal);
    if (!isKnown) throw notThere(type, id);
    return principal;
  }

  private async knownScope(db: Tx, access: OrganizationAccess, actor: Actor, id: string | null | undefined) {
    return id === null || id === undefined ? null : this.knownPrincipal(db, access, actor, "group", id);
  }

  private async views(
    access: OrganizationAccess,
    actor: Actor,
    rows: readonly { principal: string; capability: string; scope: string; expires_at: number | null }[],
  ): Promise<View[]> {
    const people = await this.identity.names(
      access.id,
      rows.map(({ principal }) => principal),
    );
    const roles = await roleNames(this.identity.store.db, access.id);
    return rows.flatMap(({ principal, capability, scope: group, expires_at }, place) => {
      const colon = principal.indexOf(":");
      const type = PrincipalType.safeParse(principal.slice(0, colon));
      if (!type.success) return [];
      const bare = principal.slice(colon + 1);
      const isRole = type.data === "role";
      // That somebody has a power, and that it is not over everybody, is told; the group is not, nor by the row's own id.
      const isShown = group === "" || knowsGroup(access, actor, group);
      const scope = group === "" ? null : isShown ? group.slice("group:".length) : WITHHELD;
      return [
        {
          _id: Buffer.from(JSON.stringify([principal, capability, isShown ? group : place])).toString("base64url"),
          principalType: type.data,
          principalId: isRole ? (roles.get(principal) ?? bare) : bare,
          principalName: people.get(principal)?.name ?? bare,
          capability,
          scope,
          ...endingOf(expires_at, this.identity.now()),
        },
      ];
    });
  }
}

const knowsGroup = (access: OrganizationAccess, actor: Actor, group: string): boolean =>
  isToldOf(access, actor, group, readers.group);

const notThere = (type: Type, id: string) =>
  problem("resource-not-found", {
    detail: `there is no ${type} \`${id.slice(0, 80)}\``,
    extra: { help: "Look at the list of what there is." },
  });

function requireCapabilityName(name: string): void {
  if (!isCapability(name)) throw problem("request-invalid", { detail: `\`${name.slice(0, 80)}\` is not a capability` });
}

function find(db: Tx, organization: string, principal: string, capability: string, scope: string | null) {
  return db
    .selectFrom("capabilities")
    .select("expires_at")
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("capability", "=", capability)
    .where("scope", "=", scope ?? "")
    .executeTakeFirst();
}

import { builtInRanks, type Change, type Expiry, featureCatalogue, SUPER_ADMIN, USER } from "@gatehouse/engine";
import type { z } from "zod";
import { contextOf, endingOf, type OrganizationAccess, requireMay, whyNot } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Tx } from "../../store/index.ts";
import type { MemberView } from "../accounts/adminShapes.ts";
import { findAccount, findUserById } from "../accounts/queries.ts";
import type { Identity } from "../identity.ts";
import { type Committed, commitPeople, requireAdministration } from "../rules.ts";
import { foundHolders } from "./findHolders.ts";
import { findHolding, holdersOf, roleGiven, roleTaken } from "./holdings.ts";
import { isReadable, TakenNames } from "./lookAlikes.ts";
import { knownRole, roleByName, roleName, roleNames } from "./names.ts";
import type { Permissions, RoleView } from "./schemas.ts";

type Matrix = z.infer<typeof Permissions>;
type CheckVersion = (version: number) => void;

export interface RoleEdit {
  name?: string | undefined;
  description?: string | undefined;
  rank?: number | undefined;
  permissions?: Matrix | undefined;
}

/** Who holds an additional role, besides people. */
export interface Holder {
  type: "service" | "group";
  id: string;
}
const nameOf = ({ type, id }: Holder): string => `${type}:${id}`;

/** Words that are places in our own paths, or say "all". */
const RESERVED = new Set(["members", "permissions", "everyone", "anyone", ".", ".."]);

/** Roles: their texts, ranks and feature matrices. */
export class Roles {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  async list(actor: Actor, { limit, offset }: { limit: number; offset: number }) {
    const access = this.accessFor(actor, "read:roles");
    const texts = await this.texts(this.identity.store.db, access);
    const all = access.engine.listRoles().map(({ role, rank }) => ({
      _id: role,
      name: texts.get(role)?.name ?? role.slice(5),
      description: texts.get(role)?.description ?? "",
      rank,
    }));
    all.sort((a, b) => (a.name < b.name ? -1 : 1));
    const context = contextOf(actor);
    const roles = all.slice(offset, offset + limit).map((one) => ({
      ...one,
      mayMake: whyNot(access, actor, (may) => may.makeAccount(actor.subject, "user", one._id, context)) === null,
    }));
    return { roles, total: all.length };
  }

  async get(actor: Actor, name: string): Promise<RoleView> {
    const access = this.accessFor(actor, "read:roles");
    return this.view(access, await this.roleOf(this.identity.store.db, access, name));
  }

  /**
   * What the web client asks: its own role and USER for everybody, others for whoever reads roles. As one's own primary role it gets what
   * is on for oneself, additional roles included, since the client knows one role only. Ceilings count.
   */
  async forClient(actor: Actor, name: string): Promise<{ name: string; permissions: Matrix }> {
    const access = this.identity.access.of(actor);
    const { db } = this.identity.store;
    const primary = (await findAccount(db, access.id, actor.subject))?.primary_role;
    // A super admin is served as ADMIN, and finds as ADMIN what a super admin has.
    const isServed = name === "ADMIN" && primary === SUPER_ADMIN;
    const role = isServed
      ? SUPER_ADMIN
      : ((await roleByName(db, access, name)) ?? (await roleByName(db, access, name.toUpperCase())));
    if (role !== undefined && role === primary) {
      const isOn = (feature: string) => access.may(actor, feature);
      return { name: isServed ? "ADMIN" : await roleName(db, access.id, role), permissions: matrixOf(isOn) };
    }
    if (role !== USER) access.require(actor, "read:roles");
    if (role === undefined) throw problem("resource-not-found");
    const { permissions } = await this.view(access, role);
    for (const type of await this.down(db, access))
      permissions[type] = Object.fromEntries(Object.keys(permissions[type] ?? {}).map((one) => [one, false]));
    return { name: await roleName(db, access.id, role), permissions };
  }

  /**
   * What the web client writes: the whole block of a type that it was shown. Where the type is switched off for the installation that block
   * is off throughout, whatever the role has, so that an *off* in it says nothing.
   */
  async editByClient(actor: Actor, name: string, permissions: Matrix, checkVersion: CheckVersion) {
    const { db } = this.identity.store;
    const access = this.identity.access.of(actor);
    const down = await this.down(db, access);
    const meant = Object.entries(permissions).map(([type, block]) => [
      type,
      Object.fromEntries(Object.entries(block).filter(([, isOn]) => isOn || !down.includes(type))),
    ]);
    // In whatever case it is written, as where it is read.
    const isKnown = (await roleByName(db, access, name)) !== undefined;
    const written = isKnown ? name : name.toUpperCase();
    return this.edit(actor, written, { permissions: Object.fromEntries(meant) }, checkVersion);
  }

  /** Types that are switched off for the installation. */
  private async down(db: Tx, access: OrganizationAccess): Promise<string[]> {
    const rows = await db.selectFrom("ceilings").select("feature").where("organization_id", "=", access.id).execute();
    return rows.map(({ feature }) => feature);
  }

  async create(actor: Actor, wish: RoleEdit & { name: string }): Promise<Committed<RoleView>> {
    const access = this.accessFor(actor, "manage:roles");
    const { revision, result: role } = await commitPeople(access, actor, async (tx) => {
      await requireFreeRole(tx, access, wish.name);
      const key = keyFor(wish.name, (taken) => access.engine.listRoles().some((one) => one.role === taken));
      const { on, off } = switches(wish.permissions);
      const rank =
        wish.rank ?? (isOperator(actor) ? 10 : access.engine.may.defaultRank(actor.subject, contextOf(actor)));
      requireMay(access, actor, (may) => may.makeRole(actor.subject, key, { rank, on, off }, contextOf(actor)));
      await saveText(
        tx,
        access.id,
        key,
        { name: wish.name, description: wish.description ?? null },
        this.identity.now(),
      );
      return {
        changes: [
          { kind: "role-set", role: key, rank },
          ...on.map((feature): Change => ({ kind: "feature-set", role: key, feature, on: true })),
        ],
        result: key,
      };
    });
    return { revision, result: await this.view(access, role) };
  }

  async edit(actor: Actor, name: string, wish: RoleEdit, checkVersion: CheckVersion): Promise<Committed<RoleView>> {
    const access = this.accessFor(actor, "manage:roles");
    const { revision, result: role } = await commitPeople(access, actor, async (tx) => {
      const role = await this.roleOf(tx, access, name);
      const former = await this.view(access, role, tx);
      checkVersion(former.version);
      const isBuiltIn = role in builtInRanks;
      if (wish.name !== undefined && wish.name !== former.name) {
        if (isBuiltIn) throw problem("forbidden", { detail: `\`${name}\` is built in and keeps its name` });
        await requireFreeRole(tx, access, wish.name, role);
      }
      const { on, off } = switches(wish.permissions, former.permissions);
      const rank = wish.rank === undefined || wish.rank === former.rank ? {} : { rank: wish.rank };
      if (isBuiltIn && "rank" in rank)
        throw problem("forbidden", { detail: `\`${name}\` is built in and keeps its rank` });
      requireMay(access, actor, (may) => may.editRole(actor.subject, role, { ...rank, on, off }, contextOf(actor)));
      await saveText(
        tx,
        access.id,
        role,
        { name: wish.name ?? former.name, description: wish.description ?? former.description },
        this.identity.now(),
      );
      const fields = (["name", "description"] as const).filter(
        (field) => wish[field] !== undefined && wish[field] !== former[field],
      );
      if (fields.length > 0)
        await noteEvent(tx, {
          organization: access.id,
          kind: "role-edited",
          actor: actor.name,
          about: [role],
          facts: { fields },
        });
      const changes: Change[] = [
        ...(rank.rank === undefined ? [] : [{ kind: "role-set", role, rank: rank.rank } satisfies Change]),
        ...on.map((feature): Change => ({ kind: "feature-set", role, feature, on: true })),
        ...off.map((feature): Change => ({ kind: "feature-set", role, feature, on: false })),
      ];
      return { changes, result: role };
    });
    return { revision, result: await this.view(access, role) };
  }

  /** Whoever has it as primary role becomes USER; grants and capabilities of it go. */
  async remove(actor: Actor, name: string, checkVersion: CheckVersion): Promise<Committed<null>> {
    const access = this.accessFor(actor, "manage:roles");
    return commitPeople(access, actor, async (tx) => {
      const role = await this.roleOf(tx, access, name);
      if (role in builtInRanks) throw problem("forbidden", { detail: `\`${name}\` is built in and stays` });
      checkVersion((await this.view(access, role, tx)).version);
      requireMay(access, actor, (may) => may.deleteRole(actor.subject, role, contextOf(actor)));
      const holders = await tx
        .selectFrom("accounts")
        .select("account")
        .where("organization_id", "=", access.id)
        .where("primary_role", "=", role)
        .execute();
      await tx.deleteFrom("role_texts").where("organization_id", "=", access.id).where("role", "=", role).execute();
      const { changes } = access.engine.removalOf(role);
      return {
        changes: [
          ...holders.map(({ account }): Change => ({ kind: "primary-role-set", user: account, role: USER })),
          ...changes,
        ],
        result: null,
      };
    });
  }

  /**
   * Who holds it: people, as primary or additional role, services and groups; of a search the first by name. Who held it until an end stands among
   * them, and says so; `current` leaves them out.
   */
  async members(
    actor: Actor,
    name: string,
    { search, limit, offset }: { search?: string | undefined; limit: number; offset: number },
  ): Promise<{ members: z.infer<typeof MemberView>[]; total: number; current: number }> {
    const access = this.accessFor(actor, "read:roles");
    const { db } = this.identity.store;
    const role = await this.roleOf(db, access, name);
    const now = this.identity.now();
    const place = { limit, offset, now };
    const { page, total, current } =
      search === undefined
        ? await holdersOf(db, access.id, role, place)
        : await foundHolders(db, access.id, { role, typed: search }, place, (holders) =>
            this.identity.access.picker.showing(db, access, actor, holders),
          );
    const names = await this.identity.names(
      access.id,
      page.map(({ holder }) => holder),
    );
    const members = page.map(({ holder, expires_at }): z.infer<typeof MemberView> => {
      const person = names.get(holder);
      const [type = "", id = ""] = holder.split(":");
      return {
        userId: id,
        name: person?.name ?? id,
        email: person?.email ?? "",
        ...(person?.avatar && { avatarUrl: person.avatar }),
        type: type === "service" || type === "group" ? type : "user",
        ...endingOf(expires_at, now),
      };
    });
    return { members, total, current };
  }

  /** Makes it somebody's primary role, as LibreChat does. */
  async addMember(actor: Actor, name: string, userId: string): Promise<Committed<null>> {
    const access = this.accessFor(actor, "manage:users");
    return commitPeople(access, actor, async (tx) => {
      const role = known(await knownRole(tx, access, actor, name, `user:${userId}`), name);
      if (role === USER) throw problem("forbidden", { detail: "members leave other roles instead" });
      if (!(await findUserById(tx, access.id, userId))) throw problem("resource-not-found");
      requireMay(access, actor, (may) => may.setPrimaryRole(actor.subject, `user:${userId}`, role, contextOf(actor)));
      return { changes: [{ kind: "primary-role-set", user: `user:${userId}`, role }], result: null };
    });
  }

  /** Whoever has it as primary role becomes USER; an additional one is taken. */
  async removeMember(actor: Actor, name: string, userId: string): Promise<Committed<null>> {
    const access = this.accessFor(actor, "manage:users");
    const user = `user:${userId}`;
    return commitPeople(access, actor, async (tx) => {
      const role = known(await knownRole(tx, access, actor, name, user), name);
      const account = await findAccount(tx, access.id, user);
      if (!account) throw problem("resource-not-found");
      if (account.primary_role === role && role !== USER) {
        requireMay(access, actor, (may) => may.setPrimaryRole(actor.subject, user, USER, contextOf(actor)));
        return { changes: [{ kind: "primary-role-set", user, role: USER }], result: null };
      }
      if (!(await findHolding(tx, access, { holder: user, role })))
        throw problem("request-invalid", { detail: `this person does not have the role \`${name}\`` });
      return { changes: await roleTaken(tx, access, actor, { holder: user, role }), result: null };
    });
  }

  /** An additional role of a service or a group. */
  async giveTo(actor: Actor, name: string, holder: Holder, expiresAt: Expiry): Promise<Committed<null>> {
    const access = this.accessFor(actor);
    return commitPeople(access, actor, async (tx) => {
      await this.requireHolder(tx, access, actor, holder);
      const role = known(await knownRole(tx, access, actor, name), name);
      return { changes: await roleGiven(tx, access, actor, { holder: nameOf(holder), role, expiresAt }), result: null };
    });
  }

  async takeFrom(actor: Actor, name: string, holder: Holder): Promise<Committed<null>> {
    const access = this.accessFor(actor);
    return commitPeople(access, actor, async (tx) => {
      await this.requireHolder(tx, access, actor, holder);
      const role = known(await knownRole(tx, access, actor, name), name);
      return { changes: await roleTaken(tx, access, actor, { holder: nameOf(holder), role }), result: null };
    });
  }

  /** Asked before it is looked for: whoever manages neither does not learn which there are. */
  private async requireHolder(tx: Tx, access: OrganizationAccess, actor: Actor, holder: Holder): Promise<void> {
    const isService = holder.type === "service";
    access.require(actor, isService ? "manage:services" : "manage:groups");
    const row = await tx
      .selectFrom(isService ? "services" : "groups")
      .select("id")
      .where("organization_id", "=", access.id)
      .where("id", "=", holder.id)
      .executeTakeFirst();
    if (!row) throw problem("resource-not-found");
  }

  private async view(access: OrganizationAccess, role: string, db: Tx = this.identity.store.db): Promise<RoleView> {
    const text = (await this.texts(db, access)).get(role);
    const rows = await db
      .selectFrom("role_features")
      .select("feature")
      .where("organization_id", "=", access.id)
      .where("role", "=", role)
      .execute();
    const on = new Set(rows.map(({ feature }) => feature));
    const permissions = matrixOf((feature) => on.has(feature));
    const rank = access.engine.listRoles().find((one) => one.role === role)?.rank ?? 0;
    return {
      _id: role,
      name: text?.name ?? role.slice(5),
      description: text?.description ?? "",
      rank,
      permissions,
      version: text?.version ?? 1,
    };
  }

  private async texts(db: Tx, access: OrganizationAccess) {
    const rows = await db.selectFrom("role_texts").selectAll().where("organization_id", "=", access.id).execute();
    return new Map(rows.map((row) => [row.role, row]));
  }

  private accessFor(actor: Actor, capability?: string): OrganizationAccess {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, capability);
    return access;
  }

  private async roleOf(db: Tx, access: OrganizationAccess, name: string): Promise<string> {
    return known(await roleByName(db, access, name), name);
  }
}

/** @throws {Problem} `resource-not-found` */
function known(role: string | undefined, name: string): string {
  if (role !== undefined) return role;
  throw problem("resource-not-found", {
    detail: `there is no role \`${name.slice(0, 80)}\``,
    extra: { help: "Look at the list of roles." },
  });
}

/** Every permission of every type. */
function matrixOf(isOn: (feature: string) => boolean): Matrix {
  return Object.fromEntries(
    Object.entries(featureCatalogue).map(([type, names]) => [
      type,
      Object.fromEntries(names.map((one) => [one, isOn(`${type}.${one}`)])),
    ]),
  );
}

/** What switches from one matrix to another; unknown names are refused. */
function switches(wanted: Matrix = {}, former: Matrix = {}): { on: string[]; off: string[] } {
  const on: string[] = [];
  const off: string[] = [];
  for (const [type, permissions] of Object.entries(wanted))
    for (const [permission, isOn] of Object.entries(permissions)) {
      if (!Object.hasOwn(featureCatalogue, type) || !featureCatalogue[type]?.includes(permission))
        throw problem("request-invalid", { detail: `\`${type}.${permission}\` is not a feature` });
      if ((former[type]?.[permission] ?? false) !== isOn) (isOn ? on : off).push(`${type}.${permission}`);
    }
  return { on, off };
}

/** The name itself where the engine's syntax has room for it, otherwise what remains of it; never one that is taken. */
export function keyFor(name: string, isTaken: (role: string) => boolean): string {
  const base = `role:${name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9_.@~-]+/g, "_")
    .slice(0, 200)}`;
  for (let count = 1; ; count++) {
    const key = count === 1 ? base : `${base}~${count}`;
    if (!isTaken(key)) return key;
  }
}

/**
 * Two roles that people could take for each other would be one to them.
 * @throws {Problem} `request-invalid`, `already-exists`
 */
export async function requireFreeRole(
  tx: Tx,
  access: OrganizationAccess,
  name: string,
  except?: string,
): Promise<void> {
  requireFreeAmong(takenNames(access, await roleNames(tx, access.id)), name, except);
}

/** What roles are called, and were when they were made; with the words that are none's. */
export function takenNames(access: OrganizationAccess, names: ReadonlyMap<string, string>): TakenNames {
  const taken = new TakenNames();
  for (const { role } of access.engine.listRoles()) taken.add(role, role.slice("role:".length));
  for (const [role, name] of names) taken.add(role, name);
  for (const word of RESERVED) taken.add("", word);
  return taken;
}

/** The same among these names. @throws {Problem} as {@link requireFreeRole} */
export function requireFreeAmong(names: TakenNames, name: string, except?: string): void {
  if (!isReadable(name))
    throw problem("request-invalid", {
      detail: "`name`: it holds characters that nobody sees, or that only look like letters",
    });
  const taken = names.find(name, except);
  if (taken === undefined) return;
  const isSame = taken.toLowerCase() === name.toLowerCase();
  throw problem("already-exists", {
    detail: isSame
      ? `\`${name}\` exists or is reserved`
      : `\`${name}\` looks like \`${taken}\`, which exists or is reserved`,
  });
}

/** What a role is called and what is said of it. */
export async function saveText(
  tx: Tx,
  organization: string,
  role: string,
  text: { name: string; description: string | null },
  now: number,
): Promise<void> {
  await tx
    .insertInto("role_texts")
    .values({ organization_id: organization, role, ...text, version: 2, created_at: now, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(["organization_id", "role"])
        .doUpdateSet((e) => ({ ...text, updated_at: now, version: e("role_texts.version", "+", 1) })),
    )
    .execute();
}

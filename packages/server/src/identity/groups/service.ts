import type { Change } from "@gatehouse/engine";
import { sql } from "kysely";
import type { z } from "zod";
import {
  administered,
  contextOf,
  endingOf,
  isInForce,
  type OrganizationAccess,
  requireMay,
  requireOperator,
} from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { Problem, problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { matches, newId, type Tx } from "../../store/index.ts";
import type { MemberView } from "../accounts/adminShapes.ts";
import type { Identity } from "../identity.ts";
import { type Committed, commitPeople, isShorter } from "../rules.ts";
import { FEW_MEMBERS, findMembers, isLargeGroup } from "./findMembers.ts";
import { endWithin, noSuchMember, requireMember, requireRoom } from "./joining.ts";
import {
  accountsIn,
  endsIn,
  findGroup,
  findMembership,
  type GroupRow,
  groupsById,
  insertGroup,
  isGroupOf,
  isMarked,
  membershipsOf,
  setFilledWithStaff,
  setSource,
  subgroupsOf,
  type Texts,
  touchGroup,
  updateGroup,
} from "./queries.ts";
import { MOST_RANKED, ranked } from "./ranked.ts";
import type { EditGroup, GroupsQuery, GroupView, MemberIds, NewGroup, NewMember, Subgroup } from "./schemas.ts";

type CheckVersion = (version: number) => void;
type Member = z.infer<typeof MemberView>;

/**
 * Groups, decided on the group itself: `view`, `update`, `delete`, `members` on `group:<id>`, which owners hold and `manage:groups`
 * covers. Whoever may not view one does not learn that it exists.
 */
export class Groups {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /**
   * A page of the groups, by name or by how many are directly in them. Served by groups_by_name; by members, as the engine counts them in
   * memory, of at most `MOST_RANKED`.
   * @throws {Problem} `request-invalid` where more are to be ranked
   */
  async list(actor: Actor, { search, source, limit, offset, memberIds, sort, order }: GroupsQuery) {
    const access = this.identity.access.of(actor);
    const within = administered(access, actor, "read:groups");
    const { db } = this.identity.store;
    let found = db.selectFrom("groups").where("organization_id", "=", access.id);
    // What these people own, never the group itself.
    if (within !== null) found = found.where(isGroupOf(access.id, sql<string>`'group:' || groups.id`, within));
    if (search) found = found.where((e) => matches(e.ref("search_text"), search));
    if (source) found = found.where("source", "=", source);
    const { total } = await found.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
    let rows: GroupRow[];
    if (sort === "members") {
      if (Number(total) > MOST_RANKED)
        throw problem("request-invalid", {
          detail: `\`sort\`: so many groups are not sorted by members; \`search\` for fewer than ${MOST_RANKED}`,
        });
      const all = await found.select("id").execute();
      const countOf = (id: string) => access.engine.countMembers(`group:${id}`, this.identity.now());
      const ids = ranked(all, countOf, order).slice(offset, offset + limit);
      const byId = new Map((ids.length === 0 ? [] : await groupsById(db, access.id, ids)).map((row) => [row.id, row]));
      rows = ids.flatMap((id) => byId.get(id) ?? []);
    } else
      rows = await found.selectAll().orderBy("name", order).orderBy("id", order).limit(limit).offset(offset).execute();
    const known = rows.filter(({ id }) => readsGroup(access, actor, `group:${id}`));
    return { groups: await this.views(access, actor, known, memberIds), total: Number(total) };
  }

  async get(actor: Actor, id: string, memberIds?: MemberIds): Promise<GroupView> {
    const access = this.identity.access.of(actor);
    return this.view(access, actor, await this.visible(access, actor, id), memberIds);
  }

  async create(actor: Actor, wish: z.infer<typeof NewGroup>): Promise<Committed<GroupView>> {
    const access = this.identity.access.of(actor);
    const id = newId();
    const group = `group:${id}`;
    const { revision } = await commitPeople(access, actor, async (tx) => {
      requireMay(access, actor, (may) => may.create(actor.subject, "group", {}, contextOf(actor)));
      requireSource(access, actor, wish);
      await insertGroup(tx, access.id, { id, ...wish, now: this.identity.now() });
      if (wish.idOnTheSource !== undefined) await setSource(tx, access.id, id, wish);
      const changes: Change[] = [
        {
          kind: "resource-added",
          resource: group,
          owner: isOperator(actor) ? "organization" : actor.subject,
          state: "active",
        },
      ];
      for (const member of new Set(wish.memberIds?.map((one) => `user:${one}`))) {
        await requireMember(tx, this.identity.access, access, actor, { group, member });
        // The rules know a group when it is there.
        access.engine.suppose(changes, () =>
          requireMay(access, actor, (may) => may.addMember(actor.subject, group, member, null, contextOf(actor))),
        );
        changes.push({ kind: "membership-set", member, group, expiresAt: null });
      }
      return { changes, result: null };
    });
    return { revision, result: await this.afterwards(access, actor, id) };
  }

  async edit(
    actor: Actor,
    id: string,
    wish: z.infer<typeof EditGroup>,
    checkVersion: CheckVersion,
  ): Promise<Committed<GroupView>> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    const { revision } = await commitPeople(access, actor, async (tx) => {
      access.require(actor, "update", group);
      const row = await this.row(tx, access, id);
      checkVersion(row.version);
      const changes: Change[] = [];
      if (wish.organizationWide !== undefined && wish.organizationWide !== (await isMarked(tx, access.id, group))) {
        access.require(actor, "manage:groups");
        changes.push({ kind: "group-marked", group, organizationWide: wish.organizationWide });
      }
      if (wish.filledWithStaff !== undefined && wish.filledWithStaff !== (row.filled_with_staff === 1)) {
        requireOperator(this.identity.access, actor);
        await setFilledWithStaff(tx, access.id, id, wish.filledWithStaff);
      }
      await updateGroup(tx, row, given(wish), this.identity.now());
      return { changes, result: null };
    });
    return { revision, result: await this.afterwards(access, actor, id) };
  }

  async remove(actor: Actor, id: string, checkVersion: CheckVersion): Promise<Committed<null>> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    return commitPeople(access, actor, async (tx) => {
      access.require(actor, "delete", group);
      checkVersion((await this.row(tx, access, id)).version);
      requireMay(access, actor, (may) => may.deleteResource(actor.subject, group, contextOf(actor)));
      const { changes, removed } = access.engine.removalOf(group);
      await this.identity.access.removed(tx, access.id, removed);
      return { changes, result: null };
    });
  }

  /**
   * People and services directly in it; of a search, those of whom the actor may know, by name. Whose membership has ended stands among them, and
   * says so; `current` leaves them out.
   */
  async members(
    actor: Actor,
    id: string,
    { limit, offset, search }: { limit: number; offset: number; search?: string | undefined },
  ): Promise<{ members: Member[]; total: number; current: number }> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    await this.visible(access, actor, id);
    if (!this.seesMembers(access, actor, group)) access.require(actor, "members", group);
    const { db } = this.identity.store;
    const showing = (members: readonly string[]) => this.identity.access.picker.showing(db, access, actor, members);
    const isLarge = isLargeGroup(access.engine.countMemberships(group));
    const isIn = isLarge ? (member: string) => access.engine.hasMember(group, member) : undefined;
    if (search === undefined && (isLarge || this.identity.access.picker.seesAll(access, actor))) {
      const { page, total } = await accountsIn(db, access.id, group, { limit, offset });
      const isShown = await showing(page.map(({ member }) => member));
      const shown = page.filter(({ member }) => isShown(member));
      const current = access.engine.countMembers(group, this.identity.now());
      return { members: await this.memberViews(access, shown), total, current };
    }
    const listed =
      search === undefined
        ? (await accountsIn(db, access.id, group, { limit: FEW_MEMBERS, offset: 0 })).page
        : await findMembers(db, access.id, { group, typed: search, isIn });
    const found = listed.map(({ member }) => member);
    // How many there are says nothing of whom one may not know either.
    const all = found.filter(await showing(found));
    const ends = new Map((await endsIn(db, access.id, group, all)).map((one) => [one.member, one.expires_at]));
    const endOf = (member: string) => ends.get(member) ?? null;
    const page = all.slice(offset, offset + limit).map((member) => ({ member, expires_at: endOf(member) }));
    const current = all.filter((member) => isInForce(endOf(member), this.identity.now())).length;
    return { members: await this.memberViews(access, page), total: all.length, current };
  }

  private async memberViews(
    access: OrganizationAccess,
    page: readonly { member: string; expires_at: number | null }[],
  ): Promise<Member[]> {
    const names = await this.identity.names(
      access.id,
      page.map(({ member }) => member),
    );
    return page.map(({ member, expires_at }): Member => {
      const person = names.get(member);
      const bare = member.slice(member.indexOf(":") + 1);
      return {
        userId: bare,
        name: person?.name ?? bare,
        email: person?.email ?? "",
        ...(person?.avatar && { avatarUrl: person.avatar }),
        type: member.startsWith("service:") ? "service" : "user",
        ...endingOf(expires_at, this.identity.now()),
      };
    });
  }

  /** Also those whose membership has ended, which says so. */
  async subgroups(actor: Actor, id: string, memberIds?: MemberIds): Promise<Subgroup[]> {
    const access = this.identity.access.of(actor);
    await this.visible(access, actor, id);
    const { db } = this.identity.store;
    const inIt = await subgroupsOf(db, access.id, [`group:${id}`]);
    const ids = inIt.map(({ member }) => member.slice("group:".length));
    const rows =
      ids.length === 0
        ? []
        : await db
            .selectFrom("groups")
            .selectAll()
            .where("organization_id", "=", access.id)
            .where("id", "in", ids)
            .orderBy("name")
            .orderBy("id")
            .execute();
    const views = await this.views(
      access,
      actor,
      rows.filter((row) => this.mayView(access, actor, `group:${row.id}`)),
      memberIds,
    );
    const ends = new Map(inIt.map(({ member, expires_at }) => [member, expires_at]));
    return views.map((view) => ({
      ...view,
      membership: endingOf(ends.get(`group:${view.id}`) ?? null, this.identity.now()),
    }));
  }

  /** Adds, or sets another end. */
  async addMember(
    actor: Actor,
    id: string,
    wish: z.infer<typeof NewMember>,
    checkVersion: CheckVersion,
  ): Promise<Committed<GroupView>> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    const member =
      wish.userId !== undefined
        ? `user:${wish.userId}`
        : wish.groupId !== undefined
          ? `group:${wish.groupId}`
          : `service:${wish.serviceId ?? ""}`;
    const decide = async (tx: Tx) => {
      access.require(actor, "members", group);
      const row = await this.row(tx, access, id);
      checkVersion(row.version);
      await requireMember(tx, this.identity.access, access, actor, {
        group,
        member,
        isOfMembers: row.made_by !== null,
      });
      if (member.startsWith("group:") && !this.mayView(access, actor, member)) throw noSuchMember(member);
      const expiresAt = endWithin(row, toExpiry(wish.expiresAt), this.identity.now());
      requireMay(access, actor, (may) => may.addMember(actor.subject, group, member, expiresAt, contextOf(actor)));
      const former = await findMembership(tx, access.id, group, member);
      if (!former || !isInForce(former.expires_at, this.identity.now())) await requireRoom(tx, this.identity, row);
      // A shorter one takes away.
      if (former && isShorter(expiresAt, former.expires_at))
        requireMay(access, actor, (may) => may.removeMember(actor.subject, group, member, contextOf(actor)));
      await touchGroup(tx, access.id, id, this.identity.now());
      const changes: Change[] =
        former?.expires_at === expiresAt ? [] : [{ kind: "membership-set", member, group, expiresAt }];
      return { changes, result: null };
    };
    const { revision } = await commitPeople(access, actor, decide).catch(async (error: unknown) => {
      throw await this.cycleInNames(error, access, id, member);
    });
    return { revision, result: await this.afterwards(access, actor, id) };
  }

  /** Whoever puts a group into a group sees both of them, and knows them by their names. */
  private async cycleInNames(error: unknown, access: OrganizationAccess, id: string, member: string): Promise<unknown> {
    if (!(error instanceof Problem && error.extra.reason === "group-cycle")) return error;
    const { db } = this.identity.store;
    const { name } = await this.row(db, access, id);
    const inner = (await this.row(db, access, member.slice("group:".length))).name;
    const detail =
      member === `group:${id}`
        ? `the group \`${name}\` cannot be in itself`
        : `\`${inner}\` cannot be in \`${name}\`: \`${name}\` is in \`${inner}\` already, directly or through others, and groups go in no circle`;
    const help = "Take the other membership away first, or choose another group.";
    return problem("change-refused", { detail, extra: { ...error.extra, help }, cause: error });
  }

  /** @param types which kinds of member the id may be of; the first one that is in the group goes */
  async removeMember(
    actor: Actor,
    id: string,
    memberId: string,
    types: readonly ("user" | "service" | "group")[],
    checkVersion: CheckVersion,
  ): Promise<Committed<null>> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    return commitPeople(access, actor, async (tx) => {
      checkVersion((await this.visible(access, actor, id, tx)).version);
      for (const type of types) {
        const member = `${type}:${memberId}`;
        if (!(await findMembership(tx, access.id, group, member))) continue;
        requireMay(access, actor, (may) => may.removeMember(actor.subject, group, member, contextOf(actor)));
        await touchGroup(tx, access.id, id, this.identity.now());
        return { changes: [{ kind: "membership-removed", member, group }], result: null };
      }
      access.require(actor, "members", group);
      throw problem("resource-not-found", { detail: `\`${memberId}\` is not in the group` });
    });
  }

  /** What was written, for whoever wrote it, also where they may not `view` it. */
  private async afterwards(access: OrganizationAccess, actor: Actor, id: string): Promise<GroupView> {
    return this.view(access, actor, await this.row(this.identity.store.db, access, id));
  }

  private mayView(access: OrganizationAccess, actor: Actor, group: string): boolean {
    return access.may(actor, "view", group) || readsGroup(access, actor, group);
  }

  private seesMembers(access: OrganizationAccess, actor: Actor, group: string): boolean {
    return readsGroup(access, actor, group) || access.may(actor, "members", group);
  }

  private async visible(
    access: OrganizationAccess,
    actor: Actor,
    id: string,
    db: Tx = this.identity.store.db,
  ): Promise<GroupRow> {
    const row = await this.row(db, access, id);
    if (!readsGroup(access, actor, `group:${id}`)) access.require(actor, "view", `group:${id}`);
    return row;
  }

  private async row(db: Tx, access: OrganizationAccess, id: string): Promise<GroupRow> {
    const row = await findGroup(db, access.id, id);
    if (!row) throw problem("resource-not-found");
    return row;
  }

  private async view(
    access: OrganizationAccess,
    actor: Actor,
    row: GroupRow,
    memberIds?: MemberIds,
  ): Promise<GroupView> {
    const [view] = await this.views(access, actor, [row], memberIds);
    if (!view) throw problem("resource-not-found");
    return view;
  }

  /** @param memberIds whether to list who is in them: as LibreChat does, however many they are */
  private async views(
    access: OrganizationAccess,
    actor: Actor,
    rows: readonly GroupRow[],
    memberIds: MemberIds = "all",
  ): Promise<GroupView[]> {
    if (rows.length === 0) return [];
    const { db } = this.identity.store;
    const names = rows.map(({ id }) => `group:${id}`);
    const read = memberIds === "all" ? membershipsOf : subgroupsOf;
    const now = this.identity.now();
    const current = (await read(db, access.id, names)).filter(({ expires_at }) => isInForce(expires_at, now));
    const members = Map.groupBy(current, ({ group_name }) => group_name);
    const marks = await db
      .selectFrom("group_marks")
      .select("group_name")
      .where("organization_id", "=", access.id)
      .where("group_name", "in", names)
      .execute();
    const marked = new Set(marks.map(({ group_name }) => group_name));
    const everybody = [...members.values()].flatMap((some) => some.map(({ member }) => member));
    const isShown = await this.identity.access.picker.showing(db, access, actor, everybody);
    return rows.map((row) => {
      const group = `group:${row.id}`;
      const all = members.get(group) ?? [];
      const people = all.filter(({ member }) => member.startsWith("user:"));
      const subgroups = all.filter(({ member }) => member.startsWith("group:") && this.mayView(access, actor, member));
      return {
        _id: row.id,
        id: row.id,
        name: row.name,
        description: row.description ?? "",
        email: row.email ?? "",
        avatar: row.avatar ?? "",
        memberIds: this.seesMembers(access, actor, group)
          ? people.flatMap(({ member }) => (isShown(member) ? member.slice("user:".length) : []))
          : [],
        memberCount: access.engine.countMembers(group, now),
        subgroupIds: subgroups.map(({ member }) => member.slice("group:".length)),
        organizationWide: marked.has(group),
        source: row.source,
        idOnTheSource: row.id_on_the_source,
        filledWithStaff: row.filled_with_staff === 1,
        madeByMember: row.made_by !== null,
        endsAt: fromExpiry(row.ends_at),
        version: row.version,
        createdAt: new Date(row.created_at).toISOString(),
        updatedAt: new Date(row.updated_at).toISOString(),
      };
    });
  }
}

/** All of them, or those that belong to the people whom one administers. */
const readsGroup = (access: OrganizationAccess, actor: Actor, group: string): boolean =>
  access.may(actor, "read:groups") || access.may(actor, "read:groups", group);

/** Whoever names a group of a provider says who comes into it: no member does. @throws {Problem} */
function requireSource(
  access: OrganizationAccess,
  actor: Actor,
  { source = "local", idOnTheSource }: z.infer<typeof NewGroup>,
): void {
  if ((source === "local") !== (idOnTheSource === undefined))
    throw problem("request-invalid", { detail: "`idOnTheSource` goes with a `source`, and a `source` with it" });
  if (source !== "local") access.require(actor, "manage:groups");
}

/** What was said; what was not stays as it is. */
function given({ name, description, email, avatar }: z.infer<typeof EditGroup>): Partial<Texts> {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(email !== undefined && { email }),
    ...(avatar !== undefined && { avatar }),
  };
}

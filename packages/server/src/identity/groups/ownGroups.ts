import type { Change, HandingOn, Refusal } from "@gatehouse/engine";
import type { z } from "zod";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import { whyNot } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { type Committed, commitPeople } from "../rules.ts";
import { endingWith } from "./groupEnd.ts";
import { requireMember } from "./joining.ts";
import { addingOwner, ownersByGrant, removingOwner } from "./owners.ts";
import type { ChangeGroup, MakeGroup, OwnGroup } from "./ownSchemas.ts";
import {
  findGroup,
  type GroupRow,
  groupsById,
  groupsMadeBy,
  insertGroup,
  membershipsIn,
  setGroupEnd,
  touchGroup,
  updateGroup,
} from "./queries.ts";
import { choosing, sharersOf } from "./sharingInto.ts";

type CheckVersion = (version: number) => void;

/** Above the largest `GROUPS_BY_MEMBERS_OWNED`. */
const MOST_COUNTED = 500;

/**
 * The groups of people, as they make and look after their own. Whoever holds an action on a group does the same by the calls of
 * administration; what holds of a group that a member made (its size, its end, whom one may name) holds there too.
 */
export class OwnGroups {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** Groups that one is in, or that are one's own or looked after, by their ids; administration aside. */
  async list(
    actor: Actor,
    { limit, after }: { limit: number; after?: string | undefined },
  ): Promise<{ groups: OwnGroup[]; next: string | null; mayMake: boolean }> {
    const access = this.identity.access.of(actor);
    access.requireCurrent();
    const page = await access.inTurn(actor, () =>
      access.engine.listResources(
        actor.subject,
        "view",
        "group",
        { limit, after: after === undefined ? null : `group:${after}` },
        { capabilities: false, ...(actor.key && { key: actor.key }) },
      ),
    );
    const ids = page.resources.map(idOf);
    const rows = ids.length === 0 ? [] : await groupsById(this.identity.store.db, access.id, ids);
    return {
      groups: await this.views(access, actor, rows),
      next: page.next === null ? null : idOf(page.next),
      mayMake: whyNot(access, actor, this.making(actor)) === null,
    };
  }

  async get(actor: Actor, id: string): Promise<OwnGroup> {
    const access = this.identity.access.of(actor);
    access.require(actor, "view", `group:${id}`);
    return this.view(access, actor, id);
  }

  /** Whoever makes one owns it and is in it. @throws {Problem} `too-many-groups`, `group-full`, and what the rules say */
  async create(actor: Actor, wish: z.infer<typeof MakeGroup>): Promise<Committed<OwnGroup>> {
    const access = this.identity.access.of(actor);
    const { settings } = this.identity;
    const id = newId();
    const group = `group:${id}`;
    const isPerson = actor.subject.startsWith("user:");
    const { revision } = await commitPeople(access, actor, async (tx) => {
      const now = this.identity.now();
      const endsAt = toExpiry(wish.endsAt);
      requireMay(access, actor, this.making(actor));
      const isMembers = isPerson && !access.may(actor, "manage:groups");
      if (isMembers) await this.requireFewer(tx, access, actor);
      if (endsAt !== null && endsAt <= now) throw problem("request-invalid", { detail: "`endsAt` has passed" });
      const { name, description } = wish;
      const madeBy = isMembers ? idOf(actor.subject) : null;
      await insertGroup(tx, access.id, { id, name, description, now, madeBy, endsAt });
      const owner = isOperator(actor) ? "organization" : actor.subject;
      const changes: Change[] = [{ kind: "resource-added", resource: group, owner, state: "active" }];
      const members = new Set([
        ...(isPerson ? [actor.subject] : []),
        ...(wish.memberIds ?? []).map((one) => `user:${one}`),
      ]);
      const { size } = settings.groupsByMembers;
      if (isMembers && members.size > size)
        throw problem("group-full", { detail: `${members.size} people, and it holds at most ${size}` });
      for (const member of members) {
        await requireMember(tx, this.identity.access, access, actor, { group, member, isOfMembers: isMembers });
        // The rules know a group when it is there.
        access.engine.suppose(changes, () => {
          requireMay(access, actor, (may) => may.addMember(actor.subject, group, member, endsAt, contextOf(actor)));
        });
        changes.push({ kind: "membership-set", member, group, expiresAt: endsAt });
      }
      const choice = await choosing(tx, access, actor, { group, choice: wish.shareInto, supposed: changes });
      return { changes: [...changes, ...choice], result: null };
    });
    return { revision, result: await this.view(access, actor, id) };
  }

  async edit(
    actor: Actor,
    id: string,
    wish: z.infer<typeof ChangeGroup>,
    checkVersion: CheckVersion,
  ): Promise<Committed<OwnGroup>> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    const { revision } = await commitPeople(access, actor, async (tx) => {
      access.require(actor, "update", group);
      const row = await this.row(tx, access, id);
      checkVersion(row.version);
      const changes: Change[] = [];
      const endsAt = wish.endsAt === undefined ? row.ends_at : toExpiry(wish.endsAt);
      if (endsAt !== row.ends_at) {
        changes.push(...(await endingWith(tx, access, actor, { row, endsAt, now: this.identity.now() })));
        await setGroupEnd(tx, access.id, id, endsAt);
      }
      if (wish.shareInto !== undefined && wish.shareInto !== sharersOf(access, group)) {
        access.require(actor, "share", group);
        changes.push(...(await choosing(tx, access, actor, { group, choice: wish.shareInto })));
      }
      const { name, description } = wish;
      const texts = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
      await updateGroup(tx, row, texts, this.identity.now());
      const fields = Object.keys(texts);
      if (fields.length > 0)
        await noteEvent(tx, {
          organization: access.id,
          kind: "group-edited",
          actor: actor.name,
          about: [group],
          facts: { fields },
        });
      return { changes, result: null };
    });
    return { revision, result: await this.view(access, actor, id) };
  }

  /** @returns the group as it is then; null for whoever sees it no more */
  async setOwner(actor: Actor, id: string, owner: string, isOwner: boolean): Promise<Committed<OwnGroup | null>> {
    return this.changing(actor, id, async (tx, access, group) => {
      if (!isOwner) return removingOwner(tx, access, actor, { group, owner });
      const named = await this.identity.access.picker.naming(tx, access, actor, [owner], group);
      return addingOwner(tx, access, actor, { group, owner: named(owner) });
    });
  }

  /** Whoever hands it over stays in it, as a member. */
  async handOver(actor: Actor, id: string, owner: string): Promise<Committed<OwnGroup | null>> {
    return this.changing(actor, id, async (tx, access, group) => {
      if (access.engine.describe(group)?.owner === owner) return [];
      const named = await this.identity.access.picker.naming(tx, access, actor, [owner], group);
      requireMay(access, actor, (may) => may.transfer(actor.subject, group, named(owner), contextOf(actor)));
      return [{ kind: "owner-set", resource: group, owner }];
    });
  }

  private async changing(
    actor: Actor,
    id: string,
    decide: (tx: Tx, access: OrganizationAccess, group: string) => Promise<Change[]>,
  ): Promise<Committed<OwnGroup | null>> {
    const access = this.identity.access.of(actor);
    const group = `group:${id}`;
    const { revision } = await commitPeople(access, actor, async (tx) => {
      access.require(actor, "view", group);
      await this.row(tx, access, id);
      const changes = await decide(tx, access, group);
      if (changes.length > 0) await touchGroup(tx, access.id, id, this.identity.now());
      return { changes, result: null };
    });
    return { revision, result: access.may(actor, "view", group) ? await this.view(access, actor, id) : null };
  }

  /** `manage:groups`, or anybody where the operator lets members make groups. */
  private making(actor: Actor): (may: HandingOn) => Refusal | null {
    const membersMakeGroups = this.identity.settings.groupsByMembers.allowed && actor.subject.startsWith("user:");
    return (may) => may.create(actor.subject, "group", { membersMakeGroups }, contextOf(actor));
  }

  /** Of those that somebody owns or made, however they came to be others': else they would be made to be given away. */
  private async requireFewer(tx: Tx, access: OrganizationAccess, actor: Actor): Promise<void> {
    const { owned: most } = this.identity.settings.groupsByMembers;
    const seen = access.engine.listResources(
      actor.subject,
      "delete",
      "group",
      { limit: MOST_COUNTED },
      { capabilities: false },
    );
    const own = seen.resources.filter((group) => access.engine.describe(group)?.owner === actor.subject);
    const made = await groupsMadeBy(tx, access.id, idOf(actor.subject), MOST_COUNTED);
    const { size } = new Set([...own, ...made]);
    if (size >= most) throw problem("too-many-groups", { detail: `you own or made ${size}, of at most ${most}` });
  }

  private async row(db: Tx, access: OrganizationAccess, id: string): Promise<GroupRow> {
    const row = await findGroup(db, access.id, id);
    if (!row) throw problem("resource-not-found");
    return row;
  }

  private async view(access: OrganizationAccess, actor: Actor, id: string): Promise<OwnGroup> {
    const [view] = await this.views(access, actor, [await this.row(this.identity.store.db, access, id)]);
    if (!view) throw problem("internal");
    return view;
  }

  private async views(access: OrganizationAccess, actor: Actor, rows: readonly GroupRow[]): Promise<OwnGroup[]> {
    if (rows.length === 0) return [];
    const { db } = this.identity.store;
    const own = await membershipsIn(
      db,
      access.id,
      actor.subject,
      rows.map(({ id }) => `group:${id}`),
    );
    const now = this.identity.now();
    const seen = rows.map((row) => {
      const group = `group:${row.id}`;
      const may = access.engine.listActions(actor.subject, group, { now, ...(actor.key && { key: actor.key }) });
      const owner = access.engine.describe(group)?.owner ?? "organization";
      const owners = may.includes("share") ? ownersByGrant(access, group).map(({ principal }) => principal) : [];
      return {
        row,
        group,
        may,
        owner,
        owners: [...new Set([owner, ...owners])].filter((one) => one.startsWith("user:")),
      };
    });
    const names = await this.identity.names(access.id, [...new Set(seen.flatMap(({ owners }) => owners))]);
    return seen.map(({ row, group, may, owner, owners }): OwnGroup => {
      const membership = own.get(group);
      const isMember = membership !== undefined && (membership === null || now < membership);
      const shares = may.includes("share");
      return {
        id: row.id,
        name: row.name,
        description: row.description ?? "",
        memberCount: access.engine.countMembers(group, now),
        endsAt: fromExpiry(row.ends_at),
        isMember,
        memberUntil: isMember ? fromExpiry(membership) : null,
        isOwner: owner === actor.subject,
        owners: owners.map((one) => ({
          userId: idOf(one),
          name: names.get(one)?.name ?? idOf(one),
          isOwner: one === owner,
        })),
        shareInto: shares ? sharersOf(access, group) : null,
        may,
        version: row.version,
      };
    });
  }
}

const idOf = (name: string): string => name.slice(name.indexOf(":") + 1);

import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { namesOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { namesOfThings } from "../requests/things.ts";
import { iso } from "../shapes.ts";
import {
  countUnseen,
  listOpenings,
  listOpeningsFor,
  listSealedConversations,
  listSealedFiles,
  type OpeningRow,
  type Place,
} from "./queries.ts";
import { mayReadOpenings, requireUnsealing } from "./rights.ts";
import type { AllOpeningsQuery, Opening, OpeningsQuery, SealedQuery } from "./schemas.ts";

const MOST_COUNTED = 100;

/** What was opened, and what could be. */
export class OpeningLists {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** All of the organization. @throws {Problem} `forbidden`, `cursor-invalid` */
  async all(actor: Actor, query: AllOpeningsQuery) {
    const access = this.parts.access.of(actor);
    if (!mayReadOpenings(access, actor)) access.require(actor, "read:audit_log");
    return this.page(actor, query);
  }

  /** Of one's own things, also of one's files in somebody else's. @throws {Problem} `cursor-invalid` */
  async own(actor: Actor, query: OpeningsQuery) {
    const { organization, subject } = actor;
    const page = await this.page(actor, query, subject);
    return { ...page, unseen: await countUnseen(this.parts.store.db, organization, subject, MOST_COUNTED) };
  }

  /** What somebody has that only breaking the glass shows: when it was made, and no more. @throws {Problem} `forbidden`, `resource-not-found` */
  async sealed(actor: Actor, id: string, { type, limit, cursor }: SealedQuery) {
    const { store, cursors, now } = this.parts;
    const access = this.parts.access.of(actor);
    requireUnsealing(access, actor);
    const account = `user:${id}`;
    if (access.engine.check(account, "create", "conversation").reason === "unknown-subject")
      throw problem("resource-not-found");
    const question = ["sealed", actor.organization, account, type];
    const wish = { after: placeIn(cursor, (text) => cursors.read(question, text)), limit: limit + 1, now: now() };
    const list = type === "conversation" ? listSealedConversations : listSealedFiles;
    const rows = await list(store.db, actor.organization, account, wish);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      things: page.map((row) => ({
        resource: `${type}:${row.publicId}`,
        createdAt: iso(row.createdAt),
        updatedAt: iso(row.updatedAt),
        bytes: row.bytes,
        isArchived: row.isArchived,
        // What the engine does not hold is its owner's alone.
        mayView:
          access.engine.isHeld(`${type}:${row.id}`) &&
          access.may(actor, "view", `${type}:${row.id}`, WITHOUT_CAPABILITIES),
      })),
      nextCursor: last ? cursors.sign(question, JSON.stringify([last.createdAt, last.id])) : null,
    };
  }

  async one(actor: Actor, row: OpeningRow): Promise<Opening> {
    const [shown] = await this.shown(actor, [row]);
    if (!shown) throw new Error("one row is shown as one");
    return shown;
  }

  private async page(
    actor: Actor,
    { limit, cursor, resource }: AllOpeningsQuery,
    owner?: string,
  ): Promise<{ openings: Opening[]; nextCursor: string | null }> {
    const { store, cursors } = this.parts;
    const question = ["openings", actor.organization, actor.subject, owner ?? "all", resource ?? null];
    const wish = { after: placeIn(cursor, (text) => cursors.read(question, text)), limit: limit + 1 };
    const rows =
      owner === undefined
        ? await listOpenings(store.db, actor.organization, { ...wish, resource })
        : await listOpeningsFor(store.db, actor.organization, owner, wish);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      openings: await this.shown(actor, page),
      nextCursor: last ? cursors.sign(question, JSON.stringify([last.opened_at, last.id])) : null,
    };
  }

  /** Names of things go to who may view them now: an opening that is over tells no title. */
  private async shown(actor: Actor, rows: readonly OpeningRow[]): Promise<Opening[]> {
    const { access: organizations, store, now } = this.parts;
    const access = organizations.of(actor);
    const resources = rows.map(({ resource }) => resource);
    const people = await namesOf(
      store.db,
      access.id,
      rows.flatMap((row) => [row.owner, row.opened_by]),
    );
    const things = await namesOfThings(store.db, access.id, resources);
    const found = await organizations.unheld.find(store.db, access, resources);
    const at = now();
    return rows.map((row) => {
      const thing = things.get(row.resource);
      const mayHear =
        thing !== undefined &&
        found.suppose(access, row.resource, () => access.may(actor, "view", row.resource, WITHOUT_CAPABILITIES));
      return {
        id: row.id,
        resource: row.resource,
        type: row.resource.slice(0, row.resource.indexOf(":")),
        thingId: thing?.id ?? null,
        name: mayHear ? thing.name : null,
        owner: row.owner,
        ownerName: people.get(row.owner)?.name ?? null,
        openedBy: row.opened_by,
        openedByName: people.get(row.opened_by)?.name ?? null,
        reason: row.reason,
        openedAt: iso(row.opened_at),
        endsAt: iso(row.ends_at),
        closedAt: row.closed_at === null ? null : iso(row.closed_at),
        isOpen: row.closed_at === null && row.ends_at > at && isThere(access, row),
        isSeen: row.seen === 1,
      };
    });
  }
}

/** The grant that it gave: it goes with the thing, and whoever may takes it back otherwise. */
export const isThere = (access: OrganizationAccess, { resource, grant_id }: OpeningRow): boolean =>
  access.engine.grantsOn(resource).some(({ id }) => id === grant_id);

const placeIn = (cursor: string | undefined, read: (cursor: string) => string): Place | undefined => {
  if (cursor === undefined || cursor === "") return undefined;
  const [at, id] = JSON.parse(read(cursor));
  return { at, id };
};

import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, type Tx } from "../../store/index.ts";
import { requireConversation } from "../conversations/conversationAccess.ts";
import type { WorkspaceParts } from "../parts.ts";
import { accountId, iso } from "../shapes.ts";
import {
  type CountedRow,
  deleteBookmark,
  insertBookmark,
  listBookmarks,
  putOn,
  tagsOn,
  takeOff,
  updateBookmark,
} from "./queries.ts";
import type { Bookmark, BookmarkEdit, NewBookmark } from "./schemas.ts";

/** Bookmarks of one person. */
const MOST = 500;

/**
 * Names that people give to conversations that they may `view`, to find them again. They are each person's own: nobody else sees them, not
 * on a conversation that is shared either. All of it takes BOOKMARKS.USE.
 */
export class Bookmarks {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  async list(actor: Actor): Promise<Bookmark[]> {
    this.accessOf(actor);
    return (await listBookmarks(this.parts.store.db, actor.organization, actor.subject)).map(shown);
  }

  /** One that is there stays as it is. @throws {Problem} `resource-not-found` for a conversation that one may not see */
  async create(actor: Actor, wish: NewBookmark): Promise<Bookmark> {
    const access = this.accessOf(actor);
    if (wish.addToConversation === true && wish.conversationId == null)
      throw problem("request-invalid", { detail: "`conversationId` must say which conversation is bookmarked" });
    return this.parts.store.transact(async (tx) => {
      const [made] = await this.known(tx, actor, [wish.tag], wish.description ?? null);
      if (wish.addToConversation === true && wish.conversationId != null) {
        const row = await requireConversation(tx, access, actor, "view", wish.conversationId);
        await putOn(tx, actor.organization, row.id, made ? [made] : []);
      }
      return this.find(tx, actor, wish.tag);
    });
  }

  /** @throws {Problem} `resource-not-found`, `already-exists` */
  async edit(actor: Actor, tag: string, wish: BookmarkEdit): Promise<Bookmark> {
    this.accessOf(actor);
    const { organization, subject } = actor;
    return this.parts.store.transact(async (tx) => {
      const { _id } = await this.find(tx, actor, tag);
      const all = await listBookmarks(tx, organization, subject);
      if (wish.tag !== undefined && all.some((row) => row.tag === wish.tag && row.id !== _id))
        throw problem("already-exists", { detail: `you have a bookmark \`${wish.tag}\`` });
      await updateBookmark(tx, organization, _id, {
        ...(wish.tag !== undefined && { tag: wish.tag }),
        ...(wish.description !== undefined && { description: wish.description }),
        updated_at: this.parts.now(),
      });
      if (wish.position !== undefined) await this.move(tx, organization, all, _id, wish.position);
      return this.find(tx, actor, wish.tag ?? tag);
    });
  }

  /** Off all conversations. @returns what it was */
  async remove(actor: Actor, tag: string): Promise<Bookmark> {
    this.accessOf(actor);
    return this.parts.store.transact(async (tx) => {
      const found = await this.find(tx, actor, tag);
      await deleteBookmark(tx, actor.organization, found._id);
      return found;
    });
  }

  /** Exactly these on a conversation; names that there are not are made. @returns them, in one's order */
  async set(actor: Actor, conversationId: string, tags: readonly string[]): Promise<string[]> {
    const access = this.accessOf(actor);
    const { organization, subject } = actor;
    return this.parts.store.transact(async (tx) => {
      const { id } = await requireConversation(tx, access, actor, "view", conversationId);
      await takeOff(tx, organization, subject, id);
      await putOn(tx, organization, id, await this.known(tx, actor, [...new Set(tags)], null));
      return (await tagsOn(tx, organization, subject, [id])).get(id) ?? [];
    });
  }

  private accessOf(actor: Actor) {
    const access = this.parts.access.of(actor);
    access.require(actor, "BOOKMARKS.USE");
    return access;
  }

  /** The ids of bookmarks of these names; what is missing is made, at the end of the list. @throws {Problem} `conflict` */
  private async known(tx: Tx, actor: Actor, tags: readonly string[], description: string | null): Promise<string[]> {
    const { organization, subject } = actor;
    const all = await listBookmarks(tx, organization, subject);
    const ids = new Map(all.map((row) => [row.tag, row.id]));
    const missing = tags.filter((tag) => !ids.has(tag));
    if (all.length + missing.length > MOST)
      throw problem("conflict", { detail: `at most ${MOST} bookmarks: delete some that you no longer need` });
    let position = Math.max(0, ...all.map((row) => row.position));
    const at = this.parts.now();
    for (const tag of missing) {
      const id = newId(at);
      const row = { organization_id: organization, id, account: subject, tag, description, created_at: at };
      await insertBookmark(tx, { ...row, position: ++position, updated_at: at });
      ids.set(tag, id);
    }
    return tags.flatMap((tag) => ids.get(tag) ?? []);
  }

  private async find(tx: Tx, actor: Actor, tag: string): Promise<Bookmark> {
    const found = (await listBookmarks(tx, actor.organization, actor.subject)).find((row) => row.tag === tag);
    if (!found) throw problem("resource-not-found", { detail: "you have no bookmark of this name" });
    return shown(found);
  }

  /** The others keep their order. */
  private async move(tx: Tx, organization: string, all: readonly CountedRow[], id: string, to: number): Promise<void> {
    const moved = all.filter((row) => row.id === id);
    const others = all.filter((row) => row.id !== id);
    // LibreChat counts from 1.
    const place = Math.max(0, to - 1);
    const order = [...others.slice(0, place), ...moved, ...others.slice(place)];
    for (const [index, row] of order.entries())
      if (row.position !== index + 1) await updateBookmark(tx, organization, row.id, { position: index + 1 });
  }
}

const shown = (row: CountedRow): Bookmark => ({
  _id: row.id,
  user: accountId(row.account),
  tag: row.tag,
  ...(row.description !== null && { description: row.description }),
  count: row.count,
  position: row.position,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
});

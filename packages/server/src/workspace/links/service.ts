import type { Change } from "@gatehouse/engine";
import { nanoid } from "nanoid";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay, whyNot } from "../../access/rules.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { toExpiry } from "../../http/schemas.ts";
import { hashPassword } from "../../identity/passwords.ts";
import { newId, nextGrantIds, noteEvent, searchText, type Tx } from "../../store/index.ts";
import { conversationName, requireConversation } from "../conversations/conversationAccess.ts";
import { type ConversationRow, findConversation } from "../conversations/queries.ts";
import { edited } from "../edited.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { iso } from "../shapes.ts";
import { bringForward } from "./byCapability.ts";
import { pack, readShown } from "./content.ts";
import { endOfChanged, endOfPublished, requireToCome } from "./ends.ts";
import { linkName, requireAccount, requireLink } from "./linkAccess.ts";
import { linkOf, withoutContent } from "./linkShape.ts";
import { listLinks } from "./listLinks.ts";
import { findToTakeBack, listLinksTo } from "./ofConversation.ts";
import { listDays, listOpeners } from "./openings.ts";
import { findOwnLinkTo, insertLink, type LinkRow, saveContent, updateLink } from "./queries.ts";
import type { ChangeBody, ChangedLink, Link, ListQuery, MakeBody } from "./schemas.ts";

/** Throws unless the caller's `If-Match` names this version of the link. */
export type RequireVersion = (version: number) => void;

/** Links by which people show a conversation: making one takes `share` and `view` on it, and SHARED_LINKS.CREATE; each is a resource, `sharedLink:<id>`. */
export class Links {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  async list(actor: Actor, query: ListQuery) {
    this.requireActive(actor);
    return listLinks(this.parts, actor, query);
  }

  /** The one that the actor owns to a conversation. */
  async findFor(actor: Actor, conversationId: string): Promise<{ link: Link; version: number } | undefined> {
    this.requireActive(actor);
    const row = await findOwnLinkTo(this.parts.store.db, actor.organization, conversationId, actor.subject);
    const isTheirs = row && this.parts.access.of(actor).may(actor, "delete", linkName(row), WITHOUT_CAPABILITIES);
    return row && isTheirs ? { link: linkOf(row), version: row.version } : undefined;
  }

  /** @throws {Problem} `resource-not-found`, `feature-off`, `hand-on-refused`, `request-invalid`, `already-exists` */
  async make(
    actor: Actor,
    conversationId: string,
    wish: MakeBody,
  ): Promise<Committed<{ link: Link; version: number }>> {
    requireAccount(actor);
    const access = this.parts.access.of(actor);
    const { db } = this.parts.store;
    access.require(actor, "create", "sharedLink");
    const prepared = await this.prepare(db, access, actor, conversationId, wish);
    const end = requireToCome(toExpiry(wish.expiresAt), this.parts.now());
    const { revision, result } = await access.commit(actor, async (tx) => {
      const conversation = await this.requireShareable(tx, access, actor, conversationId);
      if (await findOwnLinkTo(tx, actor.organization, conversationId, actor.subject))
        throw problem("already-exists", {
          detail: "you have a link to this conversation; change it, or delete it first",
        });
      const at = this.parts.now();
      const row = await insertLink(tx, {
        organization_id: actor.organization,
        id: newId(at),
        share_id: nanoid(21),
        conversation_row: conversation.id,
        conversation_id: conversationId,
        account: actor.subject,
        target_message_id: wish.targetMessageId ?? null,
        is_live: wish.live ? 1 : 0,
        passcode_hash: prepared.passcodeHash ?? null,
        expires_at: endOfPublished(access, actor, conversation, end),
        ...titled(conversation.title),
        created_at: at,
        updated_at: at,
      });
      if (prepared.content) await saveContent(tx, actor.organization, row.id, prepared.content);
      return { changes: await this.added(tx, access, actor, conversation, row, wish.public), result: row };
    });
    return { revision, result: { link: linkOf(result), version: result.version } };
  }

  /**
   * Its settings, and, unless asked not to, what a snapshot shows; its address stays. By capability alone its end is brought forward.
   * @throws {Problem} as `make`
   */
  async change(
    actor: Actor,
    shareId: string,
    wish: ChangeBody,
    requireVersion: RequireVersion,
  ): Promise<Committed<{ link: ChangedLink; version: number }>> {
    requireAccount(actor);
    const access = this.parts.access.of(actor);
    const { db } = this.parts.store;
    access.require(actor, "SHARED_LINKS.CREATE");
    const before = await requireLink(db, access, actor, "update", shareId);
    requireVersion(before.version);
    if (!access.may(actor, "update", linkName(before), WITHOUT_CAPABILITIES)) {
      const { revision, result } = await bringForward(this.parts, access, actor, before, wish);
      return { revision, result: { link: withoutContent(result), version: result.version } };
    }
    if (!wish.republish && wish.targetMessageId !== undefined)
      throw problem("request-invalid", { detail: "`targetMessageId`: what is shown changes only with `republish`" });
    const target = wish.targetMessageId === undefined ? before.target_message_id : wish.targetMessageId;
    const again = { ...wish, targetMessageId: target, live: before.is_live === 1 };
    const prepared = wish.republish
      ? await this.prepare(db, access, actor, before.conversation_id, again)
      : { passcodeHash: await hashed(wish.passcode) };
    const end =
      wish.expiresAt === undefined ? before.expires_at : requireToCome(toExpiry(wish.expiresAt), this.parts.now());
    const { revision, result } = await access.commit(actor, async (tx) => {
      const row = await requireLink(tx, access, actor, "update", shareId, WITHOUT_CAPABILITIES);
      if (row.version !== before.version) throw problem("conflict", { detail: "the link was changed in the meantime" });
      const values = wish.republish
        ? await this.published(tx, access, actor, row, end, target)
        : { expires_at: await this.changedEnd(tx, access, actor, row, end) };
      if (wish.republish && prepared.content) await saveContent(tx, actor.organization, row.id, prepared.content);
      const changed = await updateLink(tx, actor.organization, row.id, {
        ...values,
        ...(prepared.passcodeHash !== undefined && { passcode_hash: prepared.passcodeHash }),
      });
      const fields = [
        ...(wish.republish ? ["content"] : []),
        ...(prepared.passcodeHash === undefined ? [] : ["passcode"]),
        ...(changed.expires_at === row.expires_at ? [] : ["end"]),
      ];
      await noteEvent(tx, edited(actor, "link-edited", linkName(row), fields));
      return { changes: [], result: changed };
    });
    return { revision, result: { link: linkOf(result), version: result.version } };
  }

  /** Nobody opens it any more, and what it showed is gone; also for whoever may share its conversation. @throws {Problem} `resource-not-found`, `forbidden` */
  async remove(actor: Actor, shareId: string): Promise<Committed<LinkRow>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const row =
        (await findToTakeBack(tx, access, actor, shareId)) ?? (await this.requireToDelete(tx, access, actor, shareId));
      const name = linkName(row);
      const { changes, removed } = access.engine.removalOf(name);
      await this.parts.access.removed(tx, actor.organization, removed);
      return { changes, result: row };
    });
  }

  /** By which links a conversation is shown. @throws {Problem} `resource-not-found`, `forbidden` */
  async listTo(actor: Actor, conversationId: string) {
    requireAccount(actor);
    return listLinksTo(this.parts, actor, conversationId);
  }

  /** Who opened it, and how often a day; for whoever may `update` it in their own right: whom a conversation is shown to is its people's. @throws {Problem} `resource-not-found`, `forbidden` */
  async opened(actor: Actor, shareId: string) {
    const { db } = this.parts.store;
    const access = this.parts.access.of(actor);
    const row = await requireLink(db, access, actor, "update", shareId, WITHOUT_CAPABILITIES);
    const openers = await listOpeners(db, row);
    const accounts = openers.map(({ opener }) => opener).filter((opener) => opener.includes(":"));
    const names = await this.parts.people?.names(actor.organization, accounts);
    return {
      times: openers.reduce((sum, { times }) => sum + Number(times), 0),
      openers: openers.map(({ opener, first_at, last_at, times }) => ({
        opener,
        name: names?.get(opener)?.name ?? null,
        firstAt: iso(first_at),
        lastAt: iso(last_at),
        times: Number(times),
      })),
      days: (await listDays(db, row)).map(({ day, times }) => ({ day, times: Number(times) })),
    };
  }

  private async requireToDelete(tx: Tx, access: OrganizationAccess, actor: Actor, shareId: string): Promise<LinkRow> {
    const row = await requireLink(tx, access, actor, "delete", shareId);
    requireMay(access, actor, (may) => may.deleteResource(actor.subject, linkName(row), contextOf(actor)));
    return row;
  }

  /** What is written of a link that is published again; `updated_at` is when what it shows is of, settings have their version. */
  private async published(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    { conversation_id }: LinkRow,
    end: number | null,
    target: string | null,
  ) {
    const conversation = await this.requireShareable(tx, access, actor, conversation_id);
    return {
      ...titled(conversation.title),
      target_message_id: target,
      updated_at: this.parts.now(),
      expires_at: endOfPublished(access, actor, conversation, end),
    };
  }

  private async changedEnd(tx: Tx, access: OrganizationAccess, actor: Actor, row: LinkRow, end: number | null) {
    const conversation = await findConversation(tx, actor.organization, row.conversation_id);
    if (!conversation) throw problem("resource-not-found");
    return endOfChanged(access, actor, conversation, end, row.expires_at);
  }

  private requireActive(actor: Actor): void {
    requireAccount(actor);
    this.parts.access.of(actor).require(actor, "create", "conversation");
  }

  /** What takes long, before the write that nobody else's can pass: it is asked there again who may. */
  private async prepare(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    conversationId: string,
    { targetMessageId = null, live, passcode }: Pick<MakeBody, "targetMessageId" | "live" | "passcode">,
  ): Promise<{ content?: Uint8Array; passcodeHash: string | null | undefined }> {
    const conversation = await this.requireShareable(db, access, actor, conversationId);
    const shown = await readShown(db, actor.organization, conversation, targetMessageId, "to keep");
    const passcodeHash = await hashed(passcode);
    return live ? { passcodeHash } : { content: await pack(shown), passcodeHash };
  }

  /** Showing a conversation takes `share` on it. */
  private async requireShareable(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    conversationId: string,
  ): Promise<ConversationRow> {
    const row = await requireConversation(db, access, actor, "share", conversationId);
    await requireConversation(db, access, actor, "view", conversationId);
    const conversation = conversationName(row);
    const found = await this.parts.access.unheld.find(db, access, [conversation]);
    found.suppose(access, conversation, () =>
      requireMay(access, actor, (may) => may.create(actor.subject, "sharedLink", { conversation }, contextOf(actor))),
    );
    return row;
  }

  /** The link as a resource, its conversation held from now on, and, where wished and allowed, the grant to everybody. */
  private async added(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    conversationRow: ConversationRow,
    row: LinkRow,
    isPublic: boolean | undefined,
  ): Promise<Change[]> {
    const [conversation, resource] = [conversationName(conversationRow), linkName(row)];
    const found = await this.parts.access.unheld.findToTake(tx, access, [conversation]);
    const link = { conversation, live: row.is_live === 1, maker: actor.subject };
    const changes: Change[] = [
      ...found.taking(access, conversation),
      { kind: "resource-added", resource, owner: actor.subject, state: "active", link },
    ];
    if (isPublic === false) return changes;
    const principal = this.parts.settings.publicLinks ? "anyone" : "everyone";
    const grant = { principal, resource, allow: ["view"], deny: [], expiresAt: null, condition: null };
    const mayGive = access.engine.suppose(changes, () => {
      if (isPublic) requireMay(access, actor, (may) => may.grant(actor.subject, grant, contextOf(actor)));
      return whyNot(access, actor, (may) => may.grant(actor.subject, grant, contextOf(actor))) === null;
    });
    if (!mayGive) return changes;
    const [id = 0] = await nextGrantIds(tx, access.id, 1);
    return [...changes, { kind: "grant-set", grant: { id, ...grant } }];
  }
}

const titled = (title: string) => ({ title, search_text: searchText(title) });

/** undefined stays as it is, null is none. */
const hashed = async (passcode: string | null | undefined) =>
  typeof passcode === "string" ? hashPassword(passcode) : passcode;

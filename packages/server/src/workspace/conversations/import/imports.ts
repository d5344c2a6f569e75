import { randomUUID } from "node:crypto";
import type { Insertable } from "kysely";
import { personOf } from "../../../access/organizationAccess.ts";
import type { Actor } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import type { UploadedFile } from "../../../http/uploads.ts";
import { type ConversationsTable, type MessagesTable, newId, searchText, type Tx } from "../../../store/index.ts";
import type { Models } from "../../models/models.ts";
import { PairLimit } from "../../pairLimit.ts";
import type { WorkspaceParts } from "../../parts.ts";
import { ROOT } from "../branches.ts";
import { messageOf } from "../conversationShape.ts";
import type { Copied } from "../copies.ts";
import { SUBMITTED } from "../messageAccess.ts";
import {
  deleteHidden,
  findConversation,
  insertConversations,
  insertMessages,
  listMessages,
  showHidden,
} from "../queries.ts";
import { showConversation } from "../showConversations.ts";
import type { Imported, ImportedMessage } from "./imported.ts";
import { ImportReader } from "./importReader.ts";

/** What one transaction writes. */
const MESSAGES_IN_A_PIECE = 500;
/** Far longer than an import takes. */
const HIDDEN_MS = 60 * 60 * 1_000;

/** Conversations out of another program's file: new ones, of whoever brings them, all or none. */
export class Imports {
  private readonly parts: WorkspaceParts;
  private readonly models: Models;
  private readonly limit: PairLimit;
  private readonly reader = new ImportReader();
  /** Who is importing. */
  private readonly busy = new Set<string>();

  constructor(parts: WorkspaceParts, models: Models) {
    this.parts = parts;
    this.models = models;
    const { importIp, importUser } = parts.settings.limits.rates;
    this.limit = new PairLimit(parts.counters, "imports", { ip: importIp, user: importUser }, "file_upload_limit");
  }

  /** The largest file, in bytes. */
  get most(): number {
    return this.parts.settings.limits.importBytes;
  }

  /**
   * All of a file's conversations or none: each is hidden until all are there, and swept away after a crash.
   * @param receive reads the file; not called where that would be for nothing
   * @returns how many
   * @throws {Problem} `request-invalid`, `rate-limited`, `forbidden`, `account-…`; nothing is there then
   */
  async take(
    actor: Actor,
    ip: string,
    receive: () => Promise<UploadedFile>,
  ): Promise<{ conversations: number; messages: number }> {
    await this.begin(actor, ip);
    const person = personOf(actor);
    if (this.busy.has(person))
      throw problem("rate-limited", {
        detail: "another import of yours is being read: wait for its answer",
        headers: { "Retry-After": "5" },
      });
    this.busy.add(person);
    try {
      const found = await this.reader.read((await receive()).bytes);
      await this.writeAll(actor, found);
      return { conversations: found.length, messages: found.reduce((sum, { messages }) => sum + messages.length, 0) };
    } finally {
      this.busy.delete(person);
    }
  }

  private async begin(actor: Actor, ip: string): Promise<void> {
    this.parts.access.of(actor).require(actor, "create", "conversation");
    if ((await this.partnersOf(actor)).length === 0)
      throw problem("model-not-available", {
        detail: "there is no model that you may use, so that nothing could be gone on with",
      });
    await this.limit.count(actor, ip);
  }

  /** A piece at a time, so that no write of others waits for all of it. @returns each one's `conversationId` */
  private async writeAll(actor: Actor, found: readonly Imported[]): Promise<string[]> {
    const { store, access } = this.parts;
    const { organization } = actor;
    const transact = (work: (tx: Tx) => Promise<unknown>) =>
      store.transact((tx) => {
        access.of(actor).require(actor, "create", "conversation");
        return work(tx);
      });
    const written: string[] = [];
    const conversationIds: string[] = [];
    const partners = await this.partnersOf(actor);
    try {
      for (const { conversations, messages } of this.pieces(actor, found, partners)) {
        await transact(async (tx) => {
          await requireLeft(tx, organization, conversationIds.at(-1));
          await insertConversations(tx, conversations);
          await insertMessages(tx, messages);
        });
        written.push(...conversations.map(({ id }) => id));
        conversationIds.push(...conversations.map(({ conversation_id }) => conversation_id));
      }
      await transact((tx) => showHidden(tx, organization, written));
      return conversationIds;
    } catch (error) {
      await store.transact((tx) => deleteHidden(tx, organization, written));
      throw error;
    }
  }

  /** One that is not out of a file. @throws {Problem} `model-not-available`, `account-…` */
  async keep(actor: Actor, imported: Imported): Promise<Copied> {
    const { db } = this.parts.store;
    const [conversationId = ""] = await this.writeAll(actor, [imported]);
    const row = await findConversation(db, actor.organization, conversationId);
    if (!row) throw problem("resource-not-found");
    return {
      conversation: await showConversation(db, this.parts.access.of(actor), actor, row),
      messages: (await listMessages(db, actor.organization, conversationId)).map(messageOf),
    };
  }

  private async partnersOf(actor: Actor): Promise<Partner[]> {
    const usable = (await this.models.of(actor.organization)).usableBy(this.parts.access.of(actor), actor);
    return Object.entries(usable).flatMap(([endpoint, models]) => models.map((model) => ({ endpoint, model })));
  }

  private *pieces(actor: Actor, found: readonly Imported[], partners: readonly Partner[]): Generator<Rows> {
    let piece: Rows = { conversations: [], messages: [] };
    for (const one of found) {
      const { conversation, messages } = this.rowsOf(actor, one, partners);
      piece.conversations.push(conversation);
      for (const message of messages) {
        piece.messages.push(message);
        if (piece.messages.length < MESSAGES_IN_A_PIECE) continue;
        yield piece;
        piece = { conversations: [], messages: [] };
      }
    }
    yield piece;
  }

  private rowsOf(actor: Actor, imported: Imported, partners: readonly Partner[]) {
    const now = this.parts.now();
    const at = Math.min(imported.at ?? now, now);
    const conversationId = randomUUID();
    const { organization, subject } = actor;
    const partner = partnerFor(imported, partners);
    const messages = placed(imported.messages, at);
    const ids = new Map(messages.map(({ id }) => [id, randomUUID()]));
    return {
      conversation: {
        organization_id: organization,
        id: newId(at),
        conversation_id: conversationId,
        account: subject,
        title: imported.title,
        search_text: searchText(imported.title),
        ...partner,
        // In no list until all of the file is there, and swept away if that never comes.
        is_temporary: 1 as const,
        expires_at: now + HIDDEN_MS,
        created_at: at,
        updated_at: Math.max(at, messages.at(-1)?.at ?? at),
      },
      messages: messages.map(({ id, parent, isPersons, isSubmitted = true, sender, text, model, at: said }) => ({
        organization_id: organization,
        id: newId(said),
        message_id: ids.get(id) ?? randomUUID(),
        conversation_id: conversationId,
        parent_message_id: (parent !== null && ids.get(parent)) || ROOT,
        account: subject,
        sender,
        text,
        content: isPersons ? null : JSON.stringify([{ type: "text", text }]),
        model: isPersons ? null : model,
        endpoint: partner.endpoint,
        is_created_by_user: isPersons ? (1 as const) : (0 as const),
        metadata: !isPersons && isSubmitted ? SUBMITTED : null,
        created_at: said,
        updated_at: said,
      })),
    };
  }
}

/** What was written before goes on in this piece, perhaps. @throws {Problem} `conflict` if its owner has deleted it meanwhile, with all others */
async function requireLeft(tx: Tx, organization: string, conversationId: string | undefined): Promise<void> {
  if (conversationId === undefined || (await findConversation(tx, organization, conversationId))) return;
  throw problem("conflict", {
    detail: "your conversations were deleted while these were being read: bring them again",
  });
}

interface Rows {
  conversations: Insertable<ConversationsTable>[];
  messages: Insertable<MessagesTable>[];
}

interface Partner {
  endpoint: string;
  model: string;
}

/** Whom it goes on with: the model that it was had with, if that is here and for this person; otherwise the first that is. */
function partnerFor({ endpoint, model }: Imported, partners: readonly Partner[]): Partner {
  const same =
    partners.find((one) => one.endpoint === endpoint && one.model === model) ??
    partners.find((one) => one.model === model) ??
    partners[0];
  if (!same) throw problem("model-not-available");
  return same;
}

/** One after the other, as they came: their order is that of their times. */
function placed(messages: readonly ImportedMessage[], begun: number): (ImportedMessage & { at: number })[] {
  let before = begun - 1;
  return messages.map((message) => {
    before = Math.max(message.at ?? 0, before + 1);
    return { ...message, at: before };
  });
}

import { randomUUID } from "node:crypto";
import type { Actor } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import type { UploadedFile } from "../../../http/uploads.ts";
import { newId, searchText, type Tx } from "../../../store/index.ts";
import type { Models } from "../../models/models.ts";
import { PairLimit } from "../../pairLimit.ts";
import type { WorkspaceParts } from "../../parts.ts";
import { ROOT } from "../branches.ts";
import { messageOf } from "../conversationShape.ts";
import type { Copied } from "../copies.ts";
import { findConversation, insertConversation, insertMessages, listMessages } from "../queries.ts";
import { showConversation } from "../showConversations.ts";
import type { Imported, ImportedMessage } from "./imported.ts";
import { readImport } from "./readImport.ts";

/** Conversations out of another program's file: new ones, of whoever brings them, all or none. */
export class Imports {
  private readonly parts: WorkspaceParts;
  private readonly models: Models;
  private readonly limit: PairLimit;

  constructor(parts: WorkspaceParts, models: Models) {
    this.parts = parts;
    this.models = models;
    const { importIp, importUser } = parts.settings.limits.rates;
    this.limit = new PairLimit("imports", importIp, importUser, "file_upload_limit");
  }

  /** The largest file, in bytes. */
  get most(): number {
    return this.parts.settings.limits.importBytes;
  }

  /** Asked before the file is read. @throws {Problem} `rate-limited`, `forbidden`, `account-…` */
  async begin(actor: Actor, ip: string): Promise<void> {
    this.parts.access.of(actor).require(actor, "create", "conversation");
    if (this.partnersOf(actor).length === 0)
      throw problem("model-not-available", {
        detail: "there is no model that you may use, so that nothing could be gone on with",
      });
    await this.limit.count(actor, ip);
  }

  /** @returns how many @throws {Problem} `request-invalid`; nothing is written then */
  async take(actor: Actor, { bytes }: UploadedFile): Promise<{ conversations: number; messages: number }> {
    const found = await readImport(bytes);
    const access = this.parts.access.of(actor);
    const partners = this.partnersOf(actor);
    await this.parts.store.transact(async (tx) => {
      access.require(actor, "create", "conversation");
      for (const one of found) {
        await this.write(tx, actor, one, partners);
        // An embedded database answers at once, and would leave nobody else a turn.
        await new Promise((next) => setImmediate(next));
      }
    });
    return { conversations: found.length, messages: found.reduce((sum, { messages }) => sum + messages.length, 0) };
  }

  /** One that is not out of a file. @throws {Problem} `model-not-available`, `account-…` */
  async keep(actor: Actor, imported: Imported): Promise<Copied> {
    const access = this.parts.access.of(actor);
    const partners = this.partnersOf(actor);
    return this.parts.store.transact(async (tx) => {
      access.require(actor, "create", "conversation");
      const conversationId = await this.write(tx, actor, imported, partners);
      const row = await findConversation(tx, actor.organization, conversationId);
      if (!row) throw problem("internal");
      return {
        conversation: await showConversation(tx, access, actor, row),
        messages: (await listMessages(tx, actor.organization, conversationId)).map(messageOf),
      };
    });
  }

  private partnersOf(actor: Actor): Partner[] {
    const usable = this.models.usableBy(this.parts.access.of(actor), actor);
    return Object.entries(usable).flatMap(([endpoint, models]) => models.map((model) => ({ endpoint, model })));
  }

  /** @returns its `conversationId` */
  private async write(tx: Tx, actor: Actor, imported: Imported, partners: readonly Partner[]): Promise<string> {
    const now = this.parts.now();
    const at = Math.min(imported.at ?? now, now);
    const conversationId = randomUUID();
    const { organization, subject } = actor;
    const partner = partnerFor(imported, partners);
    const messages = placed(imported.messages, at);
    await insertConversation(tx, {
      organization_id: organization,
      id: newId(at),
      conversation_id: conversationId,
      account: subject,
      title: imported.title,
      search_text: searchText(imported.title),
      ...partner,
      created_at: at,
      updated_at: Math.max(at, messages.at(-1)?.at ?? at),
    });
    const ids = new Map(messages.map(({ id }) => [id, randomUUID()]));
    await insertMessages(
      tx,
      messages.map(({ id, parent, isPersons, sender, text, model, at: said }) => ({
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
        is_created_by_user: isPersons ? 1 : 0,
        created_at: said,
        updated_at: said,
      })),
    );
    return conversationId;
  }
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

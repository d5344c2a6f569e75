import { type Actor, VISITOR } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { ReferenceMissing } from "../../store/index.ts";
import { findConversation } from "../conversations/queries.ts";
import { PairLimit } from "../pairLimit.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { iso } from "../shapes.ts";
import { namedAnew, readShown, revisionOf, type Shown, unpack } from "./content.ts";
import { linkName, readerOf } from "./linkAccess.ts";
import { noteOpening } from "./openings.ts";
import type { Passcodes } from "./passcodes.ts";
import { findContent, findLink, type LinkRow } from "./queries.ts";
import type { Reading } from "./schemas.ts";

/** Who asks to open a link. */
export interface Opener {
  /** Null: a visitor. */
  signedIn: Actor | null;
  ip: string;
  passcode?: string | undefined;
}

/** Before it is known to which organization an address leads. */
const NOBODY_KNOWN: Actor = { organization: "", subject: VISITOR, name: VISITOR, from: "api" };

/**
 * What others see by a link. The engine says who may `view` it, of whatever organization they are; the link itself asks two things more of
 * everybody: that it has not ended, and its passcode.
 */
export class LinkReader {
  private readonly parts: WorkspaceParts;
  private readonly passcodes: Passcodes;
  private readonly limit: PairLimit;

  constructor(parts: WorkspaceParts, passcodes: Passcodes) {
    this.parts = parts;
    this.passcodes = passcodes;
    const { shareIp, shareUser } = parts.settings.limits.rates;
    this.limit = new PairLimit(
      parts.counters,
      "openings of shared links",
      { ip: shareIp, user: shareUser },
      "share_limit",
    );
  }

  /** @throws {Problem} `resource-not-found`, `passcode-needed`, `passcode-wrong`, `rate-limited` */
  async read(opener: Opener, shareId: string): Promise<Reading> {
    const { row, shown } = await this.open(opener, shareId);
    return {
      shareId: row.share_id,
      title: shown.title,
      ...namedAnew(shown),
      live: row.is_live === 1,
      shareRevision: revisionOf(shown),
      createdAt: iso(row.created_at),
      updatedAt: iso(row.updated_at),
    };
  }

  /** What is behind a link, noted as opened. @throws {Problem} as `read` */
  async open(opener: Opener, shareId: string): Promise<{ row: LinkRow; shown: Shown }> {
    const { row, reader } = await this.requireOpen(opener, shareId);
    await this.passcodes.require(row, opener.passcode, opener.ip);
    const shown = await this.shown(row);
    const isOwner = this.parts.access.of(row.organization_id).engine.describe(linkName(row))?.owner === reader.subject;
    if (!isOwner) await this.note(row, reader.subject);
    return { row, shown };
  }

  private async note(row: LinkRow, opener: string): Promise<void> {
    try {
      await this.parts.store.transact((tx) => noteOpening(tx, row, opener, this.parts.now()));
    } catch (error) {
      // Taken back in this moment: nothing is shown by it any more.
      if (error instanceof ReferenceMissing) throw problem("resource-not-found", { cause: error });
      throw error;
    }
  }

  /** That they can read what is behind it; nothing is noted. @throws {Problem} as `read` */
  async requireReadable(opener: Opener, shareId: string): Promise<void> {
    const { row } = await this.requireOpen(opener, shareId);
    await this.passcodes.require(row, opener.passcode, opener.ip);
  }

  /** That there is such a link for them; its passcode is not asked. @throws {Problem} `resource-not-found`, `rate-limited` */
  async requireOpen({ signedIn, ip }: Opener, shareId: string): Promise<{ row: LinkRow; reader: Actor }> {
    await this.limit.count(signedIn ?? NOBODY_KNOWN, ip);
    const row = await findLink(this.parts.store.db, shareId);
    if (!row) throw problem("resource-not-found");
    const reader = readerOf(row, signedIn, ip);
    this.parts.access.of(row.organization_id).require(reader, "view", linkName(row), WITHOUT_CAPABILITIES);
    if (row.expires_at !== null && row.expires_at <= this.parts.now()) throw problem("resource-not-found");
    return { row, reader };
  }

  private async shown(row: LinkRow): Promise<Shown> {
    const { db } = this.parts.store;
    if (row.is_live === 0) {
      const content = await findContent(db, row.organization_id, row.id);
      if (!content) throw problem("resource-not-found");
      return unpack(content.bytes);
    }
    const conversation = await findConversation(db, row.organization_id, row.conversation_id);
    if (!conversation) throw problem("resource-not-found");
    return readShown(db, row.organization_id, conversation, row.target_message_id, "as it is");
  }
}

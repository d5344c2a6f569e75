import type { Change } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { conversationName } from "../../workspace/conversations/conversationAccess.ts";
import { findConversation, findConversationByRow, findMessageByRow } from "../../workspace/conversations/queries.ts";
import { filesSentWith, forgetSaid, putBack, withhold } from "../../workspace/messages/withheld.ts";
import type { ModerationParts } from "../parts.ts";
import { type DecisionRow, holdingBack } from "./queries.ts";

const idOf = (thing: string): string => thing.slice(thing.indexOf(":") + 1);
export const isMessage = (thing: string): boolean => thing.startsWith("message:");

/** What decisions do to things: all of it asked of the engine, where whoever decides may `hide`, `restore` and `delete`. */
export class Effects {
  private readonly parts: ModerationParts;

  constructor(parts: ModerationParts) {
    this.parts = parts;
  }

  /** Whether the thing is there, and hidden. */
  async standing(db: Tx, access: OrganizationAccess, thing: string): Promise<{ isThere: boolean; isHidden: boolean }> {
    if (isMessage(thing)) {
      const row = await findMessageByRow(db, access.id, idOf(thing));
      return { isThere: row !== undefined, isHidden: row?.withheld === 1 };
    }
    const found = await this.parts.access.unheld.find(db, access, [thing]);
    return found.suppose(access, thing, () => {
      const held = access.engine.describe(thing);
      return { isThere: held !== undefined && held !== null, isHidden: held?.state === "hidden" };
    });
  }

  /**
   * Hides it. What is to be deleted is hidden until then, by somebody who may delete it now.
   * @throws {Problem} `decision-over` where it is gone, `forbidden`, `hand-on-refused`
   */
  async hideInside(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    thing: string,
    kind: "hide" | "delete",
  ): Promise<Change[]> {
    if (isMessage(thing)) {
      const message = await findMessageByRow(tx, access.id, idOf(thing));
      const conversation = message && (await findConversation(tx, access.id, message.conversation_id));
      if (!conversation) throw gone();
      await this.requireOn(tx, access, actor, "hide", conversationName(conversation));
      const files = (await filesSentWith(tx, message)).map((id) => `file:${id}`);
      await withhold(tx, message, this.parts.now());
      return this.hideFiles(tx, access, actor, files, conversation.account);
    }
    const found = await this.parts.access.unheld.findToTake(tx, access, [thing]);
    const isHidden = found.suppose(access, thing, () => {
      const held = access.engine.describe(thing);
      if (!held) throw gone();
      access.require(actor, "hide", thing);
      if (kind === "delete")
        requireMay(access, actor, (may) => may.deleteResource(actor.subject, thing, contextOf(actor)));
      return held.state === "hidden";
    });
    if (isHidden) return [];
    return [...found.taking(access, thing), { kind: "resource-state-set", resource: thing, state: "hidden" }];
  }

  /** Shows it again, unless another decision hides it as well. Nothing happens where it is gone. @throws {Problem} `forbidden` */
  async restoreInside(tx: Tx, access: OrganizationAccess, actor: Actor, decision: DecisionRow): Promise<Change[]> {
    const { thing, id } = decision;
    if ((await holdingBack(tx, access.id, thing)).some((other) => other.id !== id)) return [];
    if (isMessage(thing)) {
      const message = await findMessageByRow(tx, access.id, idOf(thing));
      const conversation = message && (await findConversation(tx, access.id, message.conversation_id));
      if (!conversation) return [];
      await this.requireOn(tx, access, actor, "restore", conversationName(conversation));
      const files = (await filesSentWith(tx, message)).map((file) => `file:${file}`);
      await putBack(tx, access.id, message.id);
      return this.showFiles(tx, access, actor, files);
    }
    if (access.engine.describe(thing)?.state !== "hidden") return [];
    access.require(actor, "restore", thing);
    return [{ kind: "resource-state-set", resource: thing, state: "active" }];
  }

  /** For good. A message keeps its place among the others. */
  async deleteInside(tx: Tx, access: OrganizationAccess, thing: string): Promise<Change[]> {
    if (isMessage(thing)) {
      const message = await findMessageByRow(tx, access.id, idOf(thing));
      const files = message ? (await filesSentWith(tx, message)).map((id) => `file:${id}`) : [];
      await forgetSaid(tx, access.id, idOf(thing));
      const changes: Change[] = [];
      // Those that nobody showed again meanwhile.
      for (const file of files)
        if (access.engine.describe(file)?.state === "hidden")
          changes.push(...(await this.deleteInside(tx, access, file)));
      return changes;
    }
    if (!access.engine.isHeld(thing)) return [];
    const { changes, removed } = access.engine.removalOf(thing);
    await this.parts.access.removed(tx, access.id, removed);
    return [...changes];
  }

  /**
   * The files of a message that is held back go with it, for everybody: their bytes say what it said. Only those of whoever's the conversation is,
   * and as far as whoever decides may hide them.
   */
  private async hideFiles(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    files: readonly string[],
    account: string,
  ): Promise<Change[]> {
    const found = await this.parts.access.unheld.findToTake(tx, access, [...files]);
    return files.flatMap((file): Change[] => {
      const isTheirs = found.suppose(access, file, () => {
        const held = access.engine.describe(file);
        return held?.owner === account && held.state === "active" && access.may(actor, "hide", file);
      });
      if (!isTheirs) return [];
      return [...found.taking(access, file), { kind: "resource-state-set", resource: file, state: "hidden" }];
    });
  }

  /** Unless a decision about the file itself hides it. */
  private async showFiles(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    files: readonly string[],
  ): Promise<Change[]> {
    const changes: Change[] = [];
    for (const resource of files) {
      if (access.engine.describe(resource)?.state !== "hidden" || !access.may(actor, "restore", resource)) continue;
      if ((await holdingBack(tx, access.id, resource)).length > 0) continue;
      changes.push({ kind: "resource-state-set", resource, state: "active" });
    }
    return changes;
  }

  /** Answers that are being written there, and those that can still be listened to, end. On other servers the engine, or the row, says so. */
  async endAnswers(organization: string, thing: string): Promise<void> {
    const { db } = this.parts.store;
    const conversationId = isMessage(thing)
      ? (await findMessageByRow(db, organization, idOf(thing)))?.conversation_id
      : thing.startsWith("conversation:")
        ? (await findConversationByRow(db, organization, idOf(thing)))?.conversation_id
        : undefined;
    if (conversationId !== undefined) await this.parts.workspace.chat.forgetIn(organization, conversationId);
  }

  private async requireOn(tx: Tx, access: OrganizationAccess, actor: Actor, action: string, resource: string) {
    const found = await this.parts.access.unheld.find(tx, access, [resource]);
    found.suppose(access, resource, () => access.require(actor, action, resource));
  }
}

const gone = () => problem("decision-over", { detail: "it is gone: decide about the person, or dismiss it" });

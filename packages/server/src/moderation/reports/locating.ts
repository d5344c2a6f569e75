import type { OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { findAgentById } from "../../workspace/agents/queries.ts";
import { requireConversation, requireNotByGlass } from "../../workspace/conversations/conversationAccess.ts";
import {
  findConversationByRow,
  findMessage,
  findMessageById,
  type MessageRow,
} from "../../workspace/conversations/queries.ts";
import { findFilesById } from "../../workspace/files/queries.ts";
import { shownText } from "../../workspace/links/content.ts";
import { countFiles } from "../../workspace/messages/withheld.ts";
import { WITHOUT_CAPABILITIES } from "../../workspace/parts.ts";
import { findGroup, findPrompt } from "../../workspace/prompts/queries.ts";
import { findThing } from "../../workspace/requests/things.ts";
import { iso } from "../../workspace/shapes.ts";
import { thingKinds } from "../../workspace/things.ts";
import type { ModerationParts } from "../parts.ts";
import type { Excerpt, NewReport } from "./schemas.ts";

/** A thing that somebody reports, and what they see of it. */
export interface Located {
  /** As decisions name it: a message by its row. */
  thing: string;
  type: string;
  name: string;
  /** Whose it is; null: nobody's whom one could decide about. */
  about: string | null;
  excerpt: Excerpt;
}

const LONGEST = 4_000;
const REPORTABLE: ReadonlySet<string> = new Set(["message", "conversation", "agent", "prompt", "file", "sharedLink"]);

/**
 * What somebody reports, as they see it now.
 * @throws {Problem} `resource-not-found` for what they cannot see, `request-invalid`, `forbidden` for their own
 */
export async function locate(
  parts: ModerationParts,
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  wish: NewReport,
): Promise<Located> {
  const type = wish.resource.slice(0, wish.resource.indexOf(":"));
  const id = wish.resource.slice(type.length + 1);
  if (!REPORTABLE.has(type))
    throw problem("request-invalid", { detail: `\`resource\`: a \`${type.slice(0, 40)}\` cannot be reported` });
  if (wish.message !== undefined && type !== "conversation")
    throw problem("request-invalid", { detail: "`message` goes with a conversation" });
  const located =
    type === "message"
      ? await locateMessage(tx, access, actor, id)
      : await locateThing(parts, tx, access, actor, { ...wish, type });
  // Of one's own conversation nothing is reported but what a model said in it: by its message, not the whole.
  if (located.about === actor.subject && (type !== "message" || located.excerpt.writtenBy !== "model"))
    throw problem("forbidden", {
      detail: "this is your own; what a model said in it is reported as `message:<messageId>`",
    });
  return located;
}

async function locateMessage(tx: Tx, access: OrganizationAccess, actor: Actor, messageId: string): Promise<Located> {
  const message = await findMessageById(tx, access.id, messageId);
  const conversation = await requireConversation(tx, access, actor, "view", message?.conversation_id ?? "-");
  requireNotByGlass(access, actor, conversation);
  if (!message) throw problem("resource-not-found");
  const author = message.is_created_by_user === 1 ? message.account : conversation.account;
  return {
    thing: `message:${message.id}`,
    type: "message",
    name: "",
    about: personIn(author),
    excerpt: excerptOf(message),
  };
}

async function locateThing(
  parts: ModerationParts,
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { resource: named, type, message }: NewReport & { type: string },
): Promise<Located> {
  const there = await findThing(parts, tx, access, named);
  if (!there) throw problem("resource-not-found");
  const { resource, found } = there;
  const kind = thingKinds[type as keyof typeof thingKinds]; // one of REPORTABLE
  const { owner, mayUpdate } = found.suppose(access, resource, () => {
    const answer = access.require(actor, kind.action, resource, WITHOUT_CAPABILITIES);
    // What was opened for a reason of one's own is not handed on.
    if (answer.reason === "broken-glass")
      throw problem("forbidden", { detail: "what was opened by breaking the glass is not handed on" });
    return {
      owner: access.engine.describe(resource)?.owner ?? "organization",
      mayUpdate: access.may(actor, "update", resource, WITHOUT_CAPABILITIES),
    };
  });
  const shown = await show(tx, access.id, resource, { mayUpdate, message });
  if (!shown) throw problem("resource-not-found");
  return { thing: resource, type, about: personIn(owner), ...shown };
}

/** What there is to copy of a thing. */
async function show(
  tx: Tx,
  organization: string,
  resource: string,
  { mayUpdate, message }: { mayUpdate: boolean; message: string | undefined },
): Promise<{ name: string; excerpt: Excerpt } | undefined> {
  const [type, id = ""] = resource.split(":");
  switch (type) {
    case "conversation": {
      const row = await findConversationByRow(tx, organization, id);
      if (!row) return undefined;
      const chosen =
        message === undefined ? undefined : await findMessage(tx, organization, row.conversation_id, message);
      if (message !== undefined && !chosen)
        throw problem("request-invalid", { detail: "`message` is no message of the conversation" });
      return { name: row.title, excerpt: chosen ? excerptOf(chosen) : {} };
    }
    case "agent": {
      const row = await findAgentById(tx, organization, id);
      if (!row) return undefined;
      const instructions = mayUpdate && row.instructions ? { instructions: cut(row.instructions).text } : {};
      return { name: row.name ?? "", excerpt: { description: cut(row.description ?? "").text, ...instructions } };
    }
    case "prompt": {
      const row = await findGroup(tx, organization, id);
      if (!row) return undefined;
      const version = row.production_id === null ? undefined : await findPrompt(tx, organization, row.production_id);
      return { name: row.name, excerpt: { description: row.oneliner, ...(version && cut(version.prompt)) } };
    }
    case "file": {
      const [row] = await findFilesById(tx, organization, [id]);
      return row && { name: row.filename, excerpt: { fileType: row.type, bytes: row.bytes } };
    }
    default: {
      const [link] = await thingKinds.sharedLink.rows(tx, organization, [id]);
      return link && { name: link.name, excerpt: {} };
    }
  }
}

const excerptOf = (message: MessageRow): Excerpt => ({
  ...cut(shownText(message)),
  ...(countFiles(message) > 0 && { files: countFiles(message) }),
  writtenBy: message.is_created_by_user === 1 ? "person" : "model",
  at: iso(message.created_at),
});

function cut(text: string): { text: string; isCut?: boolean } {
  // No half of a surrogate pair at the end.
  return text.length <= LONGEST
    ? { text }
    : { text: text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, ""), isCut: true };
}

const personIn = (account: string): string | null => (account.startsWith("user:") ? account : null);

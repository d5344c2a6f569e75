import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { type Actor, withoutKey } from "../../http/actor.ts";
import type { ToolName } from "../agents/schemas.ts";
import { fileIdsOf, keeping } from "../agents/toolResources.ts";
import type { MessageRow } from "../conversations/queries.ts";
import type { Contents } from "../files/contents.ts";
import { fileName } from "../files/fileAccess.ts";
import { entriesOf } from "../files/fileShape.ts";
import { type FileRow, findFiles, listLentFiles } from "../files/queries.ts";
import { type Line, type Part, type Prompt, wordsOf } from "../models/model.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { PromptFiles, Room } from "./promptFiles.ts";
import type { Target } from "./target.ts";

/** Most that a model is told of what was said before, in UTF-16 units; the oldest is left out first. */
const LONGEST_HISTORY = 400_000;
/** Files of messages that a model is told of; the oldest are left out first. */
const MOST_FILES = 100;

export interface ReadPrompt extends Prompt {
  /** When it was answered: what it held of files is free again. */
  release(): void;
}

/** Makes what models are told: the instructions and what the agent is lent, and the conversation up to the message, with its files. */
export class Prompts {
  private readonly store: WorkspaceParts["store"];
  private readonly contents: Contents;
  private readonly room = new Room();

  constructor({ store }: Pick<WorkspaceParts, "store">, contents: Contents) {
    this.store = store;
    this.contents = contents;
  }

  /**
   * Each file is asked about when it is read: one of a message takes `use`, one that the agent is lent `use` by way of the agent. What the actor may
   * not use (any more) is left out, without a word.
   */
  async read(
    access: OrganizationAccess,
    actor: Actor,
    target: Target,
    history: readonly MessageRow[],
  ): Promise<ReadPrompt> {
    const said = lastOf(history);
    const files = new PromptFiles(this.contents, access, this.room);
    try {
      const lines: Line[] = [];
      // The newest first: what there is no more room for is old.
      const attached = await this.filesOf(access, actor, said);
      for (const row of said) {
        const parts: Part[] = [];
        for (const file of attached.get(row.message_id) ?? []) parts.push(await files.read(file));
        lines.unshift({
          role: row.is_created_by_user === 1 ? "user" : "assistant",
          content: parts.length === 0 ? row.text : [{ type: "text", text: row.text }, ...parts],
        });
      }
      return await this.whole(access, actor, target, lines, files);
    } catch (error) {
      files.release();
      throw error;
    }
  }

  /** The same for what was said elsewhere, and brings its own files. */
  async readSaid(access: OrganizationAccess, actor: Actor, target: Target, said: readonly Line[]): Promise<ReadPrompt> {
    const files = new PromptFiles(this.contents, access, this.room);
    try {
      return await this.whole(access, actor, target, said, files);
    } catch (error) {
      files.release();
      throw error;
    }
  }

  /** With the instructions, and what the agent is lent, before it. */
  private async whole(
    access: OrganizationAccess,
    actor: Actor,
    target: Target,
    said: readonly Line[],
    files: PromptFiles,
  ): Promise<ReadPrompt> {
    const lent: Part[] = [];
    for (const file of await this.lentTo(access, actor, target)) lent.push(await files.read(file));
    const lines = [...linesOf(target.instructions, lent), ...said];
    return { lines, parameters: target.parameters, release: () => files.release() };
  }

  /** By the ids of the messages, which are newest first. */
  private async filesOf(access: OrganizationAccess, actor: Actor, messages: readonly MessageRow[]) {
    const named = new Map<string, string[]>();
    const wanted = new Set<string>();
    for (const row of messages) {
      const ids = entriesOf(row).map((entry) => entry.file_id);
      // A file that is there twice is read once, where it was sent last.
      const fresh = ids.filter((id) => !wanted.has(id) && wanted.size < MOST_FILES && wanted.add(id));
      if (fresh.length > 0) named.set(row.message_id, fresh);
    }
    const rows = await findFiles(this.store.db, access.id, [...wanted]);
    const usable = new Map(
      rows
        .filter((row) => access.may(actor, "use", fileName(row), contextOfRow(row)))
        .map((row) => [row.file_id, row] as const),
    );
    return new Map(
      [...named].map(([message, ids]) => [
        message,
        ids.map((id) => usable.get(id)).filter((row): row is FileRow => row !== undefined),
      ]),
    );
  }

  private async lentTo(access: OrganizationAccess, actor: Actor, { agent }: Target): Promise<FileRow[]> {
    if (!agent) return [];
    const rows = await listLentFiles(this.store.db, access.id, agent.resource);
    const context = { ...WITHOUT_CAPABILITIES, via: [agent.resource] };
    const owner = withoutKey(actor);
    const read = fileIdsOf(keeping(agent.toolResources, () => true, READ));
    return rows.filter((row) => read.includes(row.file_id) && access.may(owner, "use", fileName(row), context));
  }
}

/** Whose files are told to the model; what is lent for other tools waits for these. */
const READ: readonly ToolName[] = ["context", "file_search", "ocr"];

/** What was said, newest first, as far as there is room. Failed answers are no part of it. */
function lastOf(history: readonly MessageRow[]): MessageRow[] {
  const said: MessageRow[] = [];
  let length = 0;
  for (const row of history.toReversed()) {
    length += row.text.length;
    if (said.length > 0 && length > LONGEST_HISTORY) break;
    if (row.text !== "" && row.error !== 1) said.push(row);
  }
  return said;
}

/** Instructions and lent texts are one line; pictures and PDFs may stand in a person's line only. */
function linesOf(instructions: string | null, lent: readonly Part[]): Line[] {
  const hasBytes = (part: Part) => part.type === "picture" || part.type === "pdf";
  const told = [instructions ?? "", ...lent.filter((part) => !hasBytes(part)).map(wordsOf)].filter((one) => one !== "");
  const shown = lent.filter(hasBytes);
  return [
    ...(told.length > 0 ? [{ role: "system" as const, content: told.join("\n\n") }] : []),
    ...(shown.length > 0 ? [{ role: "user" as const, content: shown }] : []),
  ];
}

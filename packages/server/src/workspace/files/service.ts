import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { contextOf, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import { AgentId, ToolName, toolNames } from "../agents/schemas.ts";
import type { Agents } from "../agents/service.ts";
import { PairLimit } from "../pairLimit.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { Contents } from "./contents.ts";
import { Downloads } from "./downloads.ts";
import { contextOfFile, fileName, requireFile } from "./fileAccess.ts";
import { largestOfAll, requireTaken, rulesFor } from "./fileRules.ts";
import { recordOf } from "./fileShape.ts";
import { isText, readText } from "./fileText.ts";
import { nameOf } from "./nameOf.ts";
import { deleteFiles, type FileRow, findFile, insertFile, listFiles, putOff } from "./queries.ts";
import type { AgentFile, DeleteBody, FileRecord, Preview, UploadFields } from "./schemas.ts";
import { typeOf } from "./sniff.ts";

/** Files in one answer; LibreChat's list has no pages. */
const MOST_LISTED = 5_000;

/** A file that lies there, and has no row yet. */
interface Brought {
  id: string;
  filename: string;
  said: string;
  written: Awaited<ReturnType<Contents["write"]>>;
}

/** How long an upload for a message waits for its message (LibreChat's). */
const WAITING_MS = 60 * 60 * 1_000;

/** Files that people bring. Each is its owner's, and others' as far as it is shared. */
export class Files {
  private readonly parts: WorkspaceParts;
  private readonly contents: Contents;
  private readonly agents: Agents;
  private readonly limit: PairLimit;
  private readonly downloads: Downloads;

  constructor(parts: WorkspaceParts, contents: Contents, agents: Agents) {
    this.parts = parts;
    this.downloads = new Downloads(parts.people);
    this.contents = contents;
    this.agents = agents;
    const { uploadIp, uploadUser } = parts.settings.limits.rates;
    this.limit = new PairLimit(parts.counters, "uploads", { ip: uploadIp, user: uploadUser }, "file_upload_limit");
  }

  /** Asked before anything is read. @throws {Problem} `rate-limited`, `account-…` */
  async begin(actor: Actor, ip: string): Promise<void> {
    this.requireActive(actor);
    await this.limit.count(actor, ip);
  }

  /** Writes the bytes down; `keep` or `drop` comes next. @throws {Problem} `body-too-large` */
  async bring(actor: Actor, { filename, said, content }: { filename: string; said: string; content: Readable }) {
    const id = newId();
    const most = largestOfAll(this.parts.configs.of(actor).fileConfig);
    return { id, filename, said, written: await this.contents.write(actor.organization, id, content, most) };
  }

  /**
   * With `agent_id` and `tool_resource` it is lent to the agent in the same write.
   * @throws {Problem} what {@link requireTaken} and {@link Agents.link} say; the bytes are gone then
   */
  async keep(actor: Actor, brought: Brought, fields: UploadFields, seen?: string): Promise<FileRecord> {
    const { id, filename, said, written } = brought;
    try {
      const { bytes, sha256, head } = written;
      const type = await typeOf(head, said);
      requireTaken(rulesFor(this.parts.configs.of(actor).fileConfig, fields.endpoint), { bytes, type });
      const link = linkOf(fields);
      const insert = async (tx: Tx) => {
        this.requireActive(actor);
        const at = this.parts.now();
        const kept = await insertFile(tx, {
          organization_id: actor.organization,
          id,
          file_id: randomUUID(),
          account: actor.subject,
          filename: nameOf(filename),
          type,
          bytes,
          sha256,
          width: fields.width ?? null,
          height: fields.height ?? null,
          context: link ? "agents" : "message_attachment",
          expires_at: fields.message_file === "true" ? at + WAITING_MS : null,
          created_at: at,
          updated_at: at,
        });
        await noteEvent(tx, {
          organization: actor.organization,
          kind: "file-created",
          actor: actor.name,
          about: [fileName(kept)],
          facts: { type, bytes },
        });
        return kept;
      };
      const row = link
        ? await this.agents.link(actor, link.agentId, link.tool, insert, seen)
        : await this.parts.store.transact(insert);
      return { ...recordOf(row), ...(fields.file_id !== undefined && { temp_file_id: fields.file_id }) };
    } catch (error) {
      await this.drop(actor, brought);
      throw error;
    }
  }

  async drop(actor: Actor, { id }: Pick<Brought, "id">): Promise<void> {
    await this.contents.remove(actor.organization, id);
  }

  /** One's own, newest first. */
  async list(actor: Actor): Promise<FileRecord[]> {
    this.requireActive(actor);
    return (await listFiles(this.parts.store.db, actor.organization, actor.subject, MOST_LISTED)).map(recordOf);
  }

  /** @throws {Problem} `resource-not-found`, `forbidden` */
  async download(actor: Actor, fileId: string): Promise<{ file: FileRecord; content: Readable }> {
    const row = await this.require(this.parts.store.db, actor, "view", fileId);
    const content = await this.contents.read(actor.organization, row.id);
    if (!content)
      throw problem("resource-not-found", { detail: "its content is not here: the directory of files is another one" });
    const access = this.parts.access.of(actor);
    const isHeld = () => {
      try {
        return access.may(actor, "view", fileName(row), contextOfFile(row, "view"));
      } catch {
        // A server that may not decide says no.
        return false;
      }
    };
    return { file: recordOf(row), content: this.downloads.whileHeld(actor, content, isHeld) };
  }

  /** Whether one may download it. @throws {Problem} as {@link download} */
  async requireViewable(actor: Actor, fileId: string): Promise<void> {
    await this.require(this.parts.store.db, actor, "view", fileId);
  }

  /** The text of a file that is one, or of its beginning. @throws {Problem} `resource-not-found`, `forbidden` */
  async preview(actor: Actor, fileId: string): Promise<Preview> {
    const row = await this.require(this.parts.store.db, actor, "view", fileId);
    const text = isText(row.type) ? await readText(this.contents, row, actor.organization) : undefined;
    return { file_id: row.file_id, status: "ready", ...(text !== undefined && { text }) };
  }

  /** What an agent is lent, for whoever may `update` it. @throws {Problem} `resource-not-found`, `forbidden` */
  async ofAgent(actor: Actor, agentId: string): Promise<AgentFile[]> {
    const rows = await this.agents.files(actor, agentId);
    return rows.map((row) => ({ ...recordOf(row), mode: row.mode }));
  }

  /** One's own uploads that wait for their message wait an hour more. @returns how many of these files are one's own */
  async hold(actor: Actor, fileIds: readonly string[]): Promise<number> {
    const until = this.parts.now() + WAITING_MS;
    return this.parts.store.transact((tx) => {
      this.requireActive(actor);
      return putOff(tx, actor.organization, actor.subject, [...new Set(fileIds)], until);
    });
  }

  /** With `agent_id` and `tool_resource` the files stay, and are the agent's no longer. @throws {Problem} `request-invalid`, and as below */
  async removeOrUnlink(actor: Actor, { files, agent_id, tool_resource }: DeleteBody): Promise<number> {
    const fileIds = files.map(({ file_id }) => file_id);
    if (agent_id === undefined && tool_resource === undefined) return this.remove(actor, fileIds);
    if (agent_id === undefined || tool_resource === undefined)
      throw problem("request-invalid", { detail: "`agent_id` and `tool_resource` belong together" });
    return this.agents.unlink(actor, agent_id, tool_resource, fileIds);
  }

  /** All of them or none. @throws {Problem} `resource-not-found`, `forbidden` */
  async remove(actor: Actor, fileIds: readonly string[]): Promise<number> {
    const access = this.parts.access.of(actor);
    const { organization } = actor;
    const { revision, result } = await access.commit(actor, async (tx) => {
      const rows = [];
      for (const fileId of new Set(fileIds)) rows.push(await this.require(tx, actor, "delete", fileId));
      const changes = [];
      for (const row of rows) {
        requireMay(access, actor, (may) =>
          may.deleteResource(actor.subject, fileName(row), {
            ...contextOf(actor),
            ...contextOfFile(row, "delete"),
          }),
        );
        const removal = access.engine.removalOf(fileName(row));
        changes.push(...removal.changes);
        await this.parts.access.removed(tx, organization, removal.removed);
      }
      await deleteFiles(
        tx,
        organization,
        rows.map(({ id }) => id),
      );
      await noteEvent(tx, {
        organization,
        kind: "file-deleted",
        actor: actor.name,
        about: rows.map(fileName),
        facts: { count: rows.length },
      });
      return { changes, result: rows };
    });
    await this.contents.forget(
      organization,
      result.map(({ id }) => id),
    );
    return revision;
  }

  private async require(db: Tx, actor: Actor, action: string, fileId: string): Promise<FileRow> {
    return requireFile(this.parts.access.of(actor), actor, action, await findFile(db, actor.organization, fileId));
  }

  private requireActive(actor: Actor): void {
    this.parts.access.of(actor).require(actor, "create", "file");
  }
}

/** To which tool of which agent an upload goes; what comes with a message is for that message only. @throws {Problem} `request-invalid` */
function linkOf({ agent_id, tool_resource, message_file }: UploadFields): { agentId: string; tool: ToolName } | null {
  if (message_file === "true" || agent_id === undefined || agent_id === "") return null;
  const agent = AgentId.safeParse(agent_id);
  const tool = ToolName.safeParse(tool_resource);
  if (!agent.success) throw problem("request-invalid", { detail: "`agent_id` must be the id of an agent" });
  if (!tool.success)
    throw problem("request-invalid", { detail: `\`tool_resource\` must be one of ${toolNames.join(", ")}` });
  return { agentId: agent.data, tool: tool.data };
}

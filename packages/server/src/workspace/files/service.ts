import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { contextOf, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, type Tx } from "../../store/index.ts";
import { PairLimit } from "../pairLimit.ts";
import type { WorkspaceParts } from "../parts.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { accountId, iso } from "../shapes.ts";
import type { Contents } from "./contents.ts";
import { largestOfAll, requireTaken, rulesFor } from "./fileRules.ts";
import { deleteFiles, type FileRow, findFile, insertFile, listFiles } from "./queries.ts";
import type { FileRecord, UploadFields } from "./schemas.ts";
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

const fileName = (row: { id: string }): string => `file:${row.id}`;

/** Files that people bring. Each is its owner's, and others' as far as it is shared. */
export class Files {
  private readonly parts: WorkspaceParts;
  private readonly contents: Contents;
  private readonly limit: PairLimit;

  constructor(parts: WorkspaceParts, contents: Contents) {
    this.parts = parts;
    this.contents = contents;
    const { uploadIp, uploadUser } = parts.settings.limits.rates;
    this.limit = new PairLimit("uploads", uploadIp, uploadUser, "file_upload_limit");
  }

  /** Asked before anything is read. @throws {Problem} `rate-limited`, `account-…` */
  async begin(actor: Actor, ip: string): Promise<void> {
    this.requireActive(actor);
    await this.limit.count(actor, ip);
  }

  /** Writes the bytes down; `keep` or `drop` comes next. @throws {Problem} `body-too-large` */
  async bring(actor: Actor, { filename, said, content }: { filename: string; said: string; content: Readable }) {
    const id = newId();
    const most = largestOfAll(this.parts.settings.fileConfig);
    return { id, filename, said, written: await this.contents.write(actor.organization, id, content, most) };
  }

  /** @throws {Problem} what {@link requireTaken} says; the bytes are gone then */
  async keep(actor: Actor, brought: Brought, fields: UploadFields): Promise<FileRecord> {
    const { id, filename, said, written } = brought;
    try {
      const { bytes, sha256, head } = written;
      const type = await typeOf(head, said);
      requireTaken(rulesFor(this.parts.settings.fileConfig, fields.endpoint), { bytes, type });
      const at = this.parts.now();
      const row = await this.parts.store.transact((tx) => {
        this.requireActive(actor);
        return insertFile(tx, {
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
          created_at: at,
          updated_at: at,
        });
      });
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
    return { file: recordOf(row), content };
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
          may.deleteResource(actor.subject, fileName(row), { ...contextOf(actor), ...contextOfRow(row) }),
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
      return { changes, result: rows };
    });
    // What cannot be removed now, the sweep finds.
    for (const { id } of result) await this.contents.remove(organization, id).catch(() => undefined);
    return revision;
  }

  private async require(db: Tx, actor: Actor, action: string, fileId: string): Promise<FileRow> {
    const access = this.parts.access.of(actor);
    const row = await findFile(db, actor.organization, fileId);
    // Asked all the same where there is none, so that banned and unknown subjects hear the same.
    const { id, account } = row ?? { id: "-", account: "organization" };
    access.require(actor, action, fileName({ id }), contextOfRow({ account }));
    if (!row) throw problem("resource-not-found");
    return row;
  }

  private requireActive(actor: Actor): void {
    this.parts.access.of(actor).require(actor, "create", "file");
  }
}

/** A name without a path and without what no disk keeps; how long a name may be, in UTF-16 units. */
function nameOf(filename: string): string {
  const bare = filename
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "")
    .split(/[/\\]/)
    .at(-1);
  return bare?.trim().slice(-255).toWellFormed() || "file";
}

function recordOf(row: FileRow): FileRecord {
  const user = accountId(row.account);
  return {
    _id: row.id,
    user,
    file_id: row.file_id,
    filename: row.filename,
    filepath: `/api/files/download/${user}/${row.file_id}`,
    bytes: Number(row.bytes),
    type: row.type,
    object: "file",
    source: "local",
    context: "message_attachment",
    embedded: false,
    usage: 0,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  };
}

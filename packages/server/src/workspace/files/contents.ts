import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { problem } from "../../http/problem.ts";
import { HEAD } from "./sniff.ts";

/** What was read of a file while it was written down. */
export interface Written {
  bytes: number;
  sha256: string;
  head: Buffer;
}

const ID = /^[0-9a-f]{24}$/;
const UNFINISHED = ".part";

/** The bytes of files, in a directory: `<organization>/<two digits>/<id>`. Never more of one in memory than a stream holds. */
export class Contents {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * All of it or nothing: until it is whole it lies under another name.
   * @param most bytes
   * @throws {Problem} `body-too-large`
   */
  async write(organization: string, id: string, content: Readable, most: number): Promise<Written> {
    const path = this.pathOf(organization, id);
    await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    const hash = createHash("sha256");
    const head: Buffer[] = [];
    let bytes = 0;
    const counted = new Transform({
      transform(piece: Buffer, _encoding, done) {
        if (bytes < HEAD) head.push(piece.subarray(0, HEAD - bytes));
        bytes += piece.length;
        if (bytes > most) {
          done(problem("body-too-large", { detail: `a file may have ${most} bytes at most` }));
          return;
        }
        hash.update(piece);
        done(null, piece);
      },
    });
    try {
      await pipeline(content, counted, createWriteStream(path + UNFINISHED, { mode: 0o600, flush: true }));
      await rename(path + UNFINISHED, path);
    } catch (error) {
      await rm(path + UNFINISHED, { force: true });
      throw error;
    }
    return { bytes, sha256: hash.digest("hex"), head: Buffer.concat(head) };
  }

  /** @returns undefined where it is not in this directory */
  async read(organization: string, id: string): Promise<Readable | undefined> {
    const path = this.pathOf(organization, id);
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() ? createReadStream(path) : undefined;
  }

  /** Its first bytes, at most `most`. @returns undefined where it is not in this directory */
  async readStart(organization: string, id: string, most: number): Promise<Buffer | undefined> {
    const file = await open(this.pathOf(organization, id)).catch(() => undefined);
    if (!file) return undefined;
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size, most));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  }

  async remove(organization: string, id: string): Promise<void> {
    await rm(this.pathOf(organization, id), { force: true });
  }

  /** What cannot be removed now, the sweep finds. */
  async forget(organization: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.remove(organization, id).catch(() => undefined);
  }

  /** What has lain there since before `before`, some hundred at a time. */
  async *older(before: number): AsyncGenerator<{ organization: string; ids: string[]; unfinished: string[] }> {
    for (const organization of await this.entries())
      for (const part of await this.entries(organization)) {
        const ids: string[] = [];
        const unfinished: string[] = [];
        for (const name of await this.entries(organization, part)) {
          const path = join(this.directory, organization, part, name);
          const found = await stat(path).catch(() => undefined);
          if (!found?.isFile() || found.mtimeMs > before) continue;
          if (ID.test(name)) ids.push(name);
          else if (name.endsWith(UNFINISHED)) unfinished.push(path);
        }
        yield { organization, ids, unfinished };
      }
  }

  private async entries(...path: string[]): Promise<string[]> {
    return readdir(join(this.directory, ...path)).catch(() => []);
  }

  private pathOf(organization: string, id: string): string {
    if (!ID.test(organization) || !ID.test(id)) throw new Error("a file's place is made of our own ids");
    return join(this.directory, organization, id.slice(-2), id);
  }
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { problem } from "./problem.ts";

const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Cursors that nobody can read, alter or use for another question: a place in a list may be one that whoever asks is not shown, such as the id of
 * somebody hidden.
 */
export class Cursors {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = createHash("sha256").update(`cursors ${secret}`).digest();
  }

  /** @param question whatever tells this list from others: route, subject, filters, order */
  sign(question: unknown, place: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv).setAAD(Buffer.from(JSON.stringify(question)));
    const sealed = Buffer.concat([cipher.update(place, "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
  }

  /** @throws {Problem} `cursor-invalid` */
  read(question: unknown, cursor: string): string {
    const bytes = Buffer.from(cursor, "base64url");
    if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString("base64url") !== cursor) throw problem("cursor-invalid");
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(JSON.stringify(question)))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const place = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      return Buffer.concat([place, decipher.final()]).toString("utf8");
    } catch (error) {
      throw problem("cursor-invalid", { cause: error });
    }
  }
}

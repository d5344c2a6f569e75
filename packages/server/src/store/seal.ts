import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const FORM = "v1";

/**
 * Keeps texts encrypted (AES-256-GCM) by a key of their own that is made from `CREDS_KEY`, so that whoever reads the database learns none. Each is
 * bound to what it is for, and opens for nothing else.
 */
export class Seal<Binding> {
  private readonly key: Uint8Array;
  private readonly bound: (binding: Binding) => Buffer;

  /**
   * @param credsKey 64 hexadecimal digits
   * @param purpose makes the key; never changed, or nothing opens any more
   * @param partsOf what a text is bound to, always in the same order
   */
  constructor(credsKey: string, purpose: string, partsOf: (binding: Binding) => readonly string[]) {
    this.key = new Uint8Array(hkdfSync("sha256", Buffer.from(credsKey, "hex"), "", purpose, 32));
    this.bound = (binding) => Buffer.from(JSON.stringify(partsOf(binding)));
  }

  seal(text: string, binding: Binding): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(this.bound(binding));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return [FORM, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
  }

  /** Undefined for what was sealed by another key, for something else, or altered. */
  open(sealed: string, binding: Binding): string | undefined {
    const [form, nonce = "", tag = "", text = ""] = sealed.split(".");
    if (form !== FORM) return undefined;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.key, Buffer.from(nonce, "base64url"), { authTagLength: 16 })
        .setAAD(this.bound(binding))
        .setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }
}

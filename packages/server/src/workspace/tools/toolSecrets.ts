import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** To what a secret is bound: it opens for this tool at this origin, and for nothing else. */
export interface Binding {
  organization: string;
  tool: string;
  origin: string;
}

const FORM = "v1";

/** Keeps what tools prove themselves with, encrypted by a key of its own that is made from `CREDS_KEY` (AES-256-GCM). */
export class ToolSecrets {
  private readonly key: Uint8Array;

  /** @param credsKey 64 hexadecimal digits */
  constructor(credsKey: string) {
    this.key = new Uint8Array(hkdfSync("sha256", Buffer.from(credsKey, "hex"), "", "gatehouse tool secrets", 32));
  }

  seal(secret: string, binding: Binding): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(bound(binding));
    const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return [FORM, nonce, cipher.getAuthTag(), sealed]
      .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
      .join(".");
  }

  /** Undefined for what was sealed by another key, for something else, or altered. */
  open(sealed: string, binding: Binding): string | undefined {
    const [form, nonce = "", tag = "", text = ""] = sealed.split(".");
    if (form !== FORM) return undefined;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.key, Buffer.from(nonce, "base64url"), { authTagLength: 16 })
        .setAAD(bound(binding))
        .setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }
}

const bound = ({ organization, tool, origin }: Binding): Buffer =>
  Buffer.from(JSON.stringify([organization, tool, origin]));

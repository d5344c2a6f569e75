import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signWith,
  verify as verifyWith,
} from "node:crypto";

/** Before the 32 bytes of a seed, an Ed25519 key as PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
/** What is signed is this and nothing that another protocol could mean. */
const CONTEXT = "gatehouse access review\n";

/** The key of the installation that results of reviews are signed with. */
export class Signing {
  private readonly key: KeyObject;
  readonly publicKey: KeyObject;

  /** @param seed 64 hexadecimal digits */
  constructor(seed: string) {
    this.key = createPrivateKey({
      key: Buffer.concat([PKCS8, Buffer.from(seed, "hex")]),
      format: "der",
      type: "pkcs8",
    });
    this.publicKey = createPublicKey(this.key);
  }

  sign(text: string): string {
    return signWith(null, Buffer.from(CONTEXT + text), this.key).toString("base64");
  }
}

export const isSignedBy = (key: KeyObject, text: string, signature: string): boolean =>
  verifyWith(null, Buffer.from(CONTEXT + text), key, Buffer.from(signature, "base64"));

const derOf = (key: KeyObject): Buffer => key.export({ type: "spki", format: "der" });

export const keyText = (key: KeyObject): string => derOf(key).toString("base64");
export const pemOf = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();
export const fingerprintOf = (key: KeyObject): string => createHash("sha256").update(derOf(key)).digest("hex");

/** @returns null for what is no Ed25519 key */
export function readKey(text: string): KeyObject | null {
  try {
    const key = text.includes("-----BEGIN")
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

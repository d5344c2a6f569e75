import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { Binary } from "bson";
import { Refused } from "./refused.ts";

type Fields = Record<string, unknown>;

export interface Account {
  name: string;
  password: string;
}

const MECHANISM = "SCRAM-SHA-256";
const ITERATIONS = 4096;
const FREE = /^(hello|ismaster|ping|buildInfo)$/i;

/** Who has signed in on one connection, by SCRAM-SHA-256 (RFC 7677), in plain ASCII. */
export class SignIn {
  readonly #account: Account | undefined;
  #isIn = false;
  #begun: { first: string; second: string; nonce: string; salted: Buffer } | undefined;

  constructor(account: Account | undefined) {
    this.#account = account;
  }

  /** The answer, if the command is about signing in; undefined: somebody else answers. @throws {Refused} */
  answer(name: string, body: Fields): Fields | undefined {
    if (name === "saslStart") return this.#start(body);
    if (name === "saslContinue") return this.#finish(body);
    if (this.#account === undefined || this.#isIn || FREE.test(name)) return undefined;
    throw new Refused(13, "Unauthorized", `command ${name} requires authentication`);
  }

  #start({ mechanism, payload }: Fields): Fields {
    if (this.#account === undefined || mechanism !== MECHANISM) throw failed();
    const first = textOf(payload).slice("n,,".length);
    const { n, r } = partsOf(first);
    if (n !== this.#account.name || r === undefined) throw failed();
    const salt = randomBytes(16);
    const nonce = r + randomBytes(12).toString("hex");
    const second = `r=${nonce},s=${salt.toString("base64")},i=${ITERATIONS}`;
    const salted = pbkdf2Sync(this.#account.password, salt, ITERATIONS, 32, "sha256");
    this.#begun = { first, second, nonce, salted };
    return { conversationId: 1, done: false, payload: new Binary(Buffer.from(second)) };
  }

  #finish({ payload }: Fields): Fields {
    if (this.#begun === undefined) throw failed();
    const { first, second, nonce, salted } = this.#begun;
    const text = textOf(payload);
    const { r, p = "" } = partsOf(text);
    const signed = `${first},${second},${text.slice(0, text.lastIndexOf(",p="))}`;
    const key = hmac(salted, "Client Key");
    const signature = hmac(createHash("sha256").update(key).digest(), signed);
    const proof = Buffer.from(key.map((byte, index) => byte ^ signature[index]!));
    if (r !== nonce || !proof.equals(Buffer.from(p, "base64"))) throw failed();
    this.#isIn = true;
    const verified = hmac(hmac(salted, "Server Key"), signed).toString("base64");
    return { conversationId: 1, done: true, payload: new Binary(Buffer.from(`v=${verified}`)) };
  }
}

function failed(): Refused {
  return new Refused(18, "AuthenticationFailed", "Authentication failed.");
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function textOf(payload: unknown): string {
  return Buffer.from((payload as Binary).value()).toString();
}

function partsOf(text: string): Record<string, string | undefined> {
  return Object.fromEntries(text.split(",").map((part) => [part[0], part.slice(2)]));
}

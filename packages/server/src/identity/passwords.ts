import { randomBytes } from "node:crypto";
import { hash as argon2, verify as verifyArgon2 } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { problem } from "../http/problem.ts";

/** OWASP's second choice of parameters for argon2id: 19 MiB, 2 passes. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 4;
const MOST_WAITING = 200;
/** bcrypt at a higher cost is nobody's own choice, and would keep the processor for minutes. */
const DEAREST_BCRYPT = 14;

const waiting: (() => void)[] = [];
let running = 0;

/** Passwords are dear on purpose: a few at a time, so that a flood of sign-ins leaves room for everybody else. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING) throw problem("rate-limited", { headers: { "Retry-After": "5" } });
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => argon2(password, PARAMETERS));

/**
 * Does the password fit? Somebody without an account, or without a password, costs the same time as everybody else.
 * @param stored argon2id, or bcrypt from elsewhere (`$2a$`, `$2b$`, `$2y$`); null for nobody
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  if (stored === null) {
    await inTurn(async () => verifyArgon2(await dummy(), password));
    return false;
  }
  if (isBcrypt(stored)) {
    if (Number(stored.slice(4, 6)) > DEAREST_BCRYPT) return false;
    return inTurn(() => bcrypt.compare(password, stored));
  }
  return inTurn(() => verifyArgon2(stored, password)).catch((error: unknown) => {
    // What is stored is no hash at all: nobody's password.
    if (error instanceof Error && "code" in error && error.code === "InvalidArg") return false;
    throw error;
  });
}

/** Hashes that came from elsewhere are replaced by ours at the next sign-in. */
export const needsUpgrade = (stored: string): boolean => !stored.startsWith("$argon2id$");

/** 20 characters that nobody has to think of. */
export const makePassword = (): string => randomBytes(15).toString("base64url");

const isBcrypt = (stored: string) => /^\$2[aby]\$\d\d\$/.test(stored);

let dummyHash: Promise<string> | undefined;
const dummy = () => {
  dummyHash ??= argon2(randomBytes(16).toString("hex"), PARAMETERS);
  return dummyHash;
};

import { createDecipheriv } from "node:crypto";
import type { Document } from "../source/index.ts";
import { fieldsOf, listOf, momentOf, textOf } from "./fields.ts";
import type { Finding, Known, Rows } from "./kind.ts";

/** A key of LibreChat's, `CREDS_KEY`: 64 hexadecimal digits. */
export const CREDS_KEY = /^[0-9a-f]{64}$/i;

/** Of an authenticator app, in base 32: LibreChat's have 16 characters. What another key opens looks otherwise. */
const SECRET = /^[A-Z2-7]{16,128}$/;
const SUM = /^[0-9a-f]{64}$/;

type FactorRows = Required<Pick<Rows, "second_factors" | "backup_codes">>;

/** Somebody's second factor: the app that they have goes on, and so do the backup codes that they did not use. Without LibreChat's key it is told. */
export function secondFactorOf(
  document: Document,
  account: string,
  createdAt: number,
  { organization, secondFactors }: Known,
  findings: Finding[],
): FactorRows {
  if (document.twoFactorEnabled !== true) return { second_factors: [], backup_codes: [] };
  const secret = secondFactors && secretIn(textOf(document.totpSecret) ?? "", secondFactors.credsKey);
  if (!secret) {
    findings.push({
      code: secondFactors ? "second-factor-unreadable" : "second-factor-left",
      field: "totpSecret",
      found: secondFactors ? "a second factor that this key does not open" : "a second factor, encrypted",
      done: "left out: they sign in with the password alone until they set one up again",
    });
    return { second_factors: [], backup_codes: [] };
  }
  const codes = new Map(
    listOf(document.backupCodes).flatMap((one) => {
      const { codeHash, used, usedAt } = fieldsOf(one) ?? {};
      return typeof codeHash === "string" && SUM.test(codeHash)
        ? [[codeHash, used === true ? (momentOf(usedAt) ?? 0) : null] as const]
        : [];
    }),
  );
  const { sealed, hashes } = secondFactors.keep({ organization, account }, secret, [...codes.keys()]);
  const usedAt = [...codes.values()];
  return {
    second_factors: [{ account, state: "on", sealed, last_step: null, waits_until: null, created_at: createdAt }],
    backup_codes: hashes.map((code_hash, index) => ({
      ...{ account, state: "on" as const, code_hash, used_at: usedAt[index] ?? null },
    })),
  };
}

/** As LibreChat wrote it over the years: `v3:<iv>:<text>` in counter mode, `<iv>:<text>` in blocks, or plain. @returns null where the key does not open it */
function secretIn(stored: string, credsKey: Uint8Array): string | null {
  const parts = stored.split(":");
  const opened =
    parts.length === 1
      ? stored
      : parts[0] === "v3"
        ? open("aes-256-ctr", credsKey, parts[1], parts[2])
        : open("aes-256-cbc", credsKey, parts[0], parts[1]);
  const secret = opened?.replace(/=+$/, "").toUpperCase();
  return secret !== undefined && SECRET.test(secret) ? secret : null;
}

function open(cipher: "aes-256-ctr" | "aes-256-cbc", key: Uint8Array, iv = "", text = ""): string | undefined {
  try {
    const opening = createDecipheriv(cipher, key, Buffer.from(iv, "hex"));
    return Buffer.concat([opening.update(Buffer.from(text, "hex")), opening.final()]).toString("utf8");
  } catch {
    // Not of this key, or no such text at all.
    return undefined;
  }
}

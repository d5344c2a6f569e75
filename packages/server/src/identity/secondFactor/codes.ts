import { createHmac, hash, hkdfSync, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { Seal } from "../../store/index.ts";

/** What every authenticator app understands, and LibreChat uses. */
const FORM = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Clocks differ: a code holds one step longer, and begins one sooner. */
const WINDOW = 1;
const BACKUP_CODES = 10;

export interface Owner {
  organization: string;
  /** `user:…` */
  account: string;
}

/** Secrets of authenticator apps, sealed, and backup codes, as hashes of a key that the database does not hold. */
export class Codes {
  private readonly seal: Seal<Owner>;
  private readonly backupKey: Uint8Array;

  /** @param credsKey 64 hexadecimal digits */
  constructor(credsKey: string) {
    this.seal = new Seal<Owner>(credsKey, "gatehouse second factors", (owner) => [owner.organization, owner.account]);
    this.backupKey = new Uint8Array(hkdfSync("sha256", Buffer.from(credsKey, "hex"), "", "gatehouse backup codes", 32));
  }

  /** A new secret. @returns what an app reads it from, and what is kept */
  make(owner: Owner, { issuer, label }: { issuer: string; label: string }): { otpauthUrl: string; sealed: string } {
    const secret = new Secret({ size: 20 });
    const otpauthUrl = new TOTP({ ...FORM, issuer, label, secret }).toString();
    return { otpauthUrl, sealed: this.seal.seal(secret.base32, owner) };
  }

  /**
   * The time step whose code this is, compared in constant time; null for a wrong one, one of another time, and where another `CREDS_KEY`
   * sealed the secret.
   * @param now milliseconds
   */
  stepOf(sealed: string, owner: Owner, token: string, now: number): number | null {
    const secret = this.seal.open(sealed, owner);
    if (secret === undefined) return null;
    const totp = new TOTP({ ...FORM, secret: Secret.fromBase32(secret) });
    const away = totp.validate({ token, timestamp: now, window: WINDOW });
    return away === null ? null : totp.counter({ timestamp: now }) + away;
  }

  /** Ten codes of eight hexadecimal digits, as LibreChat's. */
  makeBackup(owner: Owner): { codes: string[]; hashes: string[] } {
    const codes = Array.from({ length: BACKUP_CODES }, () => randomBytes(4).toString("hex"));
    return { codes, hashes: codes.map((code) => this.hashOf(owner, code)) };
  }

  /** What is kept of a secret in base 32, and of backup codes of which nothing is known but their SHA-256: LibreChat's. */
  keep(owner: Owner, secret: string, sums: readonly string[]): { sealed: string; hashes: string[] } {
    return { sealed: this.seal.seal(secret, owner), hashes: sums.map((sum) => this.hashOf(owner, "sha256", sum)) };
  }

  /** What a backup code may be kept as: made here, or come from elsewhere. */
  backupHashes(owner: Owner, code: string): string[] {
    return [this.hashOf(owner, code), this.hashOf(owner, "sha256", hash("sha256", code))];
  }

  private hashOf({ organization, account }: Owner, ...said: readonly string[]): string {
    return createHmac("sha256", this.backupKey)
      .update(JSON.stringify([organization, account, ...said]))
      .digest("hex");
  }
}

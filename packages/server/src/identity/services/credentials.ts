import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import type { Store } from "../../store/index.ts";

const FORM = /^gh_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
/** How long this server believes what it read: the bound within which a credential that another server replaced ends here. */
const BELIEVED_MS = 1_000;
const MOST_REMEMBERED = 10_000;

interface Known {
  organization: string;
  id: string;
  hash: Buffer;
  readAt: number;
}

/** A credential of a service: `gh_<prefix>_<secret>`; 256 random bits need no slow hash. */
export function makeCredential(): { credential: string; prefix: string; hash: string } {
  const prefix = randomBytes(16)
    .toString("base64")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .padEnd(12, "0")
    .slice(0, 12);
  const credential = `gh_${prefix}_${randomBytes(32).toString("base64url")}`;
  return { credential, prefix, hash: hashOf(credential).toString("hex") };
}

/** Finds the service that a credential belongs to. */
export class Credentials {
  private readonly store: Store;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly known = new Map<string, Known>();
  private readonly usedOn = new Map<string, string>();

  constructor({ store, log, now }: { store: Store; log: FastifyBaseLogger; now: () => number }) {
    this.store = store;
    this.log = log;
    this.now = now;
  }

  static isOne(text: string): boolean {
    return text.startsWith("gh_");
  }

  async serviceOf(credential: string): Promise<{ organization: string; id: string } | null> {
    const prefix = prefixOf(credential);
    if (prefix === undefined) return null;
    // Asked once: what is believed now may not be a moment later.
    return this.matching(credential, this.believed(prefix) ?? (await this.read(prefix)));
  }

  /** The service, if this server read its credential a moment ago. */
  recall(credential: string): { organization: string; id: string } | null {
    const prefix = prefixOf(credential);
    return this.matching(credential, prefix === undefined ? undefined : this.believed(prefix));
  }

  /** After a rotation or removal on this server. */
  forget(prefix: string | null): void {
    if (prefix !== null) this.known.delete(prefix);
  }

  private matching(credential: string, known: Known | undefined): { organization: string; id: string } | null {
    if (!known || !timingSafeEqual(hashOf(credential), known.hash)) return null;
    this.recordUse(known);
    return known;
  }

  private believed(prefix: string): Known | undefined {
    const held = this.known.get(prefix);
    return held && this.now() - held.readAt < BELIEVED_MS ? held : undefined;
  }

  private async read(prefix: string): Promise<Known | undefined> {
    const row = await this.store.db
      .selectFrom("services")
      .select(["organization_id", "id", "credential_hash"])
      .where("credential_prefix", "=", prefix)
      .executeTakeFirst();
    this.known.delete(prefix);
    if (!row?.credential_hash) return undefined;
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    const known = {
      organization: row.organization_id,
      id: row.id,
      hash: Buffer.from(row.credential_hash, "hex"),
      readAt: this.now(),
    };
    this.known.set(prefix, known);
    return known;
  }

  /** By day, once. */
  private recordUse({ organization, id }: Known): void {
    const day = new Date(this.now()).toISOString().slice(0, 10);
    if (this.usedOn.get(id) === day) return;
    this.usedOn.set(id, day);
    this.store
      .transact((tx) =>
        tx
          .updateTable("services")
          .set({ credential_last_used_day: day })
          .where("organization_id", "=", organization)
          .where("id", "=", id)
          .execute(),
      )
      .catch((error: unknown) => this.log.warn({ err: error }, "the use of a service could not be recorded"));
  }
}

const prefixOf = (credential: string) => FORM.exec(credential)?.[1];
const hashOf = (credential: string) => createHash("sha256").update(credential).digest();

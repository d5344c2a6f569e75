import { createHash, randomInt } from "node:crypto";
import type { Access } from "../../access/index.ts";
import { isLoopback, type Settings } from "../../config/index.ts";
import type { Store, Tx } from "../../store/index.ts";
import { hasUser } from "./queries.ts";

/** Without what is mistaken for something else; 12 of them are 58 bits. */
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/**
 * Beyond loopback the first registration needs a code that only whoever started the server has seen; otherwise the first visitor
 * would own the installation.
 */
export class SetupCodes {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly now: () => number;
  private code: Promise<string> | undefined;
  private isOver = false;

  constructor({
    access,
    store,
    settings,
    now,
  }: { access: Access; store: Store; settings: Settings; now: () => number }) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.now = now;
  }

  /** Whether the installation has no account yet. */
  async isFirstRun(): Promise<boolean> {
    const first = this.access.findOrganization();
    if (this.isOver || !first) return !this.isOver;
    this.isOver = await hasUser(this.store.db, first.id);
    return !this.isOver;
  }

  async isNeeded(): Promise<boolean> {
    return !isLoopback(this.settings.http.host) && (await this.isFirstRun());
  }

  /** The code of this start, or null where none is needed. Only its hash is stored. */
  async show(): Promise<string | null> {
    if (!(await this.isNeeded())) return null;
    this.code ??= this.make();
    return this.code;
  }

  /** Whether it is one of ours; it is used up with the transaction. */
  async use(tx: Tx, code: string, account: string): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable("setup_codes")
      .set({ used_at: this.now(), used_by: account })
      .where("code_hash", "=", hashOf(code))
      .where("used_at", "is", null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  private async make(): Promise<string> {
    const letters = Array.from({ length: 12 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
    const code = letters.replace(/^(.{4})(.{4})(.{4})$/, "$1-$2-$3");
    await this.store.transact((tx) =>
      tx
        .insertInto("setup_codes")
        .values({ code_hash: hashOf(code), created_at: this.now(), used_at: null, used_by: null })
        .execute(),
    );
    return code;
  }
}

const hashOf = (code: string) =>
  createHash("sha256")
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ""))
    .digest("hex");

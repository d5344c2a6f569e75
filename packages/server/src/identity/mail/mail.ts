import type { FastifyBaseLogger } from "fastify";
import type { Settings } from "../../config/index.ts";
import { type LetterKind, newId, type Store, type Tx } from "../../store/index.ts";
import type { IdentityParts } from "../parts.ts";
import { type Letter, type LetterFacts, letterOf } from "./letters.ts";
import {
  claimLetter,
  dueLetters,
  handToTheOperator,
  type LetterRow,
  purgeLetters,
  putOff,
  removeLetter,
  removeReplaced,
} from "./queries.ts";
import { LetterSeal } from "./seal.ts";
import { failureOf, Transport } from "./transport.ts";

export interface NewLetter {
  kind: LetterKind;
  to: string;
  /** Whom it is for; null for whoever has no account yet. */
  account: string | null;
  invitation?: string;
  facts: Partial<Omit<LetterFacts, "appTitle">>;
  expiresAt: number;
}

const POLL_MS = 5_000;
const AT_ONCE = 10;
/** Longer than sending one may take: whoever took it is gone. */
const LEASE_MS = 2 * 60_000;
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 15_000;
const PURGE_MS = 10 * 60_000;

/**
 * Letters, by way of a table: written in the transaction that they are about, sent in the background, tried again while the mail server
 * fails, and kept through a crash (after which one may come twice). Without a mail server, and where none takes one, they wait for the
 * operator to read them. No request waits for mail, or fails with it.
 */
export class Mail {
  /** Whether there is a mail server to send by. */
  readonly isConfigured: boolean;
  private readonly transport: Transport | undefined;
  private readonly seal: LetterSeal;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly timers: NodeJS.Timeout[] = [];
  private working: Promise<void> | undefined;
  private isWanted = false;
  private isClosed = false;

  constructor({ store, settings, secrets, log, now }: IdentityParts) {
    this.store = store;
    this.settings = settings;
    this.log = log;
    this.now = now;
    this.seal = new LetterSeal(secrets.credsKey);
    this.transport = settings.identity.mail && new Transport(settings.identity.mail);
    this.isConfigured = this.transport !== undefined;
  }

  async open(): Promise<void> {
    if (!this.transport) await this.store.transact(handToTheOperator);
    this.every(PURGE_MS, () => this.store.transact((tx) => purgeLetters(tx, this.now())));
    if (this.transport) this.every(POLL_MS, () => this.wake());
    this.wake();
  }

  /** Puts a letter down in the transaction that it is about; {@link wake} afterwards. It replaces former ones of its kind. */
  async write(
    tx: Tx,
    organization: string,
    { kind, to, account, invitation, facts, expiresAt }: NewLetter,
  ): Promise<void> {
    const id = newId();
    const now = this.now();
    const letter = letterOf(kind, { appTitle: this.settings.appTitle, ...facts });
    const row = { organization_id: organization, kind, recipient: to, account };
    await removeReplaced(tx, row, facts.link !== undefined);
    await tx
      .insertInto("letters")
      .values({
        ...row,
        id,
        invitation_id: invitation ?? null,
        sealed: this.seal.seal(JSON.stringify(letter), { organization, letter: id }),
        state: this.isConfigured ? "waiting" : "outbox",
        next_at: this.isConfigured ? now : null,
        created_at: now,
        expires_at: expiresAt,
      })
      .execute();
  }

  /** Sends what waits, in the background. */
  wake(): void {
    if (!this.transport || this.isClosed) return;
    this.isWanted = true;
    this.working ??= this.work().finally(() => {
      this.working = undefined;
      if (this.isWanted) this.wake();
    });
  }

  /** What a letter says; undefined where another key sealed it. */
  read({ organization_id, id, sealed }: LetterRow): Letter | undefined {
    const text = this.seal.open(sealed, { organization: organization_id, letter: id });
    return text === undefined ? undefined : (JSON.parse(text) as Letter); // sealed above, and by nobody else
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const timer of this.timers) clearInterval(timer);
    this.transport?.close();
    await this.working;
  }

  private async work(): Promise<void> {
    this.isWanted = false;
    try {
      for (;;) {
        const due = await dueLetters(this.store.db, this.now(), AT_ONCE);
        for (const letter of due) {
          if (this.isClosed) return;
          await this.trySending(letter);
        }
        if (due.length < AT_ONCE) return;
      }
    } catch (error) {
      this.log.warn({ err: error }, "letters could not be read from the database");
    }
  }

  private async trySending(letter: LetterRow): Promise<void> {
    const now = this.now();
    if (!(await this.store.transact((tx) => claimLetter(tx, letter, now + LEASE_MS)))) return;
    const content = this.read(letter);
    if (letter.expires_at <= now) {
      await this.store.transact((tx) => removeLetter(tx, letter));
      return;
    }
    if (!content) {
      this.log.warn({ letter: letter.id }, "a letter was sealed with another CREDS_KEY: it is not sent");
      await this.store.transact((tx) => putOff(tx, letter, null));
      return;
    }
    try {
      await this.transport?.send(letter.recipient, content);
    } catch (error) {
      await this.failed({ ...letter, attempts: letter.attempts + 1 }, error);
      return;
    }
    await this.store.transact((tx) => removeLetter(tx, letter));
    this.log.info({ letter: letter.id, kind: letter.kind }, "a letter was sent");
  }

  private async failed(letter: LetterRow, error: unknown): Promise<void> {
    const { reason, isFinal } = failureOf(error);
    const nextAt = this.now() + FIRST_WAIT_MS * 2 ** (letter.attempts - 1);
    const isOver = isFinal || letter.attempts >= MOST_ATTEMPTS || nextAt >= letter.expires_at;
    // Never the error itself: servers say addresses back.
    this.log.warn(
      { letter: letter.id, kind: letter.kind, attempt: letter.attempts, reason },
      isOver ? "no mail server took a letter: it is in the outbox" : "a letter was not taken: it is tried again",
    );
    await this.store.transact((tx) => putOff(tx, letter, isOver ? null : nextAt));
  }

  private every(ms: number, work: () => Promise<void> | void): void {
    const timer = setInterval(() => {
      Promise.resolve(work()).catch((error: unknown) => this.log.warn({ err: error }, "letters could not be kept"));
    }, ms);
    timer.unref();
    this.timers.push(timer);
  }
}

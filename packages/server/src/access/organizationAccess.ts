import {
  type Answer,
  type Change,
  type Context,
  createEngine,
  EngineError,
  type PermissionEngine,
} from "@gatehouse/engine";
import type { PickerFinds } from "../config/index.ts";
import { type Actor, isOperator } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { Conflict, IdRetired, type LogEntry, type Store, type Tx } from "../store/index.ts";
import { compileCondition } from "./conditions.ts";
import { tried } from "./everybodysStaff.ts";
import { GrantUse } from "./grantUse.ts";
import { refusalOf } from "./refusals.ts";
import { type DryRun, dryRunOf } from "./simulate/dryRun.ts";
import { Turns } from "./turns.ts";

/** What a write decided: the changes of the permission state (none: no revision is taken), and what it answers. */
export interface Decided<T> {
  changes: readonly Change[];
  result: T;
}

export interface Committed<T> {
  revision: number;
  result: T;
}

export interface AccessOptions {
  store: Store;
  /** A server that has not heard from the log for so long refuses to decide. */
  staleAfterMs: number;
  now: () => number;
  /** Whom people find; default: all. */
  pickerFinds?: PickerFinds;
  /** Shared by all organizations of this process. */
  turns?: Turns;
}

/** Conditions of questions that are answered in one go: two milliseconds at worst. */
export const MOST_CONDITIONS_AT_ONCE = 20;
/** Far longer than a plain question takes. */
const COSTLY_MS = 5;

/** Rows of others that follow from changes, written in the same transaction. */
type Follow = (tx: Tx, changes: readonly Change[]) => Promise<void>;

const PAGE = 500;
/** Revisions from one snapshot to the next: reading so many again takes a start less time than writing a snapshot takes. */
const SNAPSHOT_EVERY = 1_000;
/** A larger state has a longer snapshot, half a second for a million grants, in which nothing else is answered. */
const SNAPSHOT_EVERY_OF_GRANTS = 1 / 20;
const LONGEST_WAIT_MS = 5_000;
const MOST_ATTEMPTS = 20;

/** The server was behind the head of the log when it wanted to decide a write. */
class Behind extends Error {
  readonly head: number;
  constructor(head: number) {
    super(`the log is at ${head}`);
    this.head = head;
  }
}

/** What does not fit the state is an answer, not a fault. */
function unfit(error: unknown): unknown {
  if (error instanceof EngineError)
    return problem(error.code === "last-super-admin" ? "last-super-admin" : "change-refused", {
      detail: error.message,
      extra: { reason: error.code },
      cause: error,
    });
  if (error instanceof Conflict) return problem("already-exists", { cause: error });
  if (error instanceof IdRetired) return problem("id-retired", { cause: error });
  return error;
}

/**
 * One organization's permissions: its engine, kept at the head of the log, and the only way to write to it.
 * Everything that is decided in the server is decided here.
 */
export class OrganizationAccess {
  readonly id: string;
  readonly engine: PermissionEngine = createEngine({ compile: compileCondition });
  /** Whoever asked much waits for others. */
  readonly turns: Turns;
  private readonly store: Store;
  private readonly use: GrantUse;
  private readonly staleAfterMs: number;
  private readonly now: () => number;
  private readonly follow: Follow;
  private readonly listeners = new Set<(entry: Pick<LogEntry, "revision" | "changes">) => void>();
  private catchingUp: Promise<void> | undefined;
  private savedAt = 0;

  private constructor(id: string, options: AccessOptions, follow: Follow) {
    this.id = id;
    this.follow = follow;
    this.store = options.store;
    this.use = new GrantUse(options.store, id);
    this.staleAfterMs = options.staleAfterMs;
    this.now = options.now;
    this.turns = options.turns ?? new Turns();
  }

  /** Snapshot and tail of the log; where there is no snapshot, the state tables. */
  static async load(id: string, options: AccessOptions, follow: Follow): Promise<OrganizationAccess> {
    const access = new OrganizationAccess(id, options, follow);
    const snapshot = await options.store.latestSnapshot(id);
    if (snapshot) {
      try {
        access.engine.restore(snapshot.bytes);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
      }
    }
    if (access.engine.revision === 0) {
      const parts: Change[][] = [];
      const revision = await options.store.streamState(id, (changes) => void parts.push(changes));
      access.engine.apply(parts.flat(), revision);
    }
    access.savedAt = snapshot?.revision ?? 0;
    await access.catchUp();
    return access;
  }

  /** The moment at which it decides. */
  at(): number {
    return this.now();
  }

  /** May the actor? Never throws for a no. */
  check(actor: Actor, action: string, resource?: string, context: Context = {}): Answer {
    this.requireCurrent();
    if (isOperator(actor))
      return { allowed: true, step: 4, reason: "capability", until: null, revision: this.engine.revision };
    const now = this.now();
    const asked = actor.key ? { key: actor.key, now, ...context } : { now, ...context };
    return this.engine.check(actor.subject, action, resource, asked);
  }

  may(actor: Actor, action: string, resource?: string, context?: Context): boolean {
    return this.check(actor, action, resource, context).allowed;
  }

  /**
   * Throws unless the actor may. A stranger (no action at all on the resource) is told that it is not there.
   * @throws {Problem} `resource-not-found`, `forbidden`, `feature-off`, `account-…`, `not-current`
   */
  require(actor: Actor, action: string, resource?: string, context: Context = {}): Answer {
    const answer = this.check(actor, action, resource, context);
    if (!answer.allowed) throw refusalOf(this, actor, action, resource, context, answer);
    if (resource !== undefined && !isOperator(actor)) this.noteUse(actor.subject, action, resource, answer);
    return answer;
  }

  /** Answers, once whoever asked much a moment ago has waited for others. @throws {Problem} `rate-limited` */
  async inTurn<T>(actor: Actor, ask: () => T): Promise<T> {
    if (this.owes(actor)) await this.turns.wait(personOf(actor));
    return this.measured(actor, ask);
  }

  /** Whether what the actor asked took long a moment ago. */
  owes(actor: Actor): boolean {
    return !this.turns.isQuiet && this.turns.owes(personOf(actor));
  }

  /** Answers, and notes how long it took where that was long. */
  measured<T>(actor: Actor, ask: () => T, costlyMs: number = COSTLY_MS): T {
    const { evaluated } = this.engine;
    const begun = performance.now();
    try {
      return ask();
    } finally {
      const ms = performance.now() - begun;
      if (ms > costlyMs || this.engine.evaluated - evaluated > MOST_CONDITIONS_AT_ONCE)
        this.turns.took(personOf(actor), ms);
    }
  }

  /** Somebody did, or is about to do, what was allowed: which grants that was by is remembered, by day. */
  noteUse(subject: string, action: string, resource: string, answer: Answer): void {
    if (answer.allowed && answer.step === 7) this.use.note(this, subject, action, resource, this.now());
  }

  /**
   * Writes. `decide` is asked on the revision directly before the write's own; if another came between it is asked again.
   * Rows written with `tx`, the changes and the next revision commit together, then the engine applies the changes.
   * An actor of a dry run writes nothing: what would be otherwise is thrown ({@link DryRun}).
   * @throws {Problem} whatever `decide` throws, or what {@link unfit} says where the changes do not fit the state
   */
  async commit<T>(actor: Actor, decide: (tx: Tx) => Promise<Decided<T>>, reason?: string): Promise<Committed<T>> {
    for (let attempt = 1; ; attempt++) {
      let decided: readonly Change[] = [];
      try {
        const author = {
          actor: actor.name,
          from: actor.from,
          ...(actor.ip !== undefined && { ip: actor.ip }),
          ...(reason !== undefined && { reason }),
        };
        const written = await this.store.write(this.id, author, async (tx, head) => {
          if (this.engine.revision !== head) throw new Behind(head);
          const { changes, result } = await decide(tx);
          if (actor.dryRun !== undefined) throw this.dryRun(actor, changes);
          decided = changes;
          if (changes.length === 0) return { changes, result };
          // Tried before it is committed: what is in the log always fits.
          const former = tried(this.engine, changes, this.now());
          await this.follow(tx, changes);
          return { changes, former, result };
        });
        if (decided.length > 0) this.applied({ revision: written.revision, changes: [...decided] });
        return written;
      } catch (error) {
        if (!(error instanceof Behind)) throw unfit(error);
        if (attempt === MOST_ATTEMPTS) throw problem("not-current", { cause: error });
        await this.catchUp();
      }
    }
  }

  /** What the changes would make otherwise, in place of making them. @throws what {@link unfit} says, as if they were made */
  private dryRun(actor: Actor, changes: readonly Change[]): DryRun {
    const now = this.now();
    if (changes.length > 0) tried(this.engine, changes, now);
    return dryRunOf(this, actor, changes, now);
  }

  /**
   * Waits until this server has a revision that a request names, then refuses.
   * @throws {Problem} `revision-not-reached`
   */
  async reach(revision: number): Promise<void> {
    const end = this.now() + LONGEST_WAIT_MS;
    while (this.engine.revision < revision) {
      await this.catchUp();
      if (this.engine.revision >= revision) return;
      if (this.now() > end)
        throw problem("revision-not-reached", { detail: `this server is at revision ${this.engine.revision}` });
      await new Promise((wake) => setTimeout(wake, 25));
    }
  }

  /** Called after each revision that this server applies, its own included; must not throw. */
  onRevision(listener: (entry: Pick<LogEntry, "revision" | "changes">) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Applies what the log has and the engine has not. */
  catchUp(): Promise<void> {
    this.catchingUp ??= this.readTail().finally(() => {
      this.catchingUp = undefined;
    });
    return this.catchingUp;
  }

  /** @throws {Problem} `not-current` if this server has not heard from the log for too long */
  requireCurrent(): void {
    if (this.now() - this.store.lastHeardAt() > this.staleAfterMs) throw problem("not-current");
  }

  /** Writes what was noted of the use of grants, for whoever is about to look at it. */
  async writeUse(): Promise<void> {
    await this.use.flush();
  }

  async close(): Promise<void> {
    await this.use.close();
    await this.saveSnapshot();
  }

  async saveSnapshot(): Promise<void> {
    if (this.engine.revision === this.savedAt || this.engine.revision === 0) return;
    const { revision } = this.engine;
    this.savedAt = revision;
    await this.store.saveSnapshot(this.id, revision, this.engine.snapshot());
  }

  private async readTail(): Promise<void> {
    for (;;) {
      const entries = await this.store.readLog(this.id, this.engine.revision, PAGE);
      for (const entry of entries) this.applied(entry);
      if (entries.length < PAGE) return;
    }
  }

  private applied(entry: Pick<LogEntry, "revision" | "changes">): void {
    if (entry.revision !== this.engine.revision + 1) return;
    this.engine.apply(entry.changes, entry.revision);
    this.use.changed(entry.changes);
    for (const listener of this.listeners) listener(entry);
    const every = Math.max(SNAPSHOT_EVERY, this.engine.grantCount * SNAPSHOT_EVERY_OF_GRANTS);
    if (entry.revision - this.savedAt >= every) void this.saveSnapshot().catch(() => undefined);
  }
}

/** As whom somebody takes turns. */
export const personOf = ({ organization, subject }: Actor): string => `${organization} ${subject}`;

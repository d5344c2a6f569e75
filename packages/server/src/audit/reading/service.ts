import type { Access } from "../../access/index.ts";
import { isSuperAdmin } from "../../access/operator.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import type { Cursors } from "../../http/cursor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Store } from "../../store/index.ts";
import { headText } from "../chain/hashes.ts";
import { addressed, askErasure, isInTrail } from "../sealing/erasing.ts";
import { lastSegment } from "../sealing/queries.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { entriesOf } from "./entries.ts";
import { namesFor } from "./names.ts";
import { candidates, countWaiting, entryRows, type Place } from "./queries.ts";
import type { EntriesQuery, ErasureBody, ShownEntry } from "./schemas.ts";
import { namedIn, shown } from "./shown.ts";
import { type DatabaseVerdict, verifyTrail } from "./verification.ts";
import { isNarrowed, spanOf, wantedOf } from "./wanted.ts";

export interface AuditParts {
  access: Access;
  store: Store;
  cursors: Cursors;
  sealer: Sealer;
  now: () => number;
}

const LINES_IN_A_LIST = 5;
const LINES_OF_ONE = 500;
/** What a page looks through where several filters meet; then it says how far it came. */
const CANDIDATES = 1_000;
const ROUNDS = 2;
const MOST_WAITING = 1_000;
const READ_AGAIN_MS = 10 * 60_000;

/** The trail as it is read, by whoever may `read:audit_log`. Reading it is an entry itself: one in ten minutes for each reader. */
export class AuditTrail {
  private readonly parts: AuditParts;
  private readonly readers = new Map<string, number>();
  private verifying: Promise<unknown> | undefined;

  constructor(parts: AuditParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `forbidden` */
  require(actor: Actor): void {
    this.parts.access.of(actor).require(actor, "read:audit_log");
  }

  /** The newest first, or the oldest. @throws {Problem} `forbidden`, `cursor-invalid` */
  async list(actor: Actor, { limit, cursor, order = "desc", ...asked }: EntriesQuery) {
    this.require(actor);
    const { store, cursors } = this.parts;
    const { organization } = actor;
    const question = ["audit", organization, actor.subject, asked, order];
    const place = cursor === undefined || cursor === "" ? undefined : placeIn(cursors.read(question, cursor));
    await this.noteReading(actor, asked);
    const wanted = await wantedOf(store.db, organization, asked);
    const page: Place[] = [];
    const size = wanted.length > 1 ? CANDIDATES : limit + 1;
    let after = place;
    let isEnd = false;
    for (let round = 0; round < ROUNDS && page.length <= limit && !isEnd; round++) {
      const found = await candidates(store.db, organization, wanted, { ...spanOf(asked), after, order }, size);
      page.push(...found.filter(({ fits }) => fits));
      after = found.at(-1) ?? after;
      isEnd = found.length < size;
    }
    const more = page.length > limit;
    const last = more ? page[limit - 1] : after;
    const hasNext = more || !isEnd;
    const found = await this.shownOf(actor, page.slice(0, limit), LINES_IN_A_LIST);
    const entries = isNarrowed(asked) ? found.filter(({ kind }) => kind !== "withheld") : found;
    return {
      entries,
      names: await namesFor(this.parts, actor, [...entries.flatMap(namedIn), asked.actor ?? "", asked.about ?? ""]),
      nextCursor: hasNext && last ? cursors.sign(question, JSON.stringify([last.at, last.number])) : null,
      searchedTo: !more && !isEnd && last ? new Date(last.at).toISOString() : null,
    };
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async one(actor: Actor, number: number) {
    this.require(actor);
    const [entry] = await this.shownOf(actor, [{ at: 0, number }], LINES_OF_ONE);
    if (!entry) throw problem("resource-not-found");
    await this.noteReading(actor, {});
    return { entry, names: await namesFor(this.parts, actor, namedIn(entry)) };
  }

  /** What is printed and kept elsewhere. @throws {Problem} `forbidden` */
  async head(actor: Actor) {
    this.require(actor);
    const { store, access, sealer } = this.parts;
    const { organization } = actor;
    await sealer.sealSoon();
    const last = await lastSegment(store.db, organization);
    const name = access.list().find(({ id }) => id === organization)?.name ?? organization;
    return {
      organization,
      name,
      head: last ? headText(last.segment, last.head) : null,
      segment: last?.segment ?? 0,
      entries: last?.last ?? 0,
      at: last ? new Date(last.at).toISOString() : null,
      waiting: await countWaiting(store.db, organization, last?.revision ?? 0, MOST_WAITING),
    };
  }

  /** Follows the whole trail; one at a time on this server. @throws {Problem} `forbidden`, `request-invalid`, `rate-limited` */
  async verify(actor: Actor, head: string | undefined): Promise<DatabaseVerdict> {
    this.require(actor);
    if (this.verifying)
      throw problem("conflict", { detail: "the trail is being verified already: ask again in a while" });
    const mine = this.parts.sealer.sealSoon().then(() => verifyTrail(this.parts.store, actor.organization, { head }));
    this.verifying = mine;
    try {
      return await mine;
    } finally {
      this.verifying = undefined;
    }
  }

  /**
   * Asks that what is personal of somebody goes, or an address that somebody typed, for a super admin. The account may be gone.
   * @throws {Problem} `forbidden`, `resource-not-found` for an account that is not of this organization and that the trail does not know
   */
  async erase(actor: Actor, { account, address, reason }: ErasureBody): Promise<void> {
    this.require(actor);
    const { access, store, sealer, now } = this.parts;
    if (!isOperator(actor) && !isSuperAdmin(access, actor))
      throw problem("forbidden", { detail: "only a super admin may erase from the trail" });
    await sealer.seal();
    const { organization } = actor;
    const named = account ?? addressed(address ?? "");
    if (
      account !== undefined &&
      access.of(actor).engine.check(account, "access:admin").reason === "unknown-subject" &&
      !(await isInTrail(store.db, organization, account))
    )
      throw problem("resource-not-found");
    const asked = { by: actor.name, from: actor.from, ip: actor.ip ?? null, reason };
    await store.transact((tx) => askErasure(tx, organization, named, now(), asked));
    await sealer.seal();
  }

  /** Whoever reads is noted once in ten minutes, and whenever they ask for somebody. */
  async noteReading(actor: Actor, asked: Readonly<Record<string, unknown>>): Promise<void> {
    const { store, now } = this.parts;
    const about = [asked.actor, asked.about].filter((one) => typeof one === "string");
    const key = JSON.stringify([actor.organization, actor.name, about]);
    const at = now();
    const former = this.readers.get(key);
    if (former !== undefined && at - former < READ_AGAIN_MS) return;
    if (this.readers.size > 1_000) this.readers.clear();
    this.readers.set(key, at);
    await store.transact((tx) =>
      noteEvent(tx, {
        organization: actor.organization,
        kind: "audit-read",
        actor: actor.name,
        from: actor.from,
        about,
        at,
      }),
    );
  }

  private async shownOf(actor: Actor, places: readonly Place[], most: number): Promise<ShownEntry[]> {
    const { organization } = actor;
    const { db } = this.parts.store;
    const rows = await entryRows(
      db,
      organization,
      places.map(({ number }) => number),
    );
    const entries = new Map<number, ShownEntry>();
    for (const [index, entry] of (await entriesOf(db, organization, rows)).entries()) {
      const row = rows[index];
      if (row) entries.set(entry.number, shown(entry, row, most, readerIn(actor)));
    }
    return places.map(({ number }) => entries.get(number)).filter((entry) => entry !== undefined);
  }
}

/** Null: whoever works on the server itself reads its database anyway. */
export const readerIn = (actor: Actor): string | null => (isOperator(actor) ? null : actor.subject);

const placeIn = (text: string): Place => {
  const [at, number] = JSON.parse(text);
  return { at, number };
};

import type { Actor } from "../../http/actor.ts";
import { systemActor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Tx } from "../../store/index.ts";
import { iso } from "../../workspace/shapes.ts";
import { type ModerationParts, placeIn, placeOf, requirePerson } from "../parts.ts";
import {
  bansInForce,
  type DecisionRow,
  findCase,
  findDecision,
  listDecisionsAbout,
  noteDecision,
  updateCase,
  updateDecision,
} from "../queue/queries.ts";
import { appealOf, stateOf } from "../queue/views.ts";
import { countUnread } from "./queries.ts";
import type { BanNotice, OwnDecision } from "./schemas.ts";

const MOST_COUNTED = 100;

/** What was decided about oneself, and one appeal against each: signed in, or, for whoever is banned, with the ticket of their sign-in. */
export class OwnDecisions {
  private readonly parts: ModerationParts;

  constructor(parts: ModerationParts) {
    this.parts = parts;
  }

  /** Newest first. @throws {Problem} `cursor-invalid` */
  async list(actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
    const { store, cursors } = this.parts;
    const { organization, subject } = actor;
    const question = ["decisions", organization, subject];
    const after = placeIn(cursor, (text) => cursors.read(question, text));
    const rows = await listDecisionsAbout(store.db, organization, subject, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      decisions: page.map((row) => this.shown(row)),
      unseen: await countUnread(store.db, organization, subject, MOST_COUNTED),
      nextCursor: last ? cursors.sign(question, placeOf(last.decided_at, last.id)) : null,
    };
  }

  /** One has read it. @throws {Problem} `resource-not-found` */
  async markSeen(actor: Actor, id: string): Promise<void> {
    requirePerson(actor);
    await this.parts.store.transact(async (tx) => {
      const row = await this.own(tx, actor.organization, actor.subject, id);
      await updateDecision(tx, row, { seen: 1 });
    });
  }

  /** @throws {Problem} `appeal-refused`, `resource-not-found` */
  async appeal(actor: Actor, id: string, words: string): Promise<OwnDecision> {
    requirePerson(actor);
    return this.appealAs(actor, actor.subject, words, (tx) => this.own(tx, actor.organization, actor.subject, id));
  }

  /** Why whoever holds a ticket is banned. @throws {Problem} `ban-ticket-over` */
  async ban(ticket: string): Promise<BanNotice> {
    const { organization, account } = await this.parts.identity.banTickets.require(ticket);
    const { reason } = this.parts.access
      .of(organization)
      .engine.check(account, "access:admin", undefined, { now: this.parts.now() });
    const isBanned = reason === "subject-banned";
    const [row] = isBanned ? await bansInForce(this.parts.store.db, organization, account) : [];
    return { isBanned, decision: row ? this.shown(row) : null };
  }

  /** @throws {Problem} `ban-ticket-over`, `appeal-refused` */
  async appealBan(ticket: string, words: string): Promise<BanNotice> {
    const { organization, account } = await this.parts.identity.banTickets.require(ticket);
    const actor = { ...systemActor(organization, "system:moderation"), name: account, from: "api" };
    const decision = await this.appealAs(actor, account, words, async (tx) => {
      const owner = await this.parts.identity.banTickets.require(ticket, tx);
      const [row] = await bansInForce(tx, owner.organization, owner.account);
      if (!row) throw refused("there is no ban on record");
      return row;
    });
    return { isBanned: true, decision };
  }

  /** Once for each decision, in time; its case waits again, for somebody else. */
  private async appealAs(
    actor: Actor,
    account: string,
    words: string,
    find: (tx: Tx) => Promise<DecisionRow>,
  ): Promise<OwnDecision> {
    const access = this.parts.access.of(actor);
    // No permission changes; but nobody decides meanwhile.
    const { result } = await access.commit(actor, async (tx) => {
      const row = await find(tx);
      const why = this.whyNoAppeal(row);
      if (why !== null) throw refused(why);
      const its = await findCase(tx, access.id, row.case_id);
      if (!its) throw new Error("a decision without its case");
      const waiting = { state: "appealed", assigned_to: null, assigned_at: null } as const;
      if (its.state !== "appealed" && !(await updateCase(tx, its, waiting))) throw refused("it is being decided now");
      const appealed = { appeal: "open", appeal_words: words, appealed_at: this.parts.now(), seen: 1 } as const;
      await updateDecision(tx, row, appealed);
      await noteDecision(tx, "appeal-made", row);
      return { changes: [], result: { ...row, ...appealed } };
    });
    this.parts.log.info({ account, decision: result.id }, "somebody appealed");
    return this.shown(result);
  }

  private async own(tx: Tx, organization: string, account: string, id: string): Promise<DecisionRow> {
    const row = await findDecision(tx, organization, id);
    if (row?.about !== account) throw problem("resource-not-found");
    return row;
  }

  private whyNoAppeal(row: DecisionRow): string | null {
    if (row.appeal !== null) return "there was one already";
    if (stateOf(row, this.parts.now()) !== "in-force") return "it stands no more";
    const until = this.appealEnd(row);
    return until !== null && until <= this.parts.now() ? "the time for it is over" : null;
  }

  /** Null: as long as it lasts. */
  private appealEnd({ kind, decided_at, ends_at, due_at }: DecisionRow): number | null {
    if (kind === "ban") return ends_at;
    return kind === "delete" ? due_at : decided_at + this.parts.settings.moderation.appealMs;
  }

  private shown(row: DecisionRow): OwnDecision {
    const mayAppeal = this.whyNoAppeal(row) === null;
    return {
      id: row.id,
      kind: row.kind,
      type: row.thing.slice(0, row.thing.indexOf(":")) as OwnDecision["type"], // what reports and bans write
      name: row.name,
      reason: row.reason,
      decidedAt: iso(row.decided_at),
      endsAt: row.kind === "ban" ? fromExpiry(row.ends_at) : null,
      deletedAt: fromExpiry(row.due_at),
      state: stateOf(row, this.parts.now()),
      isSeen: row.seen === 1,
      appeal: appealOf(row),
      mayAppeal,
      appealUntil: mayAppeal ? fromExpiry(this.appealEnd(row)) : null,
    };
  }
}

const refused = (detail: string) => problem("appeal-refused", { detail });

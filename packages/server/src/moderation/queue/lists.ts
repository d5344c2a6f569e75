import type { OrganizationAccess } from "../../access/index.ts";
import { contextOf, type Within, whyNot } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { iso } from "../../workspace/shapes.ts";
import { type ModerationParts, placeIn, placeOf } from "../parts.ts";
import { type CaseRow, findReportOf, listReportsOf, reportedBy } from "../reports/queries.ts";
import type { Excerpt } from "../reports/schemas.ts";
import type { Effects } from "./effects.ts";
import {
  type CaseFilter,
  countCases,
  decisionsOf,
  findCase,
  listCases,
  listDecisionsAbout,
  openAppealsIn,
} from "./queries.ts";
import { isAccount, isOnlyJudge, requireModeration, requireVisible, whyNotTake } from "./rules.ts";
import type { CaseDetail, CasesQuery } from "./schemas.ts";
import { caseOf, decisionsShown, Names } from "./views.ts";

const MOST_COUNTED = 1_000;
/** Reports of one case that are shown; all are counted. */
const MOST_SHOWN = 50;
const MOST_EARLIER = 100;
const DAY = 24 * 60 * 60_000;

/** What stands in the queue, and what was decided before. */
export class QueueLists {
  private readonly parts: ModerationParts;
  private readonly effects: Effects;

  constructor(parts: ModerationParts, effects: Effects) {
    this.parts = parts;
    this.effects = effects;
  }

  /** @throws {Problem} `forbidden`, `cursor-invalid` */
  async page(actor: Actor, { state, type, mine, about, order, limit, cursor }: CasesQuery) {
    const { store, cursors } = this.parts;
    const access = this.parts.access.of(actor);
    const within = requireModeration(access, actor);
    const lead: CaseFilter["lead"] =
      about !== undefined ? { about: `user:${about}` } : mine ? { assignedTo: actor.subject } : { state };
    const direction = order ?? (about !== undefined || (!mine && state === "decided") ? "desc" : "asc");
    const question = ["cases", access.id, actor.subject, JSON.stringify([lead, type ?? null, direction])];
    const after = placeIn(cursor, (text) => cursors.read(question, text));
    const filter = { lead, type, reader: actor.subject, within, direction } as const;
    const rows = await listCases(store.db, access.id, filter, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const names = await Names.of(
      store.db,
      access,
      actor,
      page.flatMap((row) => [row.about, row.assigned_to]),
    );
    return {
      cases: page.map((row) => caseOf(row, names)),
      nextCursor: last ? cursors.sign(question, placeOf(last.opened_at, last.id)) : null,
    };
  }

  /** How much waits. @throws {Problem} `forbidden` */
  async summary(actor: Actor) {
    const { store, settings } = this.parts;
    const access = this.parts.access.of(actor);
    const within = requireModeration(access, actor);
    const lead: CaseFilter["lead"] = { assignedTo: actor.subject };
    const [open, taken, appealed, mine] = await Promise.all([
      this.waiting(actor, access, "open", within),
      this.waiting(actor, access, "taken", within),
      this.waiting(actor, access, "appealed", within),
      countCases(store.db, access.id, { lead, reader: actor.subject, within }, MOST_COUNTED),
    ]);
    const { shortBanMs, graceMs } = settings.moderation;
    return {
      open: open.decidable,
      taken: taken.decidable,
      appealed: appealed.decidable,
      mine,
      listed: { open: open.listed, taken: taken.listed, appealed: appealed.listed },
      shortBanDays: shortBanMs / DAY,
      graceDays: graceMs / DAY,
    };
  }

  /** What only somebody else may decide or answer waits for somebody else. Cost: three queries, and what the engine says of each. */
  private async waiting(
    actor: Actor,
    access: OrganizationAccess,
    state: CaseRow["state"],
    within: Within | null,
  ): Promise<{ listed: number; decidable: number }> {
    const { db } = this.parts.store;
    const filter = { lead: { state }, type: undefined, reader: actor.subject, within, direction: "asc" } as const;
    const rows = await listCases(db, access.id, filter, { after: undefined, limit: MOST_COUNTED });
    const ids = rows.map(({ id }) => id);
    const reported = await reportedBy(db, access.id, actor.subject, ids);
    const waiting = Map.groupBy(await openAppealsIn(db, access.id, ids), (row) => row.case_id);
    // The answer is the same for all that the actor decided about one person.
    const known = new Map<string | null, boolean>();
    const isOnly: typeof isOnlyJudge = (of, decision) => {
      const is = known.get(decision.about) ?? isOnlyJudge(of, decision);
      known.set(decision.about, is);
      return is;
    };
    const mayTake = (row: CaseRow) => {
      const of = { hasReported: reported.has(row.id), decisions: waiting.get(row.id) ?? [] };
      return whyNotTake(this.parts, access, actor, row, of, isOnly) === null;
    };
    return { listed: rows.length, decidable: rows.filter(mayTake).length };
  }

  /** @throws {Problem} `forbidden`; `resource-not-found` also for what is about oneself */
  async one(actor: Actor, id: string): Promise<CaseDetail> {
    const { db } = this.parts.store;
    const access = this.parts.access.of(actor);
    requireModeration(access, actor);
    const row = requireVisible(access, actor, await findCase(db, access.id, id));
    const reports = await listReportsOf(db, access.id, id, MOST_SHOWN);
    const hasReported = (await findReportOf(db, access.id, id, actor.subject)) !== undefined;
    const names = await Names.of(db, access, actor, [
      row.about,
      row.assigned_to,
      ...reports.map(({ reporter }) => reporter),
    ]);
    const { isThere, isHidden } =
      row.type === "user"
        ? { isThere: isAccount(access, row.thing), isHidden: false }
        : await this.effects.standing(db, access, row.thing);
    const decisions = await decisionsOf(db, access.id, id);
    const why = whyNotTake(this.parts, access, actor, row, { hasReported, decisions });
    const isMine = row.assigned_to === actor.subject;
    return {
      ...caseOf(row, names),
      isThere,
      isHidden,
      reportList: reports.map((report) => ({
        id: report.id,
        reporter: names.person(report.reporter),
        category: report.category as CaseDetail["reportList"][number]["category"], // written by its schema
        text: report.words,
        excerpt: JSON.parse(report.excerpt) as Excerpt, // written by its schema
        createdAt: iso(report.created_at),
      })),
      decisions: await decisionsShown(this.parts, access, actor, decisions),
      mayTake: why === null && !isMine && row.state !== "decided",
      mayDecide: why === null && isMine && row.state === "taken",
      whyNot: why,
      mayBan: this.mayBan(access, actor, row),
      mayActOnThing: row.type !== "user" && isThere,
      earlier: await this.earlier(actor, access, row),
    };
  }

  /** What was decided about somebody, newest first. @throws {Problem} `forbidden`, `resource-not-found` for oneself, `cursor-invalid` */
  async history(actor: Actor, id: string, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
    const { store, cursors } = this.parts;
    const access = this.parts.access.of(actor);
    requireModeration(access, actor);
    const { about } = requireVisible(access, actor, { about: `user:${id}` });
    if (!isAccount(access, about)) throw problem("resource-not-found");
    const question = ["moderated", access.id, about];
    const after = placeIn(cursor, (text) => cursors.read(question, text));
    const rows = await listDecisionsAbout(store.db, access.id, about, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      decisions: await decisionsShown(this.parts, access, actor, page),
      nextCursor: last ? cursors.sign(question, placeOf(last.decided_at, last.id)) : null,
    };
  }

  private async earlier(
    actor: Actor,
    access: OrganizationAccess,
    { about, id }: CaseRow,
  ): Promise<CaseDetail["earlier"]> {
    if (about === null) return { cases: 0, warnings: 0, bans: 0 };
    const { db } = this.parts.store;
    const cases = await countCases(
      db,
      access.id,
      { lead: { about }, reader: actor.subject, within: null },
      MOST_EARLIER,
    );
    const decisions = await listDecisionsAbout(db, access.id, about, { after: undefined, limit: MOST_EARLIER });
    const others = decisions.filter((one) => one.case_id !== id && one.state !== "undone");
    return {
      cases: Math.max(0, cases - 1),
      warnings: others.filter(({ kind }) => kind === "warn").length,
      bans: others.filter(({ kind }) => kind === "ban").length,
    };
  }

  private mayBan(access: OrganizationAccess, actor: Actor, { about }: CaseRow): CaseDetail["mayBan"] {
    if (about === null || !isAccount(access, about)) return "no";
    const may = (capability: string) =>
      whyNot(access, actor, (asked) => asked.actOn(actor.subject, about, capability, contextOf(actor))) === null;
    return may("ban:users") ? "any" : may("ban:users:short") ? "short" : "no";
  }
}

import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { toExpiry } from "../../http/schemas.ts";
import { type Committed, commitPeople } from "../../identity/rules.ts";
import { newId, type Tx } from "../../store/index.ts";
import { type ModerationParts, requirePerson } from "../parts.ts";
import { type CaseRow, findReportOf, reportersOf } from "../reports/queries.ts";
import type { Effects } from "./effects.ts";
import { QueueLists } from "./lists.ts";
import { type DecisionRow, decisionsOf, findCase, insertDecision, updateCase } from "./queries.ts";
import { isAccount, moderates, requireModeration, requireVisible, whyNotAgainst, whyNotTake } from "./rules.ts";
import type { CaseDetail, DecisionBody } from "./schemas.ts";
import { Names } from "./views.ts";

/** Of those who reported a thing, so many hear by mail what became of it; in the console all do. */
const MOST_TOLD = 50;

/**
 * What waits for moderators. Whoever decides has taken it first, is not whom it is about and did not report it, and outranks whom it is about.
 * What they see of a thing is what its reporters saw (docs/model.md, "Sealed content").
 */
export class Queue {
  readonly lists: QueueLists;
  private readonly parts: ModerationParts;
  private readonly effects: Effects;

  constructor(parts: ModerationParts, effects: Effects) {
    this.parts = parts;
    this.effects = effects;
    this.lists = new QueueLists(parts, effects);
  }

  /**
   * Of two at the same moment one has it. Whoever has it may no longer moderate, or is outranked: it is taken over.
   * @throws {Problem} `case-taken`, `decision-over` where nothing waits, `forbidden`, `resource-not-found`
   */
  async take(actor: Actor, id: string): Promise<CaseDetail> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const { result: answered } = await access.commit(actor, async (tx) => {
      const row = await this.judgeable(tx, access, actor, id);
      if (row.state === "decided") throw problem("decision-over", { detail: "nothing waits here" });
      if (row.assigned_to !== null && row.assigned_to !== actor.subject && !this.mayTakeOver(access, actor, row))
        throw await this.taken(access, actor, row);
      const state = row.state === "open" ? "taken" : row.state;
      const values = { state, assigned_to: actor.subject, assigned_at: this.parts.now() } as const;
      if (!(await updateCase(tx, row, values))) throw await this.taken(access, actor, row);
      return { changes: [], result: id };
    });
    return this.lists.one(actor, answered);
  }

  /** By whoever has it. @throws {Problem} `case-not-yours`, `resource-not-found` */
  async giveBack(actor: Actor, id: string): Promise<CaseDetail> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    await access.commit(actor, async (tx) => {
      requireModeration(access, actor);
      const row = requireVisible(access, actor, await findCase(tx, access.id, id));
      const state = row.state === "taken" ? "open" : row.state;
      if (row.assigned_to !== actor.subject) throw problem("case-not-yours");
      if (!(await updateCase(tx, row, { state, assigned_to: null, assigned_at: null })))
        throw problem("case-not-yours");
      return { changes: [], result: null };
    });
    return this.lists.one(actor, id);
  }

  /**
   * Decides a case: about the thing, about the person, about both, or that there is nothing (then neither is named).
   * @throws {Problem} `case-not-yours`, `decision-over` where the thing is gone, `forbidden`, `hand-on-refused`
   */
  async decide(actor: Actor, id: string, wish: DecisionBody): Promise<Committed<CaseDetail>> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const { revision, result } = await commitPeople(
      access,
      actor,
      async (tx) => {
        const row = await this.judgeable(tx, access, actor, id);
        if (row.assigned_to !== actor.subject || row.state !== "taken") throw problem("case-not-yours");
        const isNothing = wish.thing === undefined && wish.person === undefined;
        const values = {
          state: "decided",
          outcome: isNothing ? "nothing" : "acted",
          assigned_to: null,
          assigned_at: null,
        } as const;
        if (!(await updateCase(tx, row, values))) throw problem("case-not-yours");
        // Whom nothing is done to reads nothing of it.
        if (isNothing)
          await this.write(
            tx,
            actor,
            { ...row, about: null },
            { kind: "dismiss", reason: wish.reason, state: "done" },
            row.about,
          );
        const onThing =
          wish.thing === undefined
            ? []
            : await this.decideThing(tx, access, actor, row, { ...wish, thing: wish.thing });
        const onPerson = await this.decidePerson(tx, access, actor, row, wish);
        const reporters = await reportersOf(tx, access.id, id, MOST_TOLD);
        for (let from = 0; from < reporters.length; from += 10)
          await this.parts.identity.notices.write(tx, access.id, reporters.slice(from, from + 10), "report-decided");
        return { changes: [...onThing, ...onPerson.changes], result: { row, ended: onPerson.ended } };
      },
      wish.reason,
    );
    if (result.row.about !== null) this.parts.identity.bans.ended(access, result.row.about, result.ended);
    this.parts.identity.mail.wake();
    if (wish.thing !== undefined) await this.effects.endAnswers(access.id, result.row.thing);
    return { revision, result: await this.lists.one(actor, id) };
  }

  private async decideThing(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    row: CaseRow,
    { thing: kind, reason }: DecisionBody & { thing: "hide" | "delete" },
  ): Promise<Change[]> {
    if (row.type === "user") throw problem("request-invalid", { detail: "`thing`: an account is not hidden" });
    const changes = await this.effects.hideInside(tx, access, actor, row.thing, kind);
    const due = kind === "delete" ? this.parts.now() + this.parts.settings.moderation.graceMs : null;
    await this.write(tx, actor, row, { kind, reason, due_at: due });
    if (row.about !== null) await this.parts.identity.notices.write(tx, access.id, [row.about], "moderated");
    return changes;
  }

  private async decidePerson(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    row: CaseRow,
    { person, reason, until }: DecisionBody,
  ): Promise<{ changes: Change[]; ended: string[] }> {
    const { about } = row;
    if (person === undefined) return { changes: [], ended: [] };
    if (about === null || !isAccount(access, about))
      throw problem("request-invalid", { detail: "`person`: it is about nobody" });
    if (person === "warn") {
      await this.write(tx, actor, row, { kind: "warn", reason });
      await this.parts.identity.notices.write(tx, access.id, [about], "warned", { reason });
      return { changes: [], ended: [] };
    }
    const ends = toExpiry(until);
    const banned = await this.parts.identity.bans.banInside(tx, access, actor, about, { until: ends, reason });
    const event = { organization: access.id, account: about, by: actor, until: ends, reason, cause: row.id };
    await this.parts.identity.bans.announce(tx, event);
    return banned;
  }

  private write(
    tx: Tx,
    actor: Actor,
    { organization_id, id, thing, name, about }: CaseRow,
    values: Pick<DecisionRow, "kind" | "reason"> & Partial<Pick<DecisionRow, "due_at" | "state">>,
    concerning = about,
  ): Promise<DecisionRow> {
    const now = this.parts.now();
    const row = { organization_id, id: newId(now), case_id: id, thing, name, about, ends_at: null };
    const decided = { decided_by: actor.name, decided_at: now, state: "in-force", ...values } as const;
    return insertDecision(tx, { ...row, ...decided }, concerning);
  }

  /** A case that somebody may take and decide. @throws {Problem} `forbidden`, `resource-not-found` */
  private async judgeable(tx: Tx, access: OrganizationAccess, actor: Actor, id: string): Promise<CaseRow> {
    requireModeration(access, actor);
    const row = requireVisible(access, actor, await findCase(tx, access.id, id));
    const hasReported = (await findReportOf(tx, access.id, id, actor.subject)) !== undefined;
    const decisions = await decisionsOf(tx, access.id, id);
    const why = whyNotTake(this.parts, access, actor, row, { hasReported, decisions });
    if (why !== null) throw problem("forbidden", { detail: why });
    return row;
  }

  private mayTakeOver(access: OrganizationAccess, actor: Actor, { assigned_to, about }: CaseRow): boolean {
    if (assigned_to === null) return true;
    const their = { ...actor, subject: assigned_to, name: assigned_to };
    return !moderates(access, their, about) || whyNotAgainst(access, actor, assigned_to) === null;
  }

  private async taken(access: OrganizationAccess, actor: Actor, { assigned_to }: CaseRow) {
    const names = await Names.of(this.parts.store.db, access, actor, [assigned_to]);
    const name = assigned_to === null ? null : names.person(assigned_to).name;
    return problem("case-taken", { detail: `${name ?? "somebody else"} has taken it` });
  }
}

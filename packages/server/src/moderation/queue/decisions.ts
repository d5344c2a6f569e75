import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { BanEvent } from "../../identity/accounts/bans.ts";
import { type Committed, commitPeople } from "../../identity/rules.ts";
import { newId, type Tx } from "../../store/index.ts";
import { type ModerationParts, requirePerson } from "../parts.ts";
import { findReportOf, insertCase } from "../reports/queries.ts";
import type { Effects } from "./effects.ts";
import {
  bansInForce,
  type DecisionRow,
  decisionsOf,
  findCase,
  findDecision,
  insertDecision,
  noteDecision,
  updateCase,
  updateDecision,
} from "./queries.ts";
import { requireModeration, requireVisible, whyNotAnswer, whyNotJudge } from "./rules.ts";
import type { AnswerBody, Decision } from "./schemas.ts";
import { decisionsShown, stateOf } from "./views.ts";

/** What was decided, taken back: by whoever may decide it, or because somebody else grants an appeal. */
export class Decisions {
  private readonly parts: ModerationParts;
  private readonly effects: Effects;

  constructor(parts: ModerationParts, effects: Effects) {
    this.parts = parts;
    this.effects = effects;
  }

  /**
   * Takes a decision back: the thing is shown again, the ban lifted, the warning withdrawn.
   * @throws {Problem} `decision-over` where it stands no more, or an appeal waits for its answer; `forbidden`, `resource-not-found`
   */
  async undo(actor: Actor, id: string, reason: string): Promise<Committed<Decision>> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const { revision } = await commitPeople(
      access,
      actor,
      async (tx) => {
        requireModeration(access, actor);
        const row = requireVisible(access, actor, await findDecision(tx, access.id, id));
        const hasReported = (await findReportOf(tx, access.id, row.case_id, actor.subject)) !== undefined;
        const why = whyNotJudge(access, actor, row, hasReported);
        if (why !== null) throw problem("forbidden", { detail: why });
        if (row.appeal === "open") throw problem("decision-over", { detail: "an appeal waits: answer it" });
        const changes = await this.undoInside(tx, access, actor, row, reason);
        if (row.about !== null && row.kind !== "ban")
          await this.parts.identity.notices.write(tx, access.id, [row.about], "decision-undone");
        return { changes, result: null };
      },
      reason,
    );
    this.parts.identity.mail.wake();
    return { revision, result: await this.one(access, actor, id) };
  }

  /**
   * Answers an appeal, by somebody else than who decided, who has taken its case.
   * @throws {Problem} `decision-over` where none waits, `case-not-yours`, `forbidden`, `resource-not-found`
   */
  async answer(actor: Actor, id: string, { granted, answer }: AnswerBody): Promise<Committed<Decision>> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const { revision } = await commitPeople(
      access,
      actor,
      async (tx) => {
        requireModeration(access, actor);
        const row = requireVisible(access, actor, await findDecision(tx, access.id, id));
        if (row.appeal !== "open") throw problem("decision-over", { detail: "no appeal waits here" });
        const why = whyNotAnswer(this.parts, access, actor, row);
        if (why !== null) throw problem("forbidden", { detail: why });
        const its = await findCase(tx, access.id, row.case_id);
        if (its?.state !== "appealed" || its.assigned_to !== actor.subject) throw problem("case-not-yours");
        const isLast = (await decisionsOf(tx, access.id, row.case_id)).every(
          (other) => other.id === id || other.appeal !== "open",
        );
        const values = { state: "decided", assigned_to: null, assigned_at: null } as const;
        if (isLast && !(await updateCase(tx, its, values))) throw problem("case-not-yours");
        // What is over, or gone meanwhile, is granted all the same: then there is nothing to do.
        const isInForce = stateOf(row, this.parts.now()) === "in-force";
        const changes = granted && isInForce ? await this.undoInside(tx, access, actor, row, answer) : [];
        await updateDecision(tx, row, {
          appeal: granted ? "granted" : "upheld",
          answer,
          answered_by: actor.name,
          answered_at: this.parts.now(),
        });
        await noteDecision(tx, "appeal-answered", row, {
          facts: { answer: granted ? "granted" : "upheld" },
          reason: answer,
        });
        if (row.about !== null) await this.parts.identity.notices.write(tx, access.id, [row.about], "appeal-answered");
        return { changes, result: null };
      },
      answer,
    );
    this.parts.identity.mail.wake();
    return { revision, result: await this.one(access, actor, id) };
  }

  /**
   * A ban from whatever page is a decision that can be read and appealed, in the case that it follows from or one of its own. It takes the
   * place of a former one; lifting it takes them back.
   */
  async banned(tx: Tx, { organization, account, by, until, reason, cause }: BanEvent): Promise<void> {
    const now = this.parts.now();
    let waiting: DecisionRow | undefined;
    for (const former of await bansInForce(tx, organization, account)) {
      await updateDecision(tx, former, { state: "undone", undone_by: by.name, undone_at: now });
      await noteDecision(tx, "decision-undone", former);
      if (former.appeal !== "open") continue;
      // Who only bans anew has granted nothing: what is said against the ban is said against the one in its place.
      if (until !== undefined) waiting ??= former;
      await this.endAppeal(tx, former, until === undefined ? "granted" : null);
    }
    if (until === undefined) return;
    const scope = { organization_id: organization, thing: account, about: account, name: "" };
    const caseId =
      cause ??
      (
        await insertCase(tx, {
          ...scope,
          id: newId(now),
          type: "user",
          state: "decided",
          outcome: "acted",
          opened_at: now,
        })
      ).id;
    await insertDecision(tx, {
      ...scope,
      id: newId(now),
      case_id: caseId,
      kind: "ban",
      reason,
      decided_by: by.name,
      decided_at: now,
      ends_at: until,
      state: "in-force",
      ...(waiting && { appeal: "open", appeal_words: waiting.appeal_words, appealed_at: waiting.appealed_at }),
    });
    const its = waiting && (await findCase(tx, organization, caseId));
    if (its) await updateCase(tx, its, { state: "appealed", assigned_to: null, assigned_at: null });
  }

  /** What it was about stands no more. @param as null: it goes over to another decision */
  private async endAppeal(tx: Tx, row: DecisionRow, as: "granted" | null): Promise<void> {
    await updateDecision(
      tx,
      row,
      as === null
        ? { appeal: null, appeal_words: "", appealed_at: null }
        : { appeal: as, answered_at: this.parts.now() },
    );
    const its = await findCase(tx, row.organization_id, row.case_id);
    const others = await decisionsOf(tx, row.organization_id, row.case_id);
    if (its?.state === "appealed" && others.every(({ id, appeal }) => id === row.id || appeal !== "open"))
      await updateCase(tx, its, { state: "decided", assigned_to: null, assigned_at: null });
  }

  private async undoInside(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    row: DecisionRow,
    reason: string,
  ): Promise<Change[]> {
    if (stateOf(row, this.parts.now()) !== "in-force")
      throw problem("decision-over", { detail: "it was taken back, is over, or is done" });
    await updateDecision(tx, row, {
      state: "undone",
      undone_by: actor.name,
      undone_at: this.parts.now(),
      undone_because: reason,
      due_at: null,
    });
    await noteDecision(tx, "decision-undone", row, { reason });
    if (row.kind === "hide" || row.kind === "delete") return this.effects.restoreInside(tx, access, actor, row);
    if (row.kind === "ban" && row.about !== null)
      return this.parts.identity.bans.liftInside(tx, access, actor, row.about);
    return [];
  }

  private async one(access: OrganizationAccess, actor: Actor, id: string): Promise<Decision> {
    const row = await findDecision(this.parts.store.db, access.id, id);
    const [shown] = row ? await decisionsShown(this.parts, access, actor, [row]) : [];
    if (!shown) throw problem("resource-not-found");
    return shown;
  }
}

import type { Refusal } from "@gatehouse/engine";
import { administered, contextOf, type OrganizationAccess, type Within, whyNot } from "../../access/index.ts";
import { isSuperAdmin } from "../../access/operator.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { requireAdministration } from "../../identity/rules.ts";
import { newId } from "../../store/index.ts";
import type { ModerationParts } from "../parts.ts";
import type { CaseRow } from "../reports/queries.ts";
import type { DecisionRow } from "./queries.ts";

export const MODERATE = "moderate:content";

/** Whether there is such an account: not one that is gone. */
export const isAccount = (access: OrganizationAccess, account: string): boolean =>
  access.engine.check(account, "access:admin").reason !== "unknown-subject";

/**
 * Whoever moderates everything (null), or the people of some groups and what is theirs.
 * @throws {Problem} `forbidden`
 */
export function requireModeration(access: OrganizationAccess, actor: Actor): Within | null {
  requireAdministration(access, actor);
  return administered(access, actor, MODERATE);
}

/** Whether somebody may be told of whom a case or a decision is about: whoever moderates the people of a group, of these alone. */
export const moderates = (access: OrganizationAccess, actor: Actor, about: string | null): boolean =>
  isOperator(actor) || access.may(actor, MODERATE) || (about !== null && access.may(actor, MODERATE, about));

/** What is reported of somebody is nothing that they are shown here, nor what is about nobody whom one moderates. @throws {Problem} `resource-not-found` */
export function requireVisible<Row extends { about: string | null }>(
  access: OrganizationAccess,
  actor: Actor,
  row: Row | undefined,
): Row {
  if (!row || row.about === actor.subject || !moderates(access, actor, row.about)) throw problem("resource-not-found");
  return row;
}

/**
 * Why somebody may not act on whom a case is about: nobody decides against whoever they do not outrank, as with their account
 * (docs/model.md, "Rank"). What belongs to nobody's account takes the capability alone.
 */
export function whyNotAgainst(access: OrganizationAccess, actor: Actor, about: string | null): string | null {
  if (about === actor.subject) return "It is about you.";
  if (about === null || !isAccount(access, about)) return null;
  const refusal = whyNot(access, actor, (may) => may.actOn(actor.subject, about, MODERATE, contextOf(actor)));
  return refusal && `You may not decide about this person: ${inWords(refusal, about)}.`;
}

/** Without the id of whom it is about: beside it stands their name. */
const inWords = ({ code, detail }: Refusal, about: string): string =>
  code === "rank-too-low" ? "they do not rank below you" : detail.replaceAll(`\`${about}\``, "this person");

/** Why somebody may neither take nor decide a case. @param hasReported whether they reported it themselves */
export function whyNotJudge(
  access: OrganizationAccess,
  actor: Actor,
  { about }: Pick<CaseRow, "about">,
  hasReported: boolean,
): string | null {
  if (hasReported) return "You reported it yourself: somebody else decides.";
  return whyNotAgainst(access, actor, about);
}

/** The same of a case that waits for the answer to an appeal: whoever may answer none of those that wait does not take it. */
export function whyNotTake(
  parts: ModerationParts,
  access: OrganizationAccess,
  actor: Actor,
  row: CaseRow,
  { hasReported, decisions }: { hasReported: boolean; decisions: readonly DecisionRow[] },
  isOnly = isOnlyJudge,
): string | null {
  const why = whyNotJudge(access, actor, row, hasReported);
  if (why !== null || row.state !== "appealed") return why;
  const whys = decisions
    .filter(({ appeal }) => appeal === "open")
    .map((one) => whyNotAnswer(parts, access, actor, one, isOnly));
  return whys.includes(null) ? null : (whys[0] ?? null);
}

/**
 * Whether nobody but whoever decided could answer an appeal: nobody else who moderates content outranks whom it is about. Asked of a thing that is
 * supposed, so that it is the engine that says who moderates.
 */
export function isOnlyJudge(access: OrganizationAccess, { about, decided_by }: DecisionRow): boolean {
  const thing = `conversation:${newId()}`;
  const owner = about !== null && isAccount(access, about) ? about : "organization";
  return access.engine.suppose([{ kind: "resource-added", resource: thing, owner, state: "active" }], () => {
    let after: string | null = null;
    do {
      const page = access.engine.listSubjects("hide", thing, { limit: 100, after });
      const others = page.subjects.filter((one) => one.startsWith("user:") && one !== decided_by && one !== about);
      if (others.some((one) => about === null || access.engine.may.actOn(one, about, MODERATE) === null)) return false;
      after = page.next;
    } while (after !== null);
    return true;
  });
}

/**
 * Why somebody may not answer the appeal against a decision; null: they may.
 * @param isOnly as {@link isOnlyJudge}, for whoever asks of many
 */
export function whyNotAnswer(
  { access: organizations, identity }: ModerationParts,
  access: OrganizationAccess,
  actor: Actor,
  decision: DecisionRow,
  isOnly = isOnlyJudge,
): string | null {
  const against = whyNotAgainst(access, actor, decision.about);
  if (against !== null) return against;
  if (decision.kind === "ban" && decision.about !== null) {
    const { about, ends_at } = decision;
    const refusal = whyNot(access, actor, (may) =>
      may.actOn(actor.subject, about, identity.bans.capabilityFor([ends_at]), contextOf(actor)),
    );
    if (refusal) return `This ban takes somebody who could lift it: ${inWords(refusal, about)}.`;
  }
  if (decision.decided_by !== actor.subject) return null;
  if (isSuperAdmin(organizations, actor) && isOnly(access, decision)) return null;
  return "You decided it: somebody else answers the appeal.";
}

import { isToldOf, UNTOLD } from "../../access/administered.ts";
import type { OrganizationAccess } from "../../access/index.ts";
import { namesOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Tx } from "../../store/index.ts";
import { iso } from "../../workspace/shapes.ts";
import type { ModerationParts } from "../parts.ts";
import { type CaseRow, reportedBy } from "../reports/queries.ts";
import type { DecisionRow } from "./queries.ts";
import { isOnlyJudge, MODERATE, whyNotAnswer, whyNotJudge } from "./rules.ts";
import type { Case, Decision } from "./schemas.ts";

const idOf = (account: string): string => account.slice(account.indexOf(":") + 1);
const typeOf = (thing: string) => thing.slice(0, thing.indexOf(":")) as Case["type"]; // what reports and bans write

/** Names of people, asked once for a page. Whoever moderates the people of a group is told of nobody else by name: neither who reported, nor who decides. */
export class Names {
  private readonly names: ReadonlyMap<string, { name: string }>;
  private readonly isTold: (account: string) => boolean;

  private constructor(names: ReadonlyMap<string, { name: string }>, isTold: (account: string) => boolean) {
    this.names = names;
    this.isTold = isTold;
  }

  static async of(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    accounts: readonly (string | null)[],
  ): Promise<Names> {
    const isTold = (account: string) => isToldOf(access, actor, account, MODERATE);
    const told = accounts.filter((one) => one !== null && isTold(one)).map(String);
    return new Names(await namesOf(db, access.id, told), isTold);
  }

  person(account: string): { id: string; name: string | null } {
    if (!this.isTold(account)) return { id: idOf(UNTOLD.principal), name: UNTOLD.name };
    return { id: idOf(account), name: this.names.get(account)?.name ?? null };
  }

  /** Of who acted: a person's name, or what the log says. */
  actor(name: string): string | null {
    if (!this.isTold(name)) return UNTOLD.name;
    return this.names.get(name)?.name ?? (name.startsWith("user:") ? null : name);
  }
}

export const caseOf = (row: CaseRow, names: Names): Case => ({
  id: row.id,
  thing: row.thing,
  type: typeOf(row.thing),
  name: row.name,
  about: row.about === null ? null : names.person(row.about),
  state: row.state,
  outcome: row.outcome,
  assignedTo: row.assigned_to === null ? null : names.person(row.assigned_to),
  reports: row.reports,
  openedAt: iso(row.opened_at),
});

/** @param now of which a ban may be over */
export const stateOf = (row: DecisionRow, now: number): Decision["state"] =>
  row.state === "in-force" && row.kind === "ban" && row.ends_at !== null && row.ends_at <= now ? "over" : row.state;

export const appealOf = (row: DecisionRow): Decision["appeal"] =>
  row.appeal === null
    ? null
    : {
        state: row.appeal,
        text: row.appeal_words,
        at: iso(row.appealed_at ?? row.decided_at),
        answer: row.answer,
        answeredAt: fromExpiry(row.answered_at),
      };

export async function decisionsShown(
  parts: ModerationParts,
  access: OrganizationAccess,
  actor: Actor,
  rows: readonly DecisionRow[],
): Promise<Decision[]> {
  const now = parts.now();
  const names = await Names.of(
    parts.store.db,
    access,
    actor,
    rows.flatMap((row) => [row.about, row.decided_by, row.undone_by]),
  );
  const reported = await reportedBy(parts.store.db, access.id, actor.subject, [
    ...new Set(rows.map((row) => row.case_id)),
  ]);
  return rows.map((row) => {
    const state = stateOf(row, now);
    const isWaiting = row.appeal === "open";
    const whyNot = isWaiting ? whyNotAnswer(parts, access, actor, row) : null;
    return {
      id: row.id,
      caseId: row.case_id,
      kind: row.kind,
      type: typeOf(row.thing),
      name: row.name,
      about: row.about === null ? null : names.person(row.about),
      reason: row.reason,
      decidedBy: names.actor(row.decided_by),
      decidedAt: iso(row.decided_at),
      endsAt: row.kind === "ban" ? fromExpiry(row.ends_at) : null,
      deletedAt: fromExpiry(row.due_at),
      state,
      undone:
        row.undone_by === null
          ? null
          : { by: names.actor(row.undone_by), at: iso(row.undone_at ?? row.decided_at), reason: row.undone_because },
      appeal: appealOf(row),
      mayUndo:
        state === "in-force" && !isWaiting && whyNotJudge(access, actor, row, reported.has(row.case_id)) === null,
      mayAnswer: isWaiting && whyNot === null,
      whyNot,
      onlyOne: isWaiting && isOnlyJudge(access, row),
    };
  });
}

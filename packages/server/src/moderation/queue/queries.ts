import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import { type ModerationCasesTable, type ModerationDecisionsTable, noteEvent, type Tx } from "../../store/index.ts";
import type { Place } from "../parts.ts";
import type { CaseRow } from "../reports/queries.ts";

export type DecisionRow = Selectable<ModerationDecisionsTable>;

interface PageOf {
  after: Place | undefined;
  limit: number;
}
export interface CaseFilter {
  /** One of three leads: the index by state, by assignment or by person. */
  lead: { state: CaseRow["state"] } | { assignedTo: string } | { about: string };
  type: CaseRow["type"] | undefined;
  /** Whom it is not about: nobody sees what is reported of themselves. */
  reader: string;
  /** Only what is about these people. */
  within: Within | null;
  direction: "asc" | "desc";
}

/** Served by moderation_cases_by_state (with a type: _by_type), _by_assigned or _by_about; of a few people by _by_about, of many each is looked up by the primary key of memberships. */
export function listCases(
  db: Tx,
  organization: string,
  { lead, type, reader, within, direction }: CaseFilter,
  { after, limit }: PageOf,
): Promise<CaseRow[]> {
  let query = db
    .selectFrom("moderation_cases")
    .selectAll()
    .where("organization_id", "=", organization)
    .where((e) => e.or([e("about", "is", null), e("about", "!=", reader)]));
  // What is about a few people is gathered by moderation_cases_by_about: led by the state, a database would go through everybody's.
  const isOfFew = within !== null && areFew(within);
  const column = (name: "state" | "assigned_to") => (isOfFew ? sql<string>`(${sql.ref(name)} || '')` : sql.ref(name));
  if ("state" in lead) query = query.where(column("state"), "=", lead.state);
  else if ("assignedTo" in lead) query = query.where(column("assigned_to"), "=", lead.assignedTo);
  else query = query.where("about", "=", lead.about);
  if (type !== undefined) query = query.where("type", "=", type);
  if (isOfFew) query = query.where("about", "in", namesWithin(organization, within));
  else if (within !== null) query = query.where(isWithin(organization, sql.ref("moderation_cases.about"), within));
  const beyond = direction === "asc" ? ">" : "<";
  if (after !== undefined)
    query = query
      // Said twice: this half is what the index can be entered by.
      .where("opened_at", `${beyond}=`, after.at)
      .where((e) => e.or([e("opened_at", beyond, after.at), e("id", beyond, after.id)]));
  return query.orderBy("opened_at", direction).orderBy("id", direction).limit(limit).execute();
}

export const findCase = (db: Tx, organization: string, id: string): Promise<CaseRow | undefined> =>
  db
    .selectFrom("moderation_cases")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** At most `most`, of those that one may see. Served by moderation_cases_by_state, and by _by_assigned. */
export async function countCases(
  db: Tx,
  organization: string,
  asked: Pick<CaseFilter, "lead" | "reader" | "within">,
  most: number,
): Promise<number> {
  const filter = { ...asked, type: undefined, direction: "asc" } as const;
  return (await listCases(db, organization, filter, { after: undefined, limit: most })).length;
}

/**
 * Under the condition that it is as somebody saw it.
 * @returns false where another came first
 */
export async function updateCase(
  tx: Tx,
  { organization_id, id, state, assigned_to }: CaseRow,
  values: Updateable<ModerationCasesTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("moderation_cases")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .where("state", "=", state)
    .where("assigned_to", assigned_to === null ? "is" : "=", assigned_to)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * With an entry of the audit trail: what moderators decide alters permissions only where something is hidden, deleted, or somebody banned.
 * @param concerning whom the trail finds it by, and erases its reason with: also who reads nothing of it
 */
export async function insertDecision(
  tx: Tx,
  row: Insertable<ModerationDecisionsTable>,
  concerning: string | null = row.about ?? null,
): Promise<DecisionRow> {
  const decision = await tx.insertInto("moderation_decisions").values(row).returningAll().executeTakeFirstOrThrow();
  const { kind, reason } = decision;
  await noteDecision(tx, "decision-made", { ...decision, about: concerning }, { facts: { decision: kind }, reason });
  return decision;
}

/** What became of a decision, for the audit trail. Whoever does it is whoever asks. */
export const noteDecision = (
  tx: Tx,
  kind: "decision-made" | "decision-undone" | "appeal-made" | "appeal-answered",
  { organization_id: organization, id, case_id, thing, about }: DecisionRow,
  { facts = {}, reason }: { facts?: Readonly<Record<string, string>>; reason?: string | undefined } = {},
): Promise<void> =>
  noteEvent(tx, {
    organization,
    kind,
    about: [...new Set([thing, ...(about === null ? [] : [about])])],
    facts: { ...facts, id, case: case_id },
    // Personal: it goes with whom it is about.
    ...(reason !== undefined && reason !== "" && { details: { reason } }),
  });

export const findDecision = (db: Tx, organization: string, id: string): Promise<DecisionRow | undefined> =>
  db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** Of one case, in the order in which they were made. Served by moderation_decisions_by_case. */
export const decisionsOf = (db: Tx, organization: string, caseId: string): Promise<DecisionRow[]> =>
  db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("case_id", "=", caseId)
    .orderBy("decided_at")
    .orderBy("id")
    .limit(100)
    .execute();

/** Those of some cases against which an appeal waits. Served by moderation_decisions_by_case. */
export async function openAppealsIn(db: Tx, organization: string, cases: readonly string[]): Promise<DecisionRow[]> {
  if (cases.length === 0) return [];
  return db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("case_id", "in", cases)
    .where("appeal", "=", "open")
    .execute();
}

/** About somebody, newest first. Served by moderation_decisions_by_about. */
export function listDecisionsAbout(
  db: Tx,
  organization: string,
  about: string,
  { after, limit }: PageOf,
): Promise<DecisionRow[]> {
  let query = db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("about", "=", about);
  if (after !== undefined)
    query = query
      .where("decided_at", "<=", after.at)
      .where((e) => e.or([e("decided_at", "<", after.at), e("id", "<", after.id)]));
  return query.orderBy("decided_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** What else holds a thing back. Served by moderation_decisions_by_thing. */
export const holdingBack = (db: Tx, organization: string, thing: string): Promise<DecisionRow[]> =>
  db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("thing", "=", thing)
    .where("state", "=", "in-force")
    .where("kind", "in", ["hide", "delete"])
    .execute();

/** Bans of an account that nobody has taken back. Served by moderation_decisions_by_about. */
export const bansInForce = (db: Tx, organization: string, account: string): Promise<DecisionRow[]> =>
  db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("about", "=", account)
    .where("kind", "=", "ban")
    .where("state", "=", "in-force")
    .orderBy("decided_at", "desc")
    .execute();

export const updateDecision = (
  tx: Tx,
  { organization_id, id }: Pick<DecisionRow, "organization_id" | "id">,
  values: Updateable<ModerationDecisionsTable>,
) =>
  tx
    .updateTable("moderation_decisions")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .execute();

/** What is to be deleted now, of whatever organization; while somebody looks at an appeal it waits. Served by moderation_decisions_due. */
export const dueDeletions = (db: Tx, now: number, limit: number): Promise<DecisionRow[]> =>
  db
    .selectFrom("moderation_decisions")
    .selectAll()
    .where("due_at", "is not", null)
    .where("due_at", "<=", now)
    .where((e) => e.or([e("appeal", "is", null), e("appeal", "!=", "open")]))
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit)
    .execute();

/** What an account leaves behind: who decided what about it stays, without names, excerpts, reasons, and without what anybody said of it. */
export async function forgetAbout(tx: Tx, organization: string, account: string): Promise<void> {
  await tx
    .updateTable("reports")
    .set({ words: "" })
    .where("organization_id", "=", organization)
    .where("reporter", "=", account)
    .execute();
  await tx
    .updateTable("reports")
    .set({ excerpt: "{}", words: "" })
    .where("organization_id", "=", organization)
    .where("case_id", "in", (e) =>
      e
        .selectFrom("moderation_cases as its")
        .select("its.id")
        .where("its.organization_id", "=", organization)
        .where("its.about", "=", account),
    )
    .execute();
  await tx
    .updateTable("moderation_cases")
    .set({ name: "" })
    .where("organization_id", "=", organization)
    .where("about", "=", account)
    .execute();
  await tx
    .updateTable("moderation_cases")
    .set({ state: "decided", outcome: "gone", assigned_to: null, assigned_at: null })
    .where("organization_id", "=", organization)
    .where("about", "=", account)
    .where("state", "in", ["open", "taken"])
    .execute();
  await tx
    .updateTable("moderation_cases")
    .set({ state: "decided", assigned_to: null, assigned_at: null })
    .where("organization_id", "=", organization)
    .where("about", "=", account)
    .where("state", "=", "appealed")
    .execute();
  await tx
    .updateTable("moderation_decisions")
    .set({ name: "", reason: "", appeal_words: "", answer: "", undone_because: "" })
    .where("organization_id", "=", organization)
    .where("about", "=", account)
    .execute();
  // That nothing was found about them is a decision about nobody; why is about them all the same.
  await tx
    .updateTable("moderation_decisions")
    .set({ name: "", reason: "" })
    .where("organization_id", "=", organization)
    .where("about", "is", null)
    .where("case_id", "in", (e) =>
      e
        .selectFrom("moderation_cases as its")
        .select("its.id")
        .where("its.organization_id", "=", organization)
        .where("its.about", "=", account),
    )
    .execute();
  await tx
    .updateTable("moderation_decisions")
    .set({ appeal: "upheld" })
    .where("organization_id", "=", organization)
    .where("about", "=", account)
    .where("appeal", "=", "open")
    .execute();
}

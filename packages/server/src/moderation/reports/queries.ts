import type { Insertable, Selectable } from "kysely";
import type { ModerationCasesTable, ReportsTable, Tx } from "../../store/index.ts";
import type { Place } from "../parts.ts";

export type ReportRow = Selectable<ReportsTable>;
export type CaseRow = Selectable<ModerationCasesTable>;

/** With what the case of it says. */
export type ReportedRow = ReportRow & Pick<CaseRow, "type" | "name" | "state" | "outcome">;

/** The case of a thing that nobody has decided. Served by moderation_cases_undecided. */
export const findUndecided = (db: Tx, organization: string, thing: string): Promise<CaseRow | undefined> =>
  db
    .selectFrom("moderation_cases")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("thing", "=", thing)
    .where("state", "in", ["open", "taken"])
    .executeTakeFirst();

export const insertCase = (tx: Tx, row: Insertable<ModerationCasesTable>): Promise<CaseRow> =>
  tx.insertInto("moderation_cases").values(row).returningAll().executeTakeFirstOrThrow();

/** Served by reports_by_case. */
export const findReportOf = (
  db: Tx,
  organization: string,
  caseId: string,
  reporter: string,
): Promise<ReportRow | undefined> =>
  db
    .selectFrom("reports")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("case_id", "=", caseId)
    .where("reporter", "=", reporter)
    .executeTakeFirst();

/** Which of some cases somebody reported. Served by reports_by_case. */
export async function reportedBy(
  db: Tx,
  organization: string,
  reporter: string,
  cases: readonly string[],
): Promise<Set<string>> {
  if (cases.length === 0) return new Set();
  const rows = await db
    .selectFrom("reports")
    .select("case_id")
    .where("organization_id", "=", organization)
    .where("case_id", "in", cases)
    .where("reporter", "=", reporter)
    .execute();
  return new Set(rows.map(({ case_id }) => case_id));
}

/** Counted by its case. */
export async function insertReport(tx: Tx, row: Insertable<ReportsTable>): Promise<ReportRow> {
  const inserted = await tx.insertInto("reports").values(row).returningAll().executeTakeFirstOrThrow();
  await tx
    .updateTable("moderation_cases")
    .set((e) => ({ reports: e("reports", "+", 1) }))
    .where("organization_id", "=", row.organization_id)
    .where("id", "=", row.case_id)
    .execute();
  return inserted;
}

/** At most `most`. Served by reports_by_reporter. */
export async function countReportsSince(
  db: Tx,
  organization: string,
  reporter: string,
  since: number,
  most: number,
): Promise<number> {
  const rows = await db
    .selectFrom("reports")
    .select("id")
    .where("organization_id", "=", organization)
    .where("reporter", "=", reporter)
    .where("created_at", ">", since)
    .limit(most)
    .execute();
  return rows.length;
}

/** Somebody's, newest first. Served by reports_by_reporter. */
export function listReportsBy(
  db: Tx,
  organization: string,
  reporter: string,
  { after, limit }: { after: Place | undefined; limit: number },
): Promise<ReportedRow[]> {
  let query = db
    .selectFrom("reports")
    .innerJoin("moderation_cases as of_case", (join) =>
      join.onRef("of_case.organization_id", "=", "reports.organization_id").onRef("of_case.id", "=", "reports.case_id"),
    )
    .selectAll("reports")
    .select(["of_case.type", "of_case.name", "of_case.state", "of_case.outcome"])
    .where("reports.organization_id", "=", organization)
    .where("reports.reporter", "=", reporter);
  if (after !== undefined)
    query = query.where((e) =>
      e.and([
        // Said twice: this half is what the index can be entered by.
        e("reports.created_at", "<=", after.at),
        e.or([e("reports.created_at", "<", after.at), e("reports.id", "<", after.id)]),
      ]),
    );
  return query.orderBy("reports.created_at", "desc").orderBy("reports.id", "desc").limit(limit).execute();
}

/** Of one case, the oldest first. Served by reports_by_case. */
export const listReportsOf = (db: Tx, organization: string, caseId: string, limit: number): Promise<ReportRow[]> =>
  db
    .selectFrom("reports")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("case_id", "=", caseId)
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();

/** Who reported it, at most `limit`. Served by reports_by_case. */
export async function reportersOf(db: Tx, organization: string, caseId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("reports")
    .select("reporter")
    .where("organization_id", "=", organization)
    .where("case_id", "=", caseId)
    .limit(limit)
    .execute();
  return rows.map(({ reporter }) => reporter);
}

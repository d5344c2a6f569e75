import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent } from "../../store/index.ts";
import { iso } from "../../workspace/shapes.ts";
import { type ModerationParts, placeIn, placeOf, requirePerson } from "../parts.ts";
import { locate } from "./locating.ts";
import {
  countReportsSince,
  findReportOf,
  findUndecided,
  insertCase,
  insertReport,
  listReportsBy,
  type ReportedRow,
} from "./queries.ts";
import type { NewReport, PageQuery, Report } from "./schemas.ts";

const DAY = 24 * 60 * 60_000;

/** What people report: what they see, with what they see of it. Whom it is about does not learn by whom. */
export class Reports {
  private readonly parts: ModerationParts;

  constructor(parts: ModerationParts) {
    this.parts = parts;
  }

  /**
   * Reports of one thing stand together until they are decided. Somebody's second one of it is answered with the first.
   * @throws {Problem} `resource-not-found` for what they cannot see, `forbidden` for their own, `report-limit`, `request-invalid`, `passcode-…`
   */
  async report(actor: Actor, wish: NewReport): Promise<{ report: Report; isNew: boolean }> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const now = this.parts.now();
    // Before anybody waits for this: a passcode takes a while to compare.
    if (wish.resource.startsWith("sharedLink:"))
      await this.parts.workspace.shared.reader.requireReadable(
        { signedIn: actor, ip: actor.ip ?? "", passcode: wish.passcode },
        wish.resource.slice("sharedLink:".length),
      );
    // No permission changes; but what is decided here holds until it is written, and of two reports one finds the other's case.
    const { result } = await access.commit(actor, async (tx) => {
      const { thing, type, name, about, excerpt } = await locate(this.parts, tx, access, actor, wish);
      const undecided = await findUndecided(tx, access.id, thing);
      const former = undecided && (await findReportOf(tx, access.id, undecided.id, actor.subject));
      if (undecided && former) return { changes: [], result: { row: { ...undecided, ...former }, isNew: false } };
      const { reportsADay } = this.parts.settings.moderation;
      if ((await countReportsSince(tx, access.id, actor.subject, now - DAY, reportsADay)) >= reportsADay)
        throw problem("report-limit");
      const scope = { organization_id: access.id };
      const its =
        undecided ??
        (await insertCase(tx, { ...scope, id: newId(now), thing, type, name, about, state: "open", opened_at: now }));
      const row = await insertReport(tx, {
        ...scope,
        id: newId(now),
        case_id: its.id,
        reporter: actor.subject,
        category: wish.category,
        words: wish.text ?? "",
        excerpt: JSON.stringify(excerpt),
        created_at: now,
      });
      await noteEvent(tx, {
        organization: access.id,
        kind: "thing-reported",
        actor: actor.name,
        // Whom it is about does not read it, whatever they may read of the trail (audit/reading/withholding.ts).
        about: [thing, ...(about === null ? [] : [about])],
        facts: { report: row.id, case: its.id, category: wish.category },
      });
      return { changes: [], result: { row: { ...its, ...row }, isNew: true } };
    });
    return { report: reportOf(result.row), isNew: result.isNew };
  }

  /** Somebody's own, newest first. @throws {Problem} `cursor-invalid` */
  async own(actor: Actor, { limit, cursor }: PageQuery) {
    const { store, cursors } = this.parts;
    const question = ["reports", actor.organization, actor.subject];
    const after = placeIn(cursor, (text) => cursors.read(question, text));
    const rows = await listReportsBy(store.db, actor.organization, actor.subject, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      reports: page.map(reportOf),
      nextCursor: last ? cursors.sign(question, placeOf(last.created_at, last.id)) : null,
    };
  }
}

const reportOf = (row: ReportedRow): Report => ({
  id: row.id,
  type: row.type as Report["type"], // written by its schema
  name: row.name,
  category: row.category as Report["category"], // written by its schema
  text: row.words,
  createdAt: iso(row.created_at),
  state: stateOf(row),
});

/** Whatever is done about an appeal afterwards is between the moderators and whom it is about. */
function stateOf({ state, outcome }: ReportedRow): Report["state"] {
  if (state === "open" || state === "taken") return "waiting";
  return outcome === "acted" ? "acted" : outcome === "gone" ? "closed" : "nothing-found";
}

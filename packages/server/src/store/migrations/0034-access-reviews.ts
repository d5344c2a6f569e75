import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: reviews of who was given what: their lines as they were when one was opened, what was decided about each, and what came of it. Cost: none, new tables. */
export const accessReviews: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table reviews (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        series_id ${text} not null,
        name ${text} not null,
        scope ${text} not null,
        decided_by_owners smallint not null,
        made_by ${text} not null,
        state ${text} not null,
        opened_at bigint not null,
        due_at bigint not null,
        closes_when_due smallint not null,
        undecided ${text} not null,
        remind_days ${text} not null,
        remind_at bigint,
        repeat ${text},
        next_at bigint,
        wake_at bigint,
        place ${text},
        lines integer not null,
        is_cut smallint not null,
        closing_by ${text},
        closed_at bigint,
        result_hash ${text},
        signature ${text},
        primary key (organization_id, id)
      )`,
      // All, newest first.
      sql`create index reviews_by_opening on reviews (organization_id, opened_at, id)`,
      // Where the background has something to do.
      sql`create index reviews_waking on reviews (wake_at) where wake_at is not null`,
      sql`create table review_reviewers (
        organization_id ${text} not null,
        review_id ${text} not null,
        principal ${text} not null,
        primary key (organization_id, review_id, principal),
        foreign key (organization_id, review_id) references reviews (organization_id, id)
      ) ${keyed}`,
      // What somebody is to review.
      sql`create index review_reviewers_by_principal on review_reviewers (organization_id, principal, review_id)`,
      sql`create table review_lines (
        organization_id ${text} not null,
        review_id ${text} not null,
        number integer not null,
        grant_id bigint not null,
        resource ${text} not null,
        principal ${text} not null,
        owner ${text} not null,
        reviewer ${text},
        evidence ${text} not null,
        version integer not null default 0,
        decision ${text},
        decided_by ${text},
        decided_at bigint,
        note ${text} not null default '',
        note_salt ${text},
        note_hash ${text},
        outcome ${text},
        outcome_by ${text},
        outcome_why ${text},
        primary key (organization_id, review_id, number),
        foreign key (organization_id, review_id) references reviews (organization_id, id)
      )`,
      // What is not decided, and what is not carried out yet; counts.
      sql`create index review_lines_by_decision on review_lines (organization_id, review_id, decision, number)`,
      sql`create index review_lines_by_outcome on review_lines (organization_id, review_id, outcome, number)`,
      // What one owner decides.
      sql`create index review_lines_by_reviewer on review_lines (organization_id, review_id, reviewer, number)`,
      // What somebody decided.
      sql`create index review_lines_by_decider on review_lines (organization_id, decided_by, review_id, number) where decided_by is not null`,
    ]),
});

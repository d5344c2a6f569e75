import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: what people report, what moderators decide about it, and what those whom it is about say to that; a message of which nobody reads any more
 * what it said. Cost: none where nobody is banned, new tables and one column with a default; one case and one decision for each ban in force.
 */
export const moderation: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table moderation_cases (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        thing ${text} not null,
        type ${text} not null,
        name ${text} not null,
        about ${text},
        state ${text} not null,
        outcome ${text},
        assigned_to ${text},
        assigned_at bigint,
        reports integer not null default 0,
        opened_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Reports of one thing stand together: there is one case of it that nobody has decided.
      sql`create unique index moderation_cases_undecided on moderation_cases (organization_id, thing)
        where state in ('open', 'taken')`,
      sql`create index moderation_cases_by_state on moderation_cases (organization_id, state, opened_at, id)`,
      sql`create index moderation_cases_by_type on moderation_cases (organization_id, state, type, opened_at, id)`,
      sql`create index moderation_cases_by_assigned on moderation_cases (organization_id, assigned_to, opened_at, id)`,
      sql`create index moderation_cases_by_about on moderation_cases (organization_id, about, opened_at, id)`,
      sql`create index moderation_cases_by_thing on moderation_cases (organization_id, thing, opened_at, id)`,
      sql`create table reports (
        organization_id ${text} not null,
        id ${text} not null,
        case_id ${text} not null,
        reporter ${text} not null,
        category ${text} not null,
        words ${text} not null,
        excerpt ${text} not null,
        created_at bigint not null,
        primary key (organization_id, id),
        foreign key (organization_id, case_id) references moderation_cases (organization_id, id)
      )`,
      // One report of somebody's in a case; the reports of a case.
      sql`create unique index reports_by_case on reports (organization_id, case_id, reporter)`,
      // What somebody reported, newest first, and how much of late.
      sql`create index reports_by_reporter on reports (organization_id, reporter, created_at, id)`,
      sql`create table moderation_decisions (
        organization_id ${text} not null,
        id ${text} not null,
        case_id ${text} not null,
        kind ${text} not null,
        thing ${text} not null,
        name ${text} not null,
        about ${text},
        reason ${text} not null,
        decided_by ${text} not null,
        decided_at bigint not null,
        ends_at bigint,
        due_at bigint,
        state ${text} not null,
        undone_by ${text},
        undone_at bigint,
        undone_because ${text} not null default '',
        seen smallint not null default 0,
        appeal ${text},
        appeal_words ${text} not null default '',
        appealed_at bigint,
        answer ${text} not null default '',
        answered_by ${text},
        answered_at bigint,
        primary key (organization_id, id),
        foreign key (organization_id, case_id) references moderation_cases (organization_id, id)
      )`,
      sql`create index moderation_decisions_by_case on moderation_decisions (organization_id, case_id, decided_at, id)`,
      // What was decided about somebody, newest first.
      sql`create index moderation_decisions_by_about on moderation_decisions (organization_id, about, decided_at, id)`,
      // What else holds the same thing back.
      sql`create index moderation_decisions_by_thing on moderation_decisions (organization_id, thing, state)`,
      // What is to be deleted now.
      sql`create index moderation_decisions_due on moderation_decisions (due_at) where due_at is not null`,
      sql`alter table messages add column withheld smallint not null default 0`,
      sql`create table withheld_messages (
        organization_id ${text} not null,
        message_row ${text} not null,
        said ${text} not null,
        withheld_at bigint not null,
        primary key (organization_id, message_row),
        foreign key (organization_id, message_row) references messages (organization_id, id) on delete cascade
      )`,
      // Bans of before can be read and appealed as well; their ids are those of the accounts, which no other case and decision has.
      sql`insert into moderation_cases (organization_id, id, thing, type, name, about, state, outcome, reports, opened_at)
        select accounts.organization_id, substr(account, 6), account, 'user', '', account, 'decided', 'acted', 0, cast(${Date.now()} as bigint)
        from accounts join users on users.organization_id = accounts.organization_id and 'user:' || users.id = account
        where banned = 1`,
      sql`insert into moderation_decisions
        (organization_id, id, case_id, kind, thing, name, about, reason, decided_by, decided_at, ends_at, state)
        select accounts.organization_id, substr(account, 6), substr(account, 6), 'ban', account, '', account, '',
          'system:migration', cast(${Date.now()} as bigint), banned_until, 'in-force'
        from accounts join users on users.organization_id = accounts.organization_id and 'user:' || users.id = account
        where banned = 1`,
    ]),
});

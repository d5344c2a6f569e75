import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: what people have, what is held for answers under way, and what was spent, as a double-entry ledger. Cost: new tables; nothing that there is
 * is counted after the fact.
 */
export const ledger: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      // The books of an account (`user:…`, `service:…`), in thousandths of a credit: its four pockets are 0 together.
      sql`create table ledger_balances (
        organization_id ${text} not null,
        account ${text} not null,
        available bigint not null default 0,
        held bigint not null default 0,
        spent bigint not null default 0,
        issued bigint not null default 0,
        entries bigint not null default 0,
        opened_at bigint,
        auto_refill smallint not null default 0,
        refill_value integer,
        refill_unit ${text},
        refill_amount bigint,
        last_refill_at bigint,
        primary key (organization_id, account)
      ) ${keyed}`,
      // Only ever appended to; an account's are numbered from one, so that none can be missing unseen.
      sql`create table ledger_entries (
        organization_id ${text} not null,
        account ${text} not null,
        number bigint not null,
        at bigint not null,
        kind ${text} not null,
        debited ${text} not null,
        credited ${text} not null,
        amount bigint not null,
        actor ${text} not null,
        reservation ${text},
        model ${text},
        agent ${text},
        key_id ${text},
        context ${text},
        conversation_id ${text},
        tokens_in bigint,
        tokens_out bigint,
        prompt_rate bigint,
        completion_rate bigint,
        reason ${text},
        primary key (organization_id, account, number)
      ) ${keyed}`,
      sql`create table ledger_reservations (
        organization_id ${text} not null,
        account ${text} not null,
        id ${text} not null,
        amount bigint not null,
        is_free smallint not null default 0,
        budget_held bigint not null default 0,
        budgets ${text} not null default '[]',
        is_expired smallint not null default 0,
        expires_at bigint not null,
        primary key (organization_id, account, id)
      ) ${keyed}`,
      // What may be spent together, and what of it was: `user:…`, `group:…`, `key:…`, `organization`.
      sql`create table ledger_budgets (
        organization_id ${text} not null,
        principal ${text} not null,
        whose ${text} not null,
        amount bigint not null,
        period ${text} not null,
        set_by ${text} not null,
        set_at bigint not null,
        primary key (organization_id, principal, whose)
      ) ${keyed}`,
      sql`create table ledger_budget_uses (
        organization_id ${text} not null,
        principal ${text} not null,
        period ${text} not null,
        held bigint not null default 0,
        spent bigint not null default 0,
        primary key (organization_id, principal, period)
      ) ${keyed}`,
      // What was left by a server that is gone?
      sql`create index ledger_reservations_by_end on ledger_reservations (is_expired, expires_at)`,
    ]),
});

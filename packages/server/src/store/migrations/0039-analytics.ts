import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: what usage costs, which models and agents it goes to, and what people are refused. Cost: none, columns with a default and new tables;
 * an index over usage_periods is built. What was written before has no cost and no model.
 */
export const analytics: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      ...["usage_periods", "usage_totals"].flatMap((table) =>
        // `cost` in thousandths of a credit, at prices that are known; `cost_assumed` at the default price. `untold`: answers without numbers.
        ["answers", "untold", "cost", "cost_assumed"].map(
          (column) => sql`alter table ${sql.table(table)} add column ${sql.ref(column)} bigint not null default 0`,
        ),
      ),
      // Who cost most in a period?
      sql`create index usage_by_cost on usage_periods (organization_id, period, (cost + cost_assumed), account)`,
      // What an account did with a model (`model:…`) or an agent (`agent:…`) in a period.
      sql`create table usage_things (
        organization_id ${text} not null,
        period ${text} not null,
        thing ${text} not null,
        account ${text} not null,
        conversations bigint not null default 0,
        messages bigint not null default 0,
        tokens_in bigint not null default 0,
        tokens_out bigint not null default 0,
        answers bigint not null default 0,
        untold bigint not null default 0,
        cost bigint not null default 0,
        cost_assumed bigint not null default 0,
        primary key (organization_id, period, thing, account)
      ) ${keyed}`,
      // What does this account leave?
      sql`create index usage_things_by_account on usage_things (organization_id, account)`,
      // How often which rule refused what in a period: nobody's name.
      sql`create table refusal_counts (
        organization_id ${text} not null,
        period ${text} not null,
        asked ${text} not null,
        type ${text} not null,
        rule ${text} not null,
        times bigint not null,
        primary key (organization_id, period, asked, type, rule)
      ) ${keyed}`,
    ]),
});

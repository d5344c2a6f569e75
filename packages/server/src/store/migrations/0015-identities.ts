import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: by which provider and as whom there somebody may sign in; which sign-ins are used up; by which provider a session began; which groups
 * with a staff role or a capability the operator lets synchronisation fill. Cost: two columns with a default, no table rewrite.
 */
export const identities: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table identities (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        account ${text} not null,
        provider ${text} not null,
        issuer ${text} not null,
        subject ${text} not null,
        email ${text},
        email_verified smallint not null default 0,
        synchronised ${text} not null default '{}',
        linked_at bigint not null,
        last_used_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Whom does the provider mean? Nobody else may be meant by the same.
      sql`create unique index identities_by_subject on identities (organization_id, provider, issuer, subject)`,
      // By which providers does this account sign in?
      sql`create index identities_by_account on identities (organization_id, account, linked_at, id)`,
      sql`create table spent_sign_ins (
        id ${text} not null,
        expires_at bigint not null,
        primary key (id)
      ) ${keyed}`,
      // Which of them could no longer be used anyway?
      sql`create index spent_sign_ins_by_expiry on spent_sign_ins (expires_at)`,
      sql`alter table sessions add column provider ${text}`,
      sql`alter table groups add column filled_with_staff smallint not null default 0`,
    ]),
});

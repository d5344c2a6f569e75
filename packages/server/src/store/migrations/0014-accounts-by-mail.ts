import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: letters that wait to be sent or read, who read one, the links in them, invitations; whose address somebody else wrote. Cost: new
 * tables, and a column with a default, no table rewrite.
 */
export const accountsByMail: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table letters (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        kind ${text} not null,
        recipient ${text} not null,
        account ${text},
        invitation_id ${text},
        sealed ${text} not null,
        state ${text} not null,
        attempts integer not null default 0,
        next_at bigint,
        created_at bigint not null,
        expires_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which letters are to be sent now, of whatever organization? Those that are not sent have none.
      sql`create index letters_by_next on letters (next_at, id)`,
      // The outbox of an organization, newest first.
      sql`create index letters_by_creation on letters (organization_id, created_at, id)`,
      // Which letters of an account, or to an address, does a new one replace?
      sql`create index letters_by_recipient on letters (organization_id, recipient, kind)`,
      sql`create index letters_by_account on letters (organization_id, account)`,
      // Which letters are of no use any more?
      sql`create index letters_by_expiry on letters (expires_at)`,
      sql`create table letter_readings (
        organization_id ${text} not null references organizations (id),
        letter_id ${text} not null,
        read_at bigint not null,
        actor ${text} not null,
        kind ${text} not null,
        account ${text},
        primary key (organization_id, letter_id, read_at, actor)
      ) ${keyed}`,
      sql`create table link_tokens (
        token_hash ${text} not null,
        organization_id ${text} not null references organizations (id),
        purpose ${text} not null,
        account ${text} not null,
        email ${text} not null,
        created_at bigint not null,
        expires_at bigint not null,
        primary key (token_hash)
      )`,
      // Which links of an account does a new one replace, or a new address end?
      sql`create index link_tokens_by_account on link_tokens (organization_id, account, purpose)`,
      sql`create index link_tokens_by_expiry on link_tokens (expires_at)`,
      sql`create table invitations (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        email ${text} not null,
        inviter ${text} not null,
        presets ${text} not null,
        token_hash ${text},
        expires_at bigint not null,
        created_at bigint not null,
        accepted_at bigint,
        account ${text},
        left_out ${text},
        primary key (organization_id, id)
      )`,
      // Which invitation, of whatever organization, does a link mean?
      sql`create unique index invitations_by_token on invitations (token_hash)`,
      // The invitations of the organization, newest first; whether an address is invited already.
      sql`create index invitations_by_creation on invitations (organization_id, created_at, id)`,
      sql`create index invitations_by_email on invitations (organization_id, email)`,
      sql`create index invitations_by_account on invitations (organization_id, account)`,
      sql`create index invitations_by_expiry on invitations (expires_at)`,
      sql`alter table users add column address_unconfirmed smallint not null default 0`,
    ]),
});

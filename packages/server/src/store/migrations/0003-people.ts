import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: names, addresses, credentials and sessions of people and programs, apart from what decides, so that they can be
 * erased while the log keeps its ids. Cost: none, new tables.
 */
export const people: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table users (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        email ${text} not null,
        email_verified smallint not null default 0,
        name ${text} not null,
        username ${text},
        password_hash ${text},
        password_changed_at bigint,
        provider ${text} not null default 'local',
        provider_id ${text},
        id_on_the_source ${text},
        avatar ${text},
        terms_accepted_at bigint,
        personalization ${text},
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Whose address is this? (Unique within the organization.)
      sql`create unique index users_by_email on users (organization_id, email)`,
      // Whom does the provider mean by this id?
      sql`create unique index users_by_provider_id on users (organization_id, provider, provider_id)
        where provider_id is not null`,
      // The people of the organization by name, page by page.
      sql`create index users_by_name on users (organization_id, name, id)`,
      sql`create table services (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        name ${text} not null,
        description ${text},
        credential_hash ${text},
        credential_prefix ${text},
        credential_made_at bigint,
        credential_last_used_day ${text},
        created_by ${text} not null,
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Whose credential begins like this? (A credential names no organization.)
      sql`create unique index services_by_credential_prefix on services (credential_prefix)`,
      sql`create table groups (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        name ${text} not null,
        description ${text},
        email ${text},
        avatar ${text},
        source ${text} not null default 'local',
        id_on_the_source ${text},
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which group does the directory mean by this id?
      sql`create unique index groups_by_source on groups (organization_id, source, id_on_the_source)`,
      // The groups of the organization by name, page by page.
      sql`create index groups_by_name on groups (organization_id, name, id)`,
      sql`create table role_texts (
        organization_id ${text} not null references organizations (id),
        role ${text} not null,
        name ${text} not null,
        description ${text},
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, role)
      )`,
      sql`create table sessions (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        account ${text} not null,
        refresh_hash ${text} not null,
        previous_hash ${text},
        rotated_at bigint,
        expires_at bigint not null,
        created_at bigint not null,
        last_seen_at bigint not null,
        user_agent ${text},
        ip ${text},
        revoked_at bigint,
        revoked_because ${text},
        primary key (organization_id, id)
      )`,
      // Whose refresh token is this?
      sql`create unique index sessions_by_refresh_hash on sessions (refresh_hash)`,
      // Whose refresh token was this before the last rotation?
      sql`create index sessions_by_previous_hash on sessions (previous_hash) where previous_hash is not null`,
      // Where is this account signed in?
      sql`create index sessions_by_account on sessions (organization_id, account, expires_at)`,
      // Which sessions are over?
      sql`create index sessions_by_expiry on sessions (expires_at)`,
    ]),
});

import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: the permission state as rows, one table for each kind of fact, so that it can be read without replaying the log.
 * They have no foreign keys: only `Store.write` touches them, after the engine said that the change fits, and a million
 * grants would pay for every check twice. Cost: none, new tables.
 */
export const permissionState: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table resource_types (
        organization_id ${text} not null,
        name ${text} not null,
        definition ${text} not null,
        primary key (organization_id, name)
      )`,
      sql`create table organization_flags (
        organization_id ${text} not null,
        flag ${text} not null,
        primary key (organization_id, flag)
      ) ${keyed}`,
      sql`create table ceilings (
        organization_id ${text} not null,
        feature ${text} not null,
        primary key (organization_id, feature)
      ) ${keyed}`,
      sql`create table roles (
        organization_id ${text} not null,
        role ${text} not null,
        rank integer not null,
        primary key (organization_id, role)
      ) ${keyed}`,
      sql`create table role_features (
        organization_id ${text} not null,
        role ${text} not null,
        feature ${text} not null,
        primary key (organization_id, role, feature)
      ) ${keyed}`,
      sql`create table accounts (
        organization_id ${text} not null,
        account ${text} not null,
        kind ${text} not null,
        status ${text} not null,
        primary_role ${text},
        banned smallint not null,
        banned_until bigint,
        primary key (organization_id, account)
      ) ${keyed}`,
      // Who holds this primary role?
      sql`create index accounts_by_primary_role on accounts (organization_id, primary_role, account)`,
      sql`create table role_holdings (
        organization_id ${text} not null,
        holder ${text} not null,
        role ${text} not null,
        expires_at bigint,
        primary key (organization_id, holder, role)
      ) ${keyed}`,
      // Who holds this additional role?
      sql`create index role_holdings_by_role on role_holdings (organization_id, role, holder)`,
      sql`create table resources (
        organization_id ${text} not null,
        resource ${text} not null,
        type ${text} not null,
        owner ${text} not null,
        state ${text} not null,
        restricted smallint not null,
        link_conversation ${text},
        link_live smallint,
        link_maker ${text},
        primary key (organization_id, resource)
      ) ${keyed}`,
      // What does this account own, of this type?
      sql`create index resources_by_owner on resources (organization_id, owner, type, resource)`,
      // Which links show this conversation?
      sql`create index resources_by_link_conversation on resources (organization_id, link_conversation)
        where link_conversation is not null`,
      sql`create table parents (
        organization_id ${text} not null,
        resource ${text} not null,
        parent ${text} not null,
        primary key (organization_id, resource, parent)
      ) ${keyed}`,
      // What lies in this parent?
      sql`create index parents_by_parent on parents (organization_id, parent, resource)`,
      sql`create table memberships (
        organization_id ${text} not null,
        member ${text} not null,
        group_name ${text} not null,
        expires_at bigint,
        primary key (organization_id, member, group_name)
      ) ${keyed}`,
      // Who is directly in this group?
      sql`create index memberships_by_group on memberships (organization_id, group_name, member)`,
      sql`create table group_marks (
        organization_id ${text} not null,
        group_name ${text} not null,
        primary key (organization_id, group_name)
      ) ${keyed}`,
      sql`create table capabilities (
        organization_id ${text} not null,
        principal ${text} not null,
        capability ${text} not null,
        scope ${text} not null,
        expires_at bigint,
        primary key (organization_id, principal, capability, scope)
      ) ${keyed}`,
      // Who holds this capability?
      sql`create index capabilities_by_capability on capabilities (organization_id, capability, principal)`,
      sql`create table attachments (
        organization_id ${text} not null,
        agent ${text} not null,
        thing ${text} not null,
        mode ${text} not null,
        attached_by ${text} not null,
        primary key (organization_id, agent, thing)
      ) ${keyed}`,
      // Which agents need this thing?
      sql`create index attachments_by_thing on attachments (organization_id, thing, agent)`,
      sql`create table grants (
        organization_id ${text} not null,
        id bigint not null,
        principal ${text} not null,
        type ${text} not null,
        resource ${text} not null,
        allow ${text} not null,
        deny ${text} not null,
        expires_at bigint,
        condition ${text},
        glass smallint not null,
        primary key (organization_id, id)
      ) ${keyed}`,
      // What was given on this resource?
      sql`create index grants_by_resource on grants (organization_id, resource, id)`,
      // What was given to this principal?
      sql`create index grants_by_principal on grants (organization_id, principal, id)`,
      // Which grants end soon, and which ended?
      sql`create index grants_by_expiry on grants (organization_id, expires_at, id) where expires_at is not null`,
      sql`create table grant_records (
        organization_id ${text} not null,
        grant_id bigint not null,
        given_by ${text} not null,
        given_at bigint not null,
        reason ${text},
        last_used_day ${text},
        primary key (organization_id, grant_id)
      ) ${keyed}`,
      sql`create table retired_ids (
        organization_id ${text} not null,
        name ${text} not null,
        retired_at bigint not null,
        primary key (organization_id, name)
      ) ${keyed}`,
    ]),
});

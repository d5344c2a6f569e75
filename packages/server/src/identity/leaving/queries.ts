import type { Tx } from "../../store/index.ts";

/** In which groups an account is directly. Served by the primary key. */
export const groupsOf = (db: Tx, organization: string, member: string) =>
  db
    .selectFrom("memberships")
    .select("group_name as group")
    .where("organization_id", "=", organization)
    .where("member", "=", member)
    .orderBy("group_name")
    .execute();

/** Served by the primary key. */
export const rolesOf = (db: Tx, organization: string, holder: string) =>
  db
    .selectFrom("role_holdings")
    .select("role")
    .where("organization_id", "=", organization)
    .where("holder", "=", holder)
    .orderBy("role")
    .execute();

/** Served by the primary key. */
export const capabilitiesOf = (db: Tx, organization: string, principal: string) =>
  db
    .selectFrom("capabilities")
    .select(["capability", "scope"])
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .orderBy("capability")
    .orderBy("scope")
    .execute();

/** Grants to an account that allow something. Served by grants_by_principal. */
export const grantsTo = (db: Tx, organization: string, principal: string, limit: number) =>
  db
    .selectFrom("grants")
    .select(["id", "type", "resource"])
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("allow", "!=", "[]")
    .orderBy("id")
    .limit(limit)
    .execute();

/** Grants that an account gave to others, and that allow something; last given first. Served by grant_records_by_giver and the primary key of grants. */
export const grantsBy = (db: Tx, organization: string, account: string, limit: number) =>
  db
    .selectFrom("grant_records as record")
    .innerJoin("grants", (join) =>
      join.onRef("grants.organization_id", "=", "record.organization_id").onRef("grants.id", "=", "record.grant_id"),
    )
    .select([
      "grants.id",
      "grants.type",
      "grants.resource",
      "grants.principal",
      "grants.allow",
      "record.given_at as givenAt",
    ])
    .where("record.organization_id", "=", organization)
    .where("record.given_by", "=", account)
    .where("grants.principal", "!=", account)
    .where("grants.allow", "!=", "[]")
    .orderBy("record.given_at", "desc")
    .orderBy("record.grant_id", "desc")
    .limit(limit)
    .execute();

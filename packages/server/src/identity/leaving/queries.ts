import { inForce } from "../../access/inForce.ts";
import type { Tx } from "../../store/index.ts";

/** The first so many of what is in force at a moment. */
interface Piece {
  now: number;
  limit: number;
}

/** In which groups an account is directly now. Served by the primary key. */
export const groupsOf = (db: Tx, organization: string, member: string, now: number) =>
  db
    .selectFrom("memberships")
    .select("group_name as group")
    .where("organization_id", "=", organization)
    .where("member", "=", member)
    .where((e) => inForce(e.ref("expires_at"), now))
    .orderBy("group_name")
    .execute();

/** Additional roles, those that have ended left out. Served by the primary key. */
export const rolesOf = (db: Tx, organization: string, holder: string, now: number) =>
  db
    .selectFrom("role_holdings")
    .select("role")
    .where("organization_id", "=", organization)
    .where("holder", "=", holder)
    .where((e) => inForce(e.ref("expires_at"), now))
    .orderBy("role")
    .execute();

/** Those in force. Served by the primary key. */
export const capabilitiesOf = (db: Tx, organization: string, principal: string, now: number) =>
  db
    .selectFrom("capabilities")
    .select(["capability", "scope"])
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where((e) => inForce(e.ref("expires_at"), now))
    .orderBy("capability")
    .orderBy("scope")
    .execute();

/** Grants to an account that allow something now. Served by grants_by_principal. */
export const grantsTo = (db: Tx, organization: string, principal: string, { now, limit }: Piece) =>
  db
    .selectFrom("grants")
    .select(["id", "type", "resource"])
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("allow", "!=", "[]")
    .where((e) => inForce(e.ref("expires_at"), now))
    .orderBy("id")
    .limit(limit)
    .execute();

/** Grants that an account gave to others, and that allow something now; last given first. Served by grant_records_by_giver and the primary key of grants. */
export const grantsBy = (db: Tx, organization: string, account: string, { now, limit }: Piece) =>
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
    .where((e) => inForce(e.ref("grants.expires_at"), now))
    .orderBy("record.given_at", "desc")
    .orderBy("record.grant_id", "desc")
    .limit(limit)
    .execute();

import { builtInRanks } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";

/** The name by which people know a role; custom ones may be renamed, their `role:<key>` stays. */
export async function roleName(db: Tx, organization: string, role: string): Promise<string> {
  return (await roleNames(db, organization)).get(role) ?? role.slice("role:".length);
}

/** `role:<key>` → name, of those that have a text. */
export async function roleNames(db: Tx, organization: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("role_texts")
    .select(["role", "name"])
    .where("organization_id", "=", organization)
    .execute();
  return new Map(rows.map(({ role, name }) => [role, name]));
}

/** `role:<key>` of a name as people write it, or undefined. */
export async function roleByName(db: Tx, access: OrganizationAccess, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("role_texts")
    .select("role")
    .where("organization_id", "=", access.id)
    .where("name", "=", name)
    .executeTakeFirst();
  if (row) return row.role;
  const role = `role:${name}`;
  if (!access.engine.listRoles().some((one) => one.role === role)) return undefined;
  const renamed = (await roleNames(db, access.id)).get(role);
  return renamed === undefined || renamed === name ? role : undefined;
}

/**
 * The same for whoever gives and takes roles, of those that they may know of: built-in ones, those that they read or hold, and those of the
 * account, which its page shows. Another one is to them as one that is not there.
 * @param user `user:…`, an account that the actor may read
 */
export async function knownRole(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  name: string,
  user?: string,
): Promise<string | undefined> {
  const role = await roleByName(db, access, name);
  if (role === undefined || role in builtInRanks || isOperator(actor)) return role;
  if (access.engine.may.knowsRole(actor.subject, role, contextOf(actor))) return role;
  return user !== undefined && (await isHeldBy(db, access, role, user)) ? role : undefined;
}

/** As its own or beside it. Served by the primary keys of both tables. */
async function isHeldBy(db: Tx, { id }: OrganizationAccess, role: string, user: string): Promise<boolean> {
  const primary = await db
    .selectFrom("accounts")
    .select("account")
    .where("organization_id", "=", id)
    .where("account", "=", user)
    .where("primary_role", "=", role)
    .executeTakeFirst();
  if (primary) return true;
  const additional = await db
    .selectFrom("role_holdings")
    .select("role")
    .where("organization_id", "=", id)
    .where("holder", "=", user)
    .where("role", "=", role)
    .executeTakeFirst();
  return additional !== undefined;
}

/** Roles by the names that people know, for whoever is answered with names in place of keys. */
export const roleNaming = (db: Tx, access: OrganizationAccess) => ({
  all: () => roleNames(db, access.id),
  byName: (name: string) => roleByName(db, access, name),
});

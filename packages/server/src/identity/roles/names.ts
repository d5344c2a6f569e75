import type { OrganizationAccess } from "../../access/index.ts";
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

import type { Insertable, Selectable } from "kysely";
import { isJsonObject, type Json, type JsonObject } from "../../config/index.ts";
import type { ConfigOverridesTable, Tx } from "../../store/index.ts";
import type { OverrideDocument } from "./merge.ts";

/** A document with what is known about it. */
export interface StoredDocument extends OverrideDocument {
  configVersion: number;
  changedBy: string;
  createdAt: number;
  updatedAt: number;
}

/** All of an organization; some hundred at most. Served by the primary key, as are all below. */
export async function listDocuments(db: Tx, organization: string): Promise<StoredDocument[]> {
  const rows = await db
    .selectFrom("config_overrides")
    .selectAll()
    .where("organization_id", "=", organization)
    .orderBy("principal_type")
    .orderBy("principal_id")
    .execute();
  return rows.map(documentOf);
}

export async function findDocument(
  db: Tx,
  organization: string,
  { type, id }: { type: OverrideDocument["principalType"]; id: string },
): Promise<StoredDocument | undefined> {
  const row = await db
    .selectFrom("config_overrides")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("principal_type", "=", type)
    .where("principal_id", "=", id)
    .executeTakeFirst();
  return row && documentOf(row);
}

export async function putDocument(tx: Tx, organization: string, document: StoredDocument): Promise<void> {
  const key = {
    organization_id: organization,
    principal_type: document.principalType,
    principal_id: document.principalId,
  };
  const values = {
    priority: document.priority,
    overrides: JSON.stringify(document.overrides),
    tombstones: JSON.stringify(document.tombstones),
    is_active: document.isActive ? 1 : 0,
    config_version: document.configVersion,
    changed_by: document.changedBy,
    updated_at: document.updatedAt,
  } satisfies Partial<Insertable<ConfigOverridesTable>>;
  await tx
    .insertInto("config_overrides")
    .values({ ...key, ...values, created_at: document.createdAt })
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "principal_type", "principal_id"]).doUpdateSet(values),
    )
    .execute();
}

export async function deleteDocument(
  tx: Tx,
  organization: string,
  { type, id }: { type: OverrideDocument["principalType"]; id: string },
): Promise<void> {
  await tx
    .deleteFrom("config_overrides")
    .where("organization_id", "=", organization)
    .where("principal_type", "=", type)
    .where("principal_id", "=", id)
    .execute();
}

function documentOf(row: Selectable<ConfigOverridesTable>): StoredDocument {
  return {
    principalType: row.principal_type,
    principalId: row.principal_id,
    priority: row.priority,
    overrides: treeOf(row.overrides),
    tombstones: JSON.parse(row.tombstones),
    isActive: row.is_active === 1,
    configVersion: row.config_version,
    changedBy: row.changed_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function treeOf(text: string): JsonObject {
  const tree: Json = JSON.parse(text);
  return isJsonObject(tree) ? tree : {};
}

/** Served by the primary keys of users, groups and roles. */
export async function hasPrincipal(
  db: Tx,
  organization: string,
  { type, id }: { type: OverrideDocument["principalType"]; id: string },
): Promise<boolean> {
  if (type === "role") {
    const role = await db
      .selectFrom("roles")
      .select("role")
      .where("organization_id", "=", organization)
      .where("role", "=", `role:${id}`)
      .executeTakeFirst();
    return role !== undefined;
  }
  const account = await db
    .selectFrom(type === "user" ? "users" : "groups")
    .select("id")
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
  return account !== undefined;
}

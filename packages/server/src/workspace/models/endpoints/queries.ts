import type { Insertable, Selectable, Updateable } from "kysely";
import type { EndpointsTable, Tx } from "../../../store/index.ts";

export type EndpointRow = Selectable<EndpointsTable>;

/** What people are offered. INVARIANT: no secret is read where none is needed. */
const offered = [
  "organization_id",
  "id",
  "name",
  "base_url",
  "models",
  "title_convo",
  "title_model",
  "label",
  "enabled",
] as const;
export type OfferedRow = Pick<EndpointRow, (typeof offered)[number]>;

/** All of an organization, by name. Served by endpoints_by_name, as is the next one. */
export const listOffered = (db: Tx, organization: string): Promise<OfferedRow[]> =>
  db.selectFrom("endpoints").select(offered).where("organization_id", "=", organization).orderBy("name").execute();

export const listEndpointRows = (db: Tx, organization: string): Promise<EndpointRow[]> =>
  db.selectFrom("endpoints").selectAll().where("organization_id", "=", organization).orderBy("name").execute();

/** Served by the primary key, as are the three below. */
export const findEndpoint = (db: Tx, organization: string, id: string): Promise<EndpointRow | undefined> =>
  db
    .selectFrom("endpoints")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertEndpoint = (tx: Tx, row: Insertable<EndpointsTable>): Promise<EndpointRow> =>
  tx.insertInto("endpoints").values(row).returningAll().executeTakeFirstOrThrow();

/** Under the next version. Whoever calls holds the organization's head: nobody else writes in between. */
export const updateEndpoint = (
  tx: Tx,
  organization: string,
  id: string,
  values: Updateable<EndpointsTable>,
): Promise<EndpointRow> =>
  tx
    .updateTable("endpoints")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

export async function deleteEndpoint(tx: Tx, organization: string, id: string): Promise<void> {
  await tx.deleteFrom("endpoints").where("organization_id", "=", organization).where("id", "=", id).execute();
}

/** Agents (`agent:…`) that have one of these models (`model:…`) attached, each once. Served by attachments_by_thing. */
export async function listAgentsWith(db: Tx, organization: string, models: readonly string[]): Promise<string[]> {
  const agents = new Set<string>();
  for (let from = 0; from < models.length; from += 500)
    for (const { agent } of await db
      .selectFrom("attachments")
      .select("agent")
      .where("organization_id", "=", organization)
      .where("thing", "in", models.slice(from, from + 500))
      .execute())
      agents.add(agent);
  return [...agents];
}

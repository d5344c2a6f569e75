import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../store/index.ts";

export async function countRows(db: Tx): Promise<{ organizations: number; people: number }> {
  const { organizations } = await db
    .selectFrom("organizations")
    .select((e) => e.fn.countAll().as("organizations"))
    .executeTakeFirstOrThrow();
  const { people } = await db
    .selectFrom("users")
    .select((e) => e.fn.countAll().as("people"))
    .executeTakeFirstOrThrow();
  return { organizations: Number(organizations), people: Number(people) };
}

/** When the newest change was written (ms since 1970); 0 without any. */
export async function newestChangeAt(db: Tx): Promise<number> {
  const { at } = await db
    .selectFrom("organizations")
    .select((e) => e.fn.max("revision_at").as("at"))
    .executeTakeFirstOrThrow();
  return Number(at ?? 0);
}

/** The features that a role has: `AGENTS.USE`. */
export async function featuresOf(db: Tx, organization: string, role: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom("role_features")
    .select("feature")
    .where("organization_id", "=", organization)
    .where("role", "=", role)
    .execute();
  return new Set(rows.map(({ feature }) => feature));
}

/** The ranks of roles by their names. */
export async function ranksOf(db: Tx, organization: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("roles")
    .select(["role", "rank"])
    .where("organization_id", "=", organization)
    .execute();
  return new Map(rows.map(({ role, rank }) => [role, rank]));
}

/** Most that is told of one kind; whoever asks for one more knows whether there are more. */
export const MOST_LOOSE = 10;

/** Kinds of resources whose contents are rows of a table: the id of the one is the id of the other. */
const contents = {
  agent: "agents",
  prompt: "prompt_groups",
  project: "projects",
  tool: "tools",
  file: "files",
  conversation: "conversations",
  sharedLink: "shared_links",
  group: "groups",
} as const;

/** Of these every row is a resource; files, conversations and links are from when they are shared. */
const alwaysHeld = ["agent", "prompt", "project", "tool", "group"] as const;

/** Resources of the permission state whose contents are gone: `agent:…`. */
export async function resourcesWithoutContent(db: Tx, organization: string): Promise<string[]> {
  const found: string[] = [];
  for (const [type, table] of Object.entries(contents))
    found.push(
      ...(await namesOf(
        db,
        sql`select resource as name from resources r where organization_id = ${organization} and type = ${type}
          and not exists (select 1 from ${sql.table(table)} c
            where c.organization_id = r.organization_id and c.id = substr(r.resource, ${sql.lit(type.length + 2)}))`,
      )),
    );
  return found;
}

/** Contents that the permission state does not know, so that nobody reaches them: `agent:…`. */
export async function contentWithoutResource(db: Tx, organization: string): Promise<string[]> {
  const found: string[] = [];
  for (const type of alwaysHeld)
    found.push(
      ...(await namesOf(
        db,
        sql`select ${sql.lit(`${type}:`)} || c.id as name from ${sql.table(contents[type])} c
          where organization_id = ${organization} and not exists (select 1 from resources r
            where r.organization_id = c.organization_id and r.resource = ${sql.lit(`${type}:`)} || c.id)`,
      )),
    );
  return found;
}

/** Accounts of the permission state of which nothing else is kept, neither a name nor an address: `user:…`, `service:…`. */
export const accountsWithoutRow = (db: Tx, organization: string): Promise<string[]> =>
  namesOf(
    db,
    sql`select account as name from accounts a where organization_id = ${organization}
      and not exists (select 1 from users u where u.organization_id = a.organization_id and 'user:' || u.id = a.account)
      and not exists (select 1 from services s where s.organization_id = a.organization_id and 'service:' || s.id = a.account)`,
  );

/** Grants and memberships that name somebody or something that the permission state does not have, in words. */
export async function looseTies(db: Tx, organization: string): Promise<string[]> {
  const isUnknown = (principal: RawBuilder<unknown>) => sql`(
    (${principal} like 'user:%' or ${principal} like 'service:%') and not exists
      (select 1 from accounts a where a.organization_id = ${organization} and a.account = ${principal})
    or ${principal} like 'group:%' and not exists
      (select 1 from resources r where r.organization_id = ${organization} and r.resource = ${principal})
    or ${principal} like 'role:%' and not exists
      (select 1 from roles o where o.organization_id = ${organization} and o.role = ${principal}))`;
  const ties = [
    sql`select 'grant ' || id || ' is for ' || principal as name from grants
      where organization_id = ${organization} and ${isUnknown(sql`principal`)}`,
    sql`select 'grant ' || id || ' is on ' || resource as name from grants g where organization_id = ${organization}
      and not exists (select 1 from resources r where r.organization_id = g.organization_id and r.resource = g.resource)`,
    sql`select member || ' is in ' || group_name as name from memberships
      where organization_id = ${organization} and (${isUnknown(sql`member`)} or ${isUnknown(sql`group_name`)})`,
    sql`select holder || ' holds ' || role as name from role_holdings
      where organization_id = ${organization} and (${isUnknown(sql`holder`)} or ${isUnknown(sql`role`)})`,
    sql`select principal || ' has ' || capability as name from capabilities
      where organization_id = ${organization} and ${isUnknown(sql`principal`)}`,
  ];
  const found: string[] = [];
  for (const tie of ties) found.push(...(await namesOf(db, tie)));
  return found;
}

async function namesOf(db: Tx, query: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`${query} limit ${sql.lit(MOST_LOOSE + 1)}`.execute(db);
  return rows.map(({ name }) => name);
}

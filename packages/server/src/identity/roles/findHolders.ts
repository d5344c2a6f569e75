import { type SqlBool, sql } from "kysely";
import { firstPeople } from "../../access/firstPeople.ts";
import { isInForce } from "../../access/inForce.ts";
import { matches, type Tx } from "../../store/index.ts";
import { besides, heldBy } from "./holdings.ts";

/** So many are found at most: whoever seeks one of more types more of the name. */
const MOST_HOLDERS_FOUND = 300;
/** Of a role with fewer holders these are looked up one by one; of another, everybody is searched, and soon enough are found. */
const FEW_HOLDERS = 10_000;

interface Wish {
  /** `role:…` */
  role: string;
  typed: string;
}

interface FoundHolder {
  /** `user:…`, `service:…`, `group:…` */
  holder: string;
  name: string;
}

/**
 * A page of who holds a role, as primary role or besides, and has in the name what was typed, people also in the address; by name, how many are
 * found, and how many of these hold it now. Cost: see `findHolders`.
 * @param showing which of these may be known to whoever asks
 */
export async function foundHolders(
  db: Tx,
  organization: string,
  wish: Wish,
  { limit, offset, now }: { limit: number; offset: number; now: number },
  showing: (holders: readonly string[]) => Promise<(holder: string) => boolean>,
) {
  const isWide = await isWidelyHeld(db, organization, wish.role);
  const found = (await findHolders(db, organization, { ...wish, isWide })).map(({ holder }) => holder);
  // How many there are says nothing of whom one may not know either.
  const known = found.filter(await showing(found));
  const ends = await endsOf(db, organization, wish.role, known);
  const all = known.map((holder) => ({ holder, expires_at: ends.get(holder) ?? null }));
  const current = all.filter(({ expires_at }) => isInForce(expires_at, now)).length;
  return { page: all.slice(offset, offset + limit), total: all.length, current };
}

/**
 * All of these, at most 300.
 * Cost: of a role that many hold that of `firstPeople`, with a look into the primary keys of accounts and role_holdings for each who is found; of
 * another, its holders, by accounts_by_primary_role, role_holdings_by_role and the primary keys of who they are. Services and groups are few.
 * @param isWide as `isWidelyHeld` says
 */
export async function findHolders(
  db: Tx,
  organization: string,
  { isWide, ...wish }: Wish & { isWide: boolean },
): Promise<FoundHolder[]> {
  const people = isWide ? await amongAll(db, organization, wish) : await amongFew(db, organization, wish);
  const services = await named(db, organization, wish, "service");
  const groups = await named(db, organization, wish, "group");
  return [...people, ...services, ...groups]
    .sort((a, b) => compare(a.name, b.name) || compare(a.holder, b.holder))
    .slice(0, MOST_HOLDERS_FOUND);
}

/** Whether so many hold it that they are not looked up one by one. Cost: at most 10,000 entries of accounts_by_primary_role and role_holdings_by_role. */
async function isWidelyHeld(db: Tx, organization: string, role: string): Promise<boolean> {
  const some = heldBy(db, organization, role).limit(FEW_HOLDERS + 1);
  const { total } = await db
    .selectFrom(some.as("some"))
    .select((e) => e.fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  return Number(total) > FEW_HOLDERS;
}

/** What the row of a principal is called. */
const bareOf = (column: string, type: string) => sql<string>`substr(${sql.ref(column)}, ${sql.lit(type.length + 2)})`;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function amongFew(db: Tx, organization: string, { role, typed }: Wish): Promise<FoundHolder[]> {
  return db
    .selectFrom(heldBy(db, organization, role).as("held"))
    .innerJoin("users", (join) =>
      join.on("users.organization_id", "=", organization).on((e) => e("users.id", "=", bareOf("held.holder", "user"))),
    )
    .select(["held.holder", "users.name"])
    .where("held.holder", ">=", "user:")
    .where("held.holder", "<", "user;")
    .where((e) => matches(e.ref("users.search_text"), typed))
    .orderBy("users.name")
    .orderBy("held.holder")
    .limit(MOST_HOLDERS_FOUND)
    .execute();
}

async function amongAll(db: Tx, organization: string, { role, typed }: Wish): Promise<FoundHolder[]> {
  const { ids } = await firstPeople(db, organization, typed, MOST_HOLDERS_FOUND, (all) =>
    all.where(
      sql<SqlBool>`(exists (select 1 from accounts where accounts.organization_id = ${organization}
        and accounts.account = 'user:' || users.id and accounts.primary_role = ${role})
        or exists (select 1 from role_holdings where role_holdings.organization_id = ${organization}
          and role_holdings.holder = 'user:' || users.id and role_holdings.role = ${role}))`,
    ),
  );
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("users")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();
  return rows.map(({ id, name }) => ({ holder: `user:${id}`, name }));
}

/** By their names alone, which are what the list shows of them. No column of these is folded: beyond ASCII they are found as they are written. */
async function named(
  db: Tx,
  organization: string,
  { role, typed }: Wish,
  type: "service" | "group",
): Promise<FoundHolder[]> {
  const held = besides(db, organization, role)
    .select("holder")
    .where("holder", ">=", `${type}:`)
    .where("holder", "<", `${type};`);
  const { rows } = await sql<FoundHolder>`select held.holder, its.name from ${held} as held
    join ${sql.table(`${type}s`)} as its on its.organization_id = ${organization} and its.id = ${bareOf("held.holder", type)}
    where ${matches(sql<string>`lower(its.name)`, typed)}
    order by its.name, held.holder limit ${MOST_HOLDERS_FOUND}`.execute(db);
  return rows;
}

/** When those of them end that do. */
async function endsOf(
  db: Tx,
  organization: string,
  role: string,
  holders: readonly string[],
): Promise<Map<string, number | null>> {
  if (holders.length === 0) return new Map();
  const rows = await besides(db, organization, role)
    .select(["holder", "expires_at"])
    .where("holder", "in", holders)
    .execute();
  return new Map(rows.map(({ holder, expires_at }) => [holder, expires_at]));
}

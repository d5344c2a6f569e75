import type { Store } from "../store/index.ts";

type Db = Store["db"];
const PAGE = 1_000;

/** Pages by id until there are no more. */
async function* pages<Row>(read: (after: string) => Promise<Row[]>, idOf: (row: Row) => string): AsyncGenerator<Row[]> {
  for (let after = ""; ; ) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < PAGE) return;
    after = idOf(last);
  }
}

/** All of them, by id. Served by the primary key, as are all here. */
export const peopleTexts = (db: Db, organization: string) =>
  pages(
    (after) =>
      db
        .selectFrom("users")
        .select(["id", "email", "name", "username", "hidden"])
        .where("organization_id", "=", organization)
        .where("id", ">", after)
        .orderBy("id")
        .limit(PAGE)
        .execute(),
    ({ id }) => id,
  );

export const groupTexts = (db: Db, organization: string) =>
  pages(
    (after) =>
      db
        .selectFrom("groups")
        .select(["id", "name", "description", "email", "source", "id_on_the_source", "ends_at"])
        .where("organization_id", "=", organization)
        .where("id", ">", after)
        .orderBy("id")
        .limit(PAGE)
        .execute(),
    ({ id }) => id,
  );

export const serviceTexts = (db: Db, organization: string) =>
  pages(
    (after) =>
      db
        .selectFrom("services")
        .select(["id", "name"])
        .where("organization_id", "=", organization)
        .where("id", ">", after)
        .orderBy("id")
        .limit(PAGE)
        .execute(),
    ({ id }) => id,
  );

export const roleTexts = (db: Db, organization: string) =>
  pages(
    (after) =>
      db
        .selectFrom("role_texts")
        .select(["role", "name", "description"])
        .where("organization_id", "=", organization)
        .where("role", ">", after)
        .orderBy("role")
        .limit(PAGE)
        .execute(),
    ({ role }) => role,
  );

/**
 * Which of these ids somebody has, or had, in any of these organizations. Served by the primary keys.
 * @returns names: `user:…`, `group:…`
 */
export async function usedAmong(
  db: Db,
  organizations: readonly string[],
  ids: Readonly<Record<"user" | "group", readonly string[]>>,
): Promise<Set<string>> {
  const used = new Set<string>();
  for (const kind of ["user", "group"] as const)
    for (let from = 0; from < ids[kind].length; from += 500) {
      const some = ids[kind].slice(from, from + 500);
      const there = await db
        .selectFrom(kind === "user" ? "users" : "groups")
        .select("id")
        .where("organization_id", "in", organizations)
        .where("id", "in", some)
        .execute();
      const retired = await db
        .selectFrom("retired_ids")
        .select("name")
        .where("organization_id", "in", organizations)
        .where(
          "name",
          "in",
          some.map((id) => `${kind}:${id}`),
        )
        .execute();
      for (const { id } of there) used.add(`${kind}:${id}`);
      for (const { name } of retired) used.add(name);
    }
  return used;
}

/** Served by groups_by_maker. */
export async function groupsMadeByMembers(db: Db, organization: string): Promise<string[]> {
  const rows = await db
    .selectFrom("groups")
    .select("id")
    .where("organization_id", "=", organization)
    .where("made_by", "is not", null)
    .execute();
  return rows.map(({ id }) => `group:${id}`);
}

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

/** Which of these names belonged to something that is gone. Served by the primary key. */
export async function retiredAmong(db: Db, organization: string, names: readonly string[]): Promise<Set<string>> {
  const retired = new Set<string>();
  for (let from = 0; from < names.length; from += 500) {
    const rows = await db
      .selectFrom("retired_ids")
      .select("name")
      .where("organization_id", "=", organization)
      .where("name", "in", names.slice(from, from + 500))
      .execute();
    for (const { name } of rows) retired.add(name);
  }
  return retired;
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

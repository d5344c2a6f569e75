import { type Expression, type SqlBool, sql } from "kysely";

/** Most that a `search_text` column holds; searching looks no further. */
const mostCharacters = 2_000;

/**
 * What a `search_text` column holds: the texts in one form, so that `Ä`, `ä` and `a + ¨` are found alike.
 * Folded here and not in SQL, because the databases disagree beyond ASCII.
 */
export const searchText = (...texts: readonly (string | null | undefined)[]): string =>
  fold(texts.filter((text) => text != null && text !== "").join("\n"))
    .slice(0, mostCharacters)
    .toWellFormed();

/** Most of a person's: an index holds it whole, and PostgreSQL takes 2,700 bytes for an entry, of which a name and a folded text take three a character. */
const mostOfPerson = 450;

/** The `search_text` of a person. */
export const personSearchText = (name: string, username: string | null | undefined, email: string): string =>
  searchText(name, username, email).slice(0, mostOfPerson).toWellFormed();

/** Whether the column (made by `searchText`) contains what somebody typed; `%` and `_` mean themselves. */
export function matches(column: Expression<string>, typed: string): Expression<SqlBool> {
  const escaped = fold(typed).replaceAll(/[\\%_]/g, "\\$&");
  return sql<SqlBool>`${column} like ${`%${escaped}%`} escape '\\'`;
}

const fold = (text: string): string => text.normalize("NFKC").toLowerCase().normalize("NFKC");

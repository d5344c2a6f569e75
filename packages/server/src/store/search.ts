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

/** Whether the column (made by `searchText`) contains what somebody typed; `%` and `_` mean themselves. */
export function matches(column: Expression<string>, typed: string): Expression<SqlBool> {
  const escaped = fold(typed).replaceAll(/[\\%_]/g, "\\$&");
  return sql<SqlBool>`${column} like ${`%${escaped}%`} escape '\\'`;
}

const fold = (text: string): string => text.normalize("NFKC").toLowerCase().normalize("NFKC");

import type { Contents } from "./contents.ts";
import type { FileRow } from "./queries.ts";

/** Most of one file's text that anybody or any model is shown, in UTF-16 units. */
export const LONGEST_TEXT = 100_000;

/** Kinds of texts: what `sniff.ts` believes to be one. */
export const isText = (type: string): boolean =>
  /^(text\/.*|image\/svg\+xml|application\/(json|xml|javascript|typescript|x-sh|x-yaml|yaml|toml|sql|rtf))$/.test(type);

/**
 * The text of a file, cut where it is too long, which it says at its end.
 * @param most UTF-16 units
 * @returns undefined where its content is not here
 * Cost: reads and holds at most four bytes for each unit.
 */
export async function readText(
  contents: Contents,
  row: FileRow,
  organization: string,
  most = LONGEST_TEXT,
): Promise<string | undefined> {
  const bytes = await contents.readStart(organization, row.id, most * 4);
  if (!bytes) return undefined;
  const text = bytes.toString("utf8").replaceAll("\0", "");
  const isWhole = text.length <= most && bytes.length === Number(row.bytes);
  return isWhole ? text : `${text.slice(0, most).toWellFormed()}\n[… cut: the file has ${Number(row.bytes)} bytes]`;
}

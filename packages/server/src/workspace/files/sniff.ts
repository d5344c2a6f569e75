import { isUtf8 } from "node:buffer";
import { fileTypeFromBuffer } from "file-type";

/** As much of the beginning as tells what a file is. */
export const HEAD = 4_100;

const UNKNOWN = "application/octet-stream";

/**
 * What a file is, by its content: a name and what the sender says are believed only of texts, whose kinds no content tells apart.
 * @param head its first {@link HEAD} bytes
 */
export async function typeOf(head: Buffer, said: string): Promise<string> {
  const found = await fileTypeFromBuffer(head);
  if (found) return found.mime;
  if (!isText(head)) return UNKNOWN;
  const type = said.toLowerCase().split(";", 1)[0]?.trim() ?? "";
  return TEXTS.test(type) ? type : "text/plain";
}

const TEXTS =
  /^(text\/[a-z0-9.+-]{1,60}|image\/svg\+xml|application\/(json|xml|javascript|typescript|x-sh|x-yaml|yaml|toml|sql|rtf))$/;

/** UTF-8 without NUL; the last character may be cut in two. */
function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}

import { readFileSync, statSync } from "node:fs";
import type { Problem } from "./problem.ts";

/** Reads a file whole. Throws as `node:fs` does (`code` ENOENT where there is none). */
export type ReadFile = (path: string) => Uint8Array | string;

export type TextFile = { text: string } | { problem: Problem } | { missing: true };

/**
 * A configuration file as text: UTF-8, with or without a byte order mark, no larger than `limit` bytes.
 * @param name what messages call it
 */
export function readTextFile(
  path: string,
  name: string,
  limit: number,
  readFile: ReadFile = readRegularFile(limit),
): TextFile {
  const refuse = (found: string, allowed: string, line: number | null = null): TextFile => ({
    problem: { file: name, line, key: null, found, allowed },
  });
  let content: Uint8Array | string;
  try {
    content = readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" || code === "ENOTDIR") return { missing: true };
    if (error instanceof TooLarge) return refuse(`the file has ${error.bytes} bytes`, `at most ${limit} bytes`);
    return refuse(
      `the file cannot be read (${code || "not a regular file"})`,
      "a text file that this process may read",
    );
  }
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  if (bytes.length > limit) return refuse(`the file has ${bytes.length} bytes`, `at most ${limit} bytes`);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return refuse("the file is encoded as UTF-16", "UTF-8 (save it again with that encoding)", 1);
  const zero = bytes.indexOf(0);
  if (zero >= 0) return refuse("the file is not a text", "a text in UTF-8", lineOfByte(bytes, zero));
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return refuse("the file is not encoded as UTF-8", "UTF-8 (save it again with that encoding)", firstBadLine(bytes));
  }
}

class TooLarge extends Error {
  readonly bytes: number;
  constructor(bytes: number) {
    super("too large");
    this.bytes = bytes;
  }
}

/** Refuses pipes and devices, which would never end, and looks at the size before it reads. */
export function readRegularFile(limit: number): ReadFile {
  return (path) => {
    const status = statSync(path);
    if (!status.isFile()) throw new Error("not a regular file");
    if (status.size > limit) throw new TooLarge(status.size);
    return readFileSync(path);
  };
}

function lineOfByte(bytes: Uint8Array, end: number): number {
  let line = 1;
  for (let index = 0; index < end; index++) if (bytes[index] === 0x0a) line++;
  return line;
}

function firstBadLine(bytes: Uint8Array): number | null {
  let start = 0;
  for (let line = 1; start <= bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return null;
}

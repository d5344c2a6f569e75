import { titleText } from "../titleText.ts";

/** A conversation out of another program's file. */
export interface Imported {
  title: string;
  /** Milliseconds since 1970; null: not said. */
  at: number | null;
  endpoint: string | null;
  model: string | null;
  messages: ImportedMessage[];
}

export interface ImportedMessage {
  /** In the file. */
  id: string;
  /** Null for a first message, and where the parent is not among them. */
  parent: string | null;
  isPersons: boolean;
  /** Of an answer: whether its words are a person's. Not said: they are, as whoever brings a file may have written anything into it. */
  isSubmitted?: boolean;
  sender: string;
  text: string;
  model: string | null;
  at: number | null;
}

/** Messages of one conversation, and of a file: whoever opens a conversation gets all of it. */
export const MOST_MESSAGES_IN_ONE = 10_000;
export const MOST_MESSAGES = 50_000;

/** Longest text of a message, as of an answer. */
const LONGEST_TEXT = 512 * 1_024;

/** What a file holds is another program's: anything may stand where a text is looked for. */
export const textIn = (value: unknown): string =>
  typeof value === "string" ? value.replaceAll("\0", "").slice(0, LONGEST_TEXT).toWellFormed() : "";

export const titleIn = (value: unknown): string => titleText(textIn(value)) || "Imported chat";

export const nameIn = (value: unknown): string | null => textIn(value).slice(0, 256).toWellFormed() || null;

/** A moment in any form that such files use: ISO text, or seconds or milliseconds since 1970. */
export function momentIn(value: unknown): number | null {
  if (typeof value === "string") return plausible(Date.parse(value));
  if (typeof value !== "number") return null;
  return plausible(value < FIRST_MILLISECONDS ? value * 1_000 : value);
}

/** As seconds this is the year 5138; as milliseconds, 1973. */
const FIRST_MILLISECONDS = 100_000_000_000;
const plausible = (at: number) => (at > 0 && at < 4_102_444_800_000 ? Math.round(at) : null);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The texts of a list of parts, as both programs write it. */
export function textOfParts(parts: unknown): string {
  if (typeof parts === "string") return textIn(parts);
  if (!Array.isArray(parts)) return "";
  const texts = parts.map((part: unknown) => {
    if (typeof part === "string") return part;
    if (!isObject(part)) return "";
    if (typeof part.text === "string") return part.text;
    return isObject(part.text) && typeof part.text.value === "string" ? part.text.value : "";
  });
  return textIn(texts.filter((text) => text !== "").join("\n"));
}

import type { MessageRow } from "../conversations/queries.ts";
import type { Line, Prompt } from "../models/model.ts";
import type { Target } from "./target.ts";

/** Most that a model is told of what was said before, in UTF-16 units; the oldest is left out first. */
const LONGEST_HISTORY = 400_000;

/** What the model is told: its instructions, and the conversation up to the message. Failed answers are no part of it. */
export function promptOf({ instructions, parameters }: Target, history: readonly MessageRow[]): Prompt {
  const lines: Line[] = [];
  let length = 0;
  for (const row of history.toReversed()) {
    length += row.text.length;
    if (lines.length > 0 && length > LONGEST_HISTORY) break;
    if (row.text === "" || row.error === 1) continue;
    lines.unshift({ role: row.is_created_by_user === 1 ? "user" : "assistant", content: row.text });
  }
  if (instructions !== null && instructions !== "") lines.unshift({ role: "system", content: instructions });
  return { lines, parameters };
}

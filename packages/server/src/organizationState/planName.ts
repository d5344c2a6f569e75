import { createHash } from "node:crypto";
import type { Simulated } from "../access/simulate/schemas.ts";
import { type Difference, keyOfLine } from "./difference.ts";
import { type Entry, inOrder } from "./entries.ts";
import { letOthersIn } from "./pauses.ts";

/**
 * Two plans of one name do the same, to the same people. Named by what is written, field by field, and not by the words that are told of it: a
 * field that has no words makes another plan all the same.
 * @param made whose ids are others each time: they are named by their places in the file
 */
export async function nameOfPlan(
  todo: readonly Difference[],
  made: ReadonlyMap<string, string>,
  impact: Simulated | null,
): Promise<string> {
  const others = letOthersIn();
  const lines: string[] = [];
  for (const line of todo) {
    await others();
    lines.push(JSON.stringify(settled([line.section, keyOfLine(line).split(" "), writtenBy(line)], made)));
  }
  const hash = createHash("sha256");
  for (const line of lines.sort()) hash.update(`${line}\n`);
  if (impact) {
    const { gained, lost, subjects, things } = impact;
    hash.update(JSON.stringify([gained, lost, subjects.total, subjects.gaining, subjects.losing, things.total]));
  }
  return hash.digest("hex").slice(0, 40);
}

/** Each field that is otherwise, with what it was and is. What stays as it is is not written. */
function writtenBy({ before, after }: Difference): unknown[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  // The id of a grant is given where it is made.
  if ((after ?? before)?.kind === "grant") fields.delete("id");
  return [...fields].sort().flatMap((field) => {
    const [was, is] = [fieldOf(before, field), fieldOf(after, field)];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [[field, was, is]];
  });
}

const fieldOf = (entry: Entry | undefined, field: string): unknown =>
  entry === undefined ? undefined : inOrder((entry as unknown as Record<string, unknown>)[field]);

function settled(value: unknown, made: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return made.get(value) ?? value;
  return Array.isArray(value) ? value.map((inner) => settled(inner, made)) : value;
}

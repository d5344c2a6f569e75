import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { findLines } from "./lines.ts";
import { type DaysQuery, findings, type Summary } from "./schemas.ts";

/** From here on it is not counted further. */
const MOST_COUNTED = 1_000;

/** How many grants there are of each finding, as far as one page of each would look. Cost: five times that of a page. */
export async function summaryOf(parts: WorkspaceParts, actor: Actor, days: DaysQuery): Promise<Summary> {
  const counts: Summary["findings"] = [];
  for (const finding of findings) {
    const { rows, next } = await findLines(parts, actor, { ...days, finding }, undefined, MOST_COUNTED);
    counts.push({ finding, count: rows.length, isExact: next === undefined });
  }
  return { findings: counts };
}

import type { Counts } from "../counts.ts";

/** By what usage is put in order. */
export type Measure = "messages" | "conversations" | "tokens" | "cost" | "active";

export function measureOf(measure: Measure, counts: Counts & { active?: number }): number {
  switch (measure) {
    case "tokens":
      return counts.tokensIn + counts.tokensOut;
    case "cost":
      return counts.cost + counts.costAssumed;
    case "active":
      return counts.active ?? 0;
    default:
      return counts[measure];
  }
}

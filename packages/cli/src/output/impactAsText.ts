import type { Simulated } from "../connection/connect.ts";
import { table } from "./table.ts";

/** What a write would change, person by person; the first ones where there are many. */
export function impactAsText(impact: Simulated): string {
  const [sum = "", ...lines] = impactLines(impact);
  return [`Nothing was written. ${sum}`, ...lines].join("\n");
}

/** The same of what was only planned. */
export function impactLines({ gained, lost, subjects: { rows, total }, things }: Simulated): string[] {
  if (total === 0) return ["Nobody would gain or lose anything."];
  const sum =
    gained + lost === 0
      ? `${counted(total, "account")} would gain or lose features and capabilities.`
      : `${counted(total, "account")} would gain ${counted(gained, "right")} and lose ${lost}, on ${counted(things.total, "thing")}.`;
  const lines = rows.map(({ subject, name, gained, lost, powers }) => [
    name ?? subject,
    `+${gained}`,
    `-${lost}`,
    [...powers.gained.map((power) => `+${power}`), ...powers.lost.map((power) => `-${power}`)].join(" "),
  ]);
  const more = total > rows.length ? [`… and ${total - rows.length} more`] : [];
  return [sum, table(lines), ...more];
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

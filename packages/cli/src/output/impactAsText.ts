import type { Simulated } from "../connection/connect.ts";
import { table } from "./table.ts";

/** What a write would change, person by person; the first ones where there are many. */
export function impactAsText({ gained, lost, subjects: { rows, total }, things }: Simulated): string {
  if (total === 0) return "Nothing was written. Nobody would gain or lose anything.";
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
  return [`Nothing was written. ${sum}`, table(lines), ...more].join("\n");
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

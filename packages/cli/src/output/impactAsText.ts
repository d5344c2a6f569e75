import { featureCatalogue } from "@gatehouse/engine";
import type { Simulated } from "../connection/connect.ts";
import { inOneLine } from "./table.ts";

const MOST_LINES = 12;
const MOST_NAMES = 3;
const MOST_POWERS = 8;

type Row = Simulated["subjects"]["rows"][number];
/** Those in one line; at least one. */
type Alike = [Row, ...Row[]];

/** What a write would change; whoever gains and loses the same in one line. */
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
  const groups = alike(rows)
    .sort((one, other) => other.length - one.length)
    .slice(0, MOST_LINES);
  const rest = total - groups.reduce((told, { length }) => told + length, 0);
  return [sum, ...groups.map(lineOf), ...(rest > 0 ? [`  … and ${rest} more`] : [])];
}

/** By their features and capabilities, and without any by how many rights on things. */
function alike(rows: readonly Row[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const row of rows) {
    const { gained, lost, powers } = row;
    const hasPowers = powers.gained.length + powers.lost.length > 0;
    const key = JSON.stringify(hasPowers ? [powers.gained, powers.lost] : [gained, lost]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

function lineOf(group: Alike): string {
  const [{ powers }] = group;
  const said = (verb: string, side: "gained" | "lost"): string[] => {
    const what = [...rightsIn(group.map((row) => row[side])), ...inShort(powers[side])].join(", ");
    return what === "" ? [] : [`${verb}${group.length === 1 ? "s" : ""} ${what}`];
  };
  return `  ${whoIn(group)}: ${[...said("gain", "gained"), ...said("lose", "lost")].join("; ")}`;
}

function whoIn(group: Alike): string {
  const names = group.slice(0, MOST_NAMES).map(({ name, subject }) => inOneLine(name ?? subject));
  if (group.length === 1) return names.join();
  const noun = group.every(({ subject }) => subject.startsWith("user:")) ? "people" : "accounts";
  return `${group.length} ${noun} (${withRest(names, group.length - names.length)})`;
}

/** “2 to 5 rights”, on things. */
function rightsIn(counts: readonly number[]): string[] {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most === 0) return [];
  return [least === most ? counted(most, "right") : `${least} to ${most} rights`];
}

/** A family of features that is there as a whole by its name; what is too much for a line is counted. */
function inShort(powers: readonly string[]): string[] {
  const there = new Set(powers);
  const shown = new Map<string, number>();
  for (const power of powers) {
    const [family = ""] = power.split(".");
    const all = featureCatalogue[family] ?? [];
    const isWhole = all.length > 1 && all.every((one) => there.has(`${family}.${one}`));
    const name = isWhole ? `${family}.*` : power;
    shown.set(name, (shown.get(name) ?? 0) + 1);
  }
  const names = [...shown.keys()].slice(0, MOST_POWERS);
  const rest = powers.length - names.reduce((told, name) => told + (shown.get(name) ?? 0), 0);
  return names.length === 0 ? [] : [withRest(names, rest)];
}

const withRest = (names: readonly string[], rest: number): string =>
  `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

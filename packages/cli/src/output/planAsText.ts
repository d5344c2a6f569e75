import type { Simulated } from "../connection/connect.ts";
import { impactLines } from "./impactAsText.ts";
import { inOneLine } from "./table.ts";

/** One line of a plan, as the API tells it. */
export interface PlanLine {
  does: "add" | "change" | "remove";
  what: string;
  how: string;
  byHand: boolean;
}

export interface Plan {
  plan: string;
  isDifferent: boolean;
  counts: { add: number; change: number; remove: number; unlisted: number };
  lines: PlanLine[];
  unlisted: PlanLine[];
  refused: { what: string; code: string; detail: string }[];
  skipped: { path: string; message: string }[];
  impact: Simulated | null;
  noImpact: string | null;
  settings: {
    changes: { key: string; isOtherwise: boolean; takesEffect: string; concerns: string }[];
    people: number | null;
    needsRestart: boolean;
  } | null;
  overrides: { people: number; of: number; paths: string[] } | null;
  applied: { at: string; by: string } | null;
}

const SIGNS = { add: "+", change: "~", remove: "-" };

/** What a file would make otherwise, line by line, and who gains and loses what. */
export function planAsText(
  { plan, isDifferent, counts, lines, unlisted, refused, skipped, impact, noImpact, settings, overrides }: Plan,
  showUnlisted = false,
): string {
  const { add, change, remove } = counts;
  const told = add + change + remove;
  return [
    ...lines.map(lineAsText),
    ...(told > lines.length ? [`… and ${told - lines.length} more`] : []),
    ...unlistedLines(counts.unlisted, showUnlisted ? unlisted : undefined),
    ...(skipped.length > 0
      ? ["", "Left out:", ...skipped.map(({ path, message }) => `  ${path}: ${inOneLine(message)}`)]
      : []),
    ...(refused.length > 0
      ? [
          "",
          "REFUSED; nothing can be applied before:",
          ...refused.map(({ what, detail }) => `  ${inOneLine(what)}: ${inOneLine(detail)}`),
        ]
      : []),
    ...(impact ? ["", ...impactLines(impact)] : []),
    ...(noImpact === null ? [] : ["", `Who would gain or lose what cannot be said: ${inOneLine(noImpact)}.`]),
    ...settingsLines(settings),
    ...(overrides
      ? [
          "",
          `Overrides: something else is set for ${overrides.people} of ${overrides.of} people who are there.`,
          ...overrides.paths.map((path) => `  ${inOneLine(path)}`),
        ]
      : []),
    ...(isDifferent
      ? ["", `Plan ${plan}: ${sum(counts)}.`]
      : [`${counts.unlisted + skipped.length > 0 ? "\n" : ""}No difference.`]),
  ]
    .join("\n")
    .trimStart();
}

/** A file of one group has most of an organization beside it: how many, and each only where somebody asks. */
function unlistedLines(count: number, lines: readonly PlanLine[] | undefined): string[] {
  if (count === 0) return [];
  if (lines === undefined)
    return [
      "",
      `There, and not in the file, and it stays: ${count} (--show-unlisted names them, --remove takes them away).`,
    ];
  return [
    "",
    "There, and not in the file; it stays (--remove takes it away):",
    ...lines.map((line) => `  ${textOf(line)}`),
    ...(count > lines.length ? [`  … and ${count - lines.length} more`] : []),
  ];
}

/** For whom settings are otherwise, and from when; a setting that counts as before (the environment says it) changes nothing. */
function settingsLines(settings: Plan["settings"]): string[] {
  if (settings === null) return [];
  const { changes, people, needsRestart } = settings;
  const count = people === null ? "nobody who is there is named by them" : `people who are there: ${people}`;
  return [
    "",
    `Settings; ${count}${needsRestart ? "; the server must be started again" : ""}:`,
    ...changes.map(({ key, isOtherwise, takesEffect, concerns }) =>
      isOtherwise ? `  ${key}: for ${concerns}, ${takesEffect}` : `  ${key}: nothing is otherwise`,
    ),
  ];
}

export const sum = ({ add, change, remove }: Pick<Plan["counts"], "add" | "change" | "remove">): string =>
  `${add} to add, ${change} to change, ${remove} to remove`;

export const lineAsText = (line: PlanLine): string => `${SIGNS[line.does]} ${textOf(line)}`;

const textOf = ({ what, how, byHand }: PlanLine): string =>
  inOneLine(`${what}${how === "" ? "" : `: ${how}`}${byHand ? " (changed by hand since the last apply)" : ""}`);

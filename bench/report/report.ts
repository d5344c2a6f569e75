import type { Measurement } from "../measure/measurement.ts";
import type { Machine } from "./machine.ts";
import { type Judgement, judge, targets } from "./targets.ts";

type Circumstances = Machine & { isQuick: boolean; minutes: number };

/** The whole report as Markdown: circumstances, targets, peers, every figure. */
export function reportOf(figures: readonly Measurement[], about: Circumstances): string {
  const judged = targets.map((target) => judge(target, figures)).filter((one) => one !== null);
  const missed = judged.filter(({ isMet }) => !isMet).length;
  const left = targets.length - judged.length;
  return `# Measured

${about.date}, ${about.isQuick ? "quick" : "full"}, ${about.minutes.toFixed(1)} minutes, load ${about.load.toFixed(1)}. ${about.cpu}, ${about.memoryGb} GB.
${Object.entries(about.versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(" · ")}

What is measured and how: docs/guides/benchmarks.md. Written by \`npm run bench\`.

## What it must show

${judged.length - missed} of ${judged.length} met${left > 0 ? `; ${left} not measured in this run` : ""}. The ratio is to the target; 1 just meets it, more is better.

${table(["what", "grants", "target", "measured", "ratio", "met"], judged.map(judgementRow))}

## Beside the peers

The same questions on the same data in the same run; answers compared before anything is counted.

${table(["grants", "peer", "a second", "Gatehouse is"], peerRows(figures))}

## Every figure

${table(
  ["what", "grants", "value", "remark"],
  figures.map((one) => [one.name, sizeOf(one.grants), inWords(one.value, one.unit), one.note ?? ""]),
)}
`;
}

function judgementRow({ target, measured, unit, ratio, isMet }: Judgement): string[] {
  const bound =
    target.atLeast !== undefined ? `≥ ${inWords(target.atLeast, unit)}` : `≤ ${inWords(target.atMost ?? 0, unit)}`;
  const what =
    target.timesThatAt === undefined ? target.name : `${target.name}: time ÷ that at ${sizeOf(target.timesThatAt)}`;
  return [what, sizeOf(target.grants), bound, inWords(measured, unit), ratio.toFixed(2), isMet ? "yes" : "**no**"];
}

/** Each peer, and what of Gatehouse answers the same kind of question. */
const peers: readonly [peer: string, ours: string][] = [
  ["Map of packed pairs", "checks by handle"],
  ["Map of joined pairs", "checks from held ids"],
  ["Map of names, asked twice", "checks from held ids"],
  ["JSON.parse alone", "checks from fresh JSON"],
  ["one SQL query on SQLite", "checks from held ids"],
  ["one SQL query on PostgreSQL", "checks from held ids"],
  ["casbin", "checks from ids, at the libraries' size"],
  ["@casl/ability", "checks from ids, at the libraries' size"],
];

function peerRows(figures: readonly Measurement[]): string[][] {
  return peers.flatMap(([peer, ours]) =>
    figures
      .filter(({ name }) => name === peer)
      .flatMap(({ grants, value }) => {
        const own = figures.find((one) => one.name === ours && one.grants === grants);
        return own ? [[sizeOf(grants), peer, amount(value), `${ratioText(own.value / value)} × (${ours})`]] : [];
      }),
  );
}

function ratioText(ratio: number): string {
  return ratio >= 10 ? amount(ratio) : ratio.toFixed(2);
}

function inWords(value: number, unit: Measurement["unit"]): string {
  if (unit === "times") return `${value.toFixed(2)} ×`;
  if (unit === "per second") return `${amount(value)}/s`;
  if (unit === "of them") return value < 1 ? `${(value * 100).toFixed(1)} %` : amount(value);
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : amount(value)} ${unit}`;
}

/** Three digits that mean something: 1,234,567 → 1,230,000. */
function amount(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en");
}

function sizeOf(grants: number): string {
  if (grants === 0) return "";
  return grants >= 1_000_000 ? `${grants / 1_000_000}M` : `${grants / 1_000}k`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "Nothing in this run.";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

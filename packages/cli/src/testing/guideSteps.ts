/*
 * The commands of a guide. ```sh: commands; ```console: commands and what they print, where `…` stands for anything. `# exit code 1` is expected
 * where it stands.
 */

export interface Step {
  line: string;
  env: Record<string, string>;
  args: string[];
  code: number;
  /** What it prints; undefined: whatever. */
  prints: string | undefined;
}

export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  for (const [, kind, block = ""] of page.matchAll(/^```(sh|console)\n(.*?)^```$/gms)) {
    let last: Step | undefined;
    for (const line of block.split("\n")) {
      if (kind === "console" && last && !line.startsWith("$ ")) {
        if (line !== "") last.prints = last.prints === undefined ? line : `${last.prints}\n${line}`;
      } else if (line !== "") {
        last = stepOf(line.replace(/^\$ /, ""));
        steps.push(last);
      }
    }
  }
  return steps;
}

/** `NAME=value gatehouse words "words in quotes" # comment` */
function stepOf(line: string): Step {
  const [command = "", comment = ""] = line.split(/\s+#\s/);
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
  const start = words.indexOf("gatehouse");
  if (start === -1) throw new Error(`\`${line}\` is no command of gatehouse`);
  const env = Object.fromEntries(words.slice(0, start).map((word) => word.split("=", 2)));
  const code = Number(/exit code (\d)/.exec(comment)?.[1] ?? 0);
  return { line: command, env, args: words.slice(start + 1), code, prints: undefined };
}

export function patternOf(text: string): RegExp {
  const parts = text.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^\\n]*?")}$`);
}

/** The parts of a page below its headings, by these. */
export const sectionsOf = (page: string): ReadonlyMap<string, string> =>
  new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf("\n")), part]),
  );

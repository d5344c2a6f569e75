/** Why a start is refused: one thing that is wrong with the configuration, and where. */
export interface Problem {
  /** The file as the operator named it, `environment` for the process environment, or null where no place can be named. */
  file: string | null;
  line: number | null;
  /** The key as LibreChat names it (`PORT`, `interface.agents.use`), or null when the file as a whole is meant. */
  key: string | null;
  /** What was found, as words; never a secret. */
  found: string;
  /** What is allowed, as words. */
  allowed: string;
}

/** Stops the start. Carries every problem at once; the message can be printed as it is. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
    super(`The configuration has ${count}:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`);
    this.name = "ConfigurationError";
    this.problems = problems;
  }
}

/** One line: `librechat.yaml line 7: `interface.agents.use` is "perhaps"; allowed: true or false`. */
export function describeProblem(problem: Problem): string {
  const where =
    problem.file === null ? "" : problem.line === null ? `${problem.file}: ` : `${problem.file} line ${problem.line}: `;
  const what = problem.key === null ? problem.found : `\`${problem.key}\` is ${problem.found}`;
  return `${where}${what}; allowed: ${problem.allowed}`;
}

const longestShown = 60;

/** A value in words for a message: quoted, without control characters, cut. Of a secret only its kind is said. */
export function inWords(value: unknown, secret = false): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return value.length === 1 ? "a list of one" : `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (secret) return typeof value === "string" ? "a text (hidden)" : `a ${typeof value} (hidden)`;
  if (typeof value !== "string") return `${String(value)} (a ${typeof value})`;
  const shown = value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
  return JSON.stringify(shown);
}

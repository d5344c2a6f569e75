import { CommanderError } from "commander";
import { asFailure, notUnderstood } from "./failure.ts";
import { gatehouseProgram } from "./program.ts";
import { Session, type Surroundings } from "./session.ts";

/**
 * Runs one command.
 * @param args without the program's own name: `["check", "user:…", "use", "agent:…"]`
 * @returns the exit code: 0 done, or yes; 1 no; 2 wrong usage; 3 no connection, or failed
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const session = new Session(surroundings);
  // What is wrong with the arguments is said before they are all read.
  session.begin({ json: asksForJson(args) });
  const program = gatehouseProgram(session);
  try {
    await program.parseAsync(helpAsOption(args), { from: "user" });
    return session.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return session.failed(asFailure(error));
    // Asking for help is no mistake; and words for a mistake were printed already.
    if (error.exitCode === 0) return 0;
    return session.isJson ? session.failed(notUnderstood(error)) : 2;
  }
}

/** `gatehouse help share` is `gatehouse share --help`. */
function helpAsOption(args: readonly string[]): string[] {
  const place = args.findIndex((arg) => !arg.startsWith("-"));
  return args[place] === "help" ? [...args.toSpliced(place, 1), "--help"] : [...args];
}

function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? args.length : end).includes("--json");
}

/** Runs the command that this process was started for, and ends the process. */
export async function main(): Promise<void> {
  // Whoever reads may have read enough (`gatehouse changes | head`).
  process.stdout.on("error", () => process.exit(0));
  const code = await run(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
  // What was printed goes out first; then nothing that is still open may keep the process.
  process.stdout.write("", () => process.exit(code));
}

if (import.meta.main) await main();

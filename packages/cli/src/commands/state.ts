import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type ReadState, readStateYaml, stateAsYaml } from "@gatehouse/server";
import { Command, Option } from "commander";
import { confirmed } from "../confirmed.ts";
import type { Client } from "../connection/connect.ts";
import { Failure, failure, wrongUsage } from "../failure.ts";
import { lineAsText, type Plan, type PlanLine, planAsText, sum } from "../output/planAsText.ts";
import type { Session } from "../session.ts";

const PATH = "/api/admin/state";

interface FileOptions {
  remove?: boolean;
  skipMissing?: boolean;
  showUnlisted?: boolean;
}

interface Applied {
  revision: number;
  done: { add: number; change: number; remove: number };
  invited: number;
  left: { what: string; detail: string }[];
}

interface Drift {
  applied: { at: string; by: string } | null;
  isDifferent: boolean;
  counts: { add: number; change: number; remove: number };
  lines: PlanLine[];
}

export const stateCommands = (session: Session): Command =>
  new Command("state")
    .summary("The whole organization as a file: written, compared, applied")
    .addCommand(exportCommand(session))
    .addCommand(planCommand(session))
    .addCommand(applyCommand(session))
    .addCommand(driftCommand(session));

const exportCommand = (session: Session): Command =>
  new Command("export")
    .summary("Write the organization as a file: roles, groups, people, capabilities, grants, settings")
    .description(
      "To standard output. Equal organizations give equal files. It holds no password, no secret, no token and nothing that people wrote.",
    )
    .addOption(new Option("--format <format>", "yaml or json").choices(["yaml", "json"]).default("yaml"))
    .option("--sections <names>", "only these, with commas between: groups,roles")
    .action(
      session.connected(async ({ client, out }, { format, sections }: { format: string; sections?: string }) => {
        const state = await client.get<Parameters<typeof stateAsYaml>[0]>(PATH, { sections });
        if (out.isJson || format === "json") return session.print(`${JSON.stringify(state, null, 2)}\n`);
        for (const piece of stateAsYaml(state, NOTES)) session.print(piece);
      }),
    );

const NOTES = [
  "An organization of Gatehouse, as `gatehouse state export` wrote it.",
  "`gatehouse state plan <file>` shows what it would change, `gatehouse state apply <file>` does it.",
  "Left out: passwords, credentials and secrets, sessions, bans, whatever people wrote or keep,",
  "grants on conversations, files and shared links, and what has ended.",
  "A role lists every feature that is on: what is the default may be another in a later version.",
];

const planCommand = (session: Session): Command =>
  withFile(new Command("plan"))
    .summary("What a file would change, and who gains and loses what; nothing is written")
    .description(
      "Exit code 0: no difference. 1: there is one. 2: the file cannot be read. Only the sections that the file has are compared.",
    )
    .action(
      session.connected(async ({ client, out }, file: string, options: FileOptions) => {
        const plan = await planOf(client, await read(session, file), options, file);
        out.show(plan, (planned) => planAsText(planned, options.showUnlisted));
        return plan.isDifferent ? 1 : 0;
      }),
    );

const applyCommand = (session: Session): Command =>
  withFile(new Command("apply"))
    .summary("Make the organization what a file says: all that decides at once, or nothing")
    .description(
      "Shows the plan and asks, unless --yes or --plan is given. Settings and overrides follow after the rest. New people are sent a link to set a password; without one they cannot sign in.",
    )
    .option("--plan <plan>", "only this plan, as `state plan` called it; refused where another one would be made now")
    .option("--yes", "do not ask")
    .action(
      session.connected(
        async ({ client, out }, file: string, options: FileOptions & { plan?: string; yes?: boolean }) => {
          const input = await read(session, file);
          let { plan } = options;
          if (plan === undefined || client.isDryRun) {
            const planned = await planOf(client, input, options, file);
            if (client.isDryRun) return showDry(out, planned, options);
            if (!out.isJson) session.print(`${planAsText(planned, options.showUnlisted)}\n`);
            if (planned.isDifferent && !options.yes)
              await confirmed(session, "Apply this?", "Give `--yes`, or `--plan` with the plan that was looked at.");
            plan = planned.plan;
          }
          const applied = await withLines(input, file, () =>
            client.post<Applied>(`${PATH}/apply`, { state: input.state, ...wishOf(options), plan }),
          );
          out.show(applied, appliedAsText);
          return applied.left.length > 0 ? 3 : 0;
        },
      ),
    );

const showDry = (
  out: { show(plan: Plan, asText: (plan: Plan) => string): void },
  plan: Plan,
  { showUnlisted }: FileOptions,
): number => {
  out.show(plan, (planned) => `Nothing was written.\n${planAsText(planned, showUnlisted)}`);
  return plan.isDifferent ? 1 : 0;
};

const driftCommand = (session: Session): Command =>
  new Command("drift")
    .summary("What somebody changed by hand since a file was applied last")
    .description("Exit code 0: nothing. 1: something.")
    .action(
      session.connected(async ({ client, out }) => {
        const drift = await client.get<Drift>(`${PATH}/drift`);
        out.show(drift, driftAsText);
        return drift.isDifferent ? 1 : 0;
      }),
    );

const withFile = (command: Command): Command =>
  command
    .argument("<file>", "YAML or JSON, as `state export` writes it; `-` is standard input")
    .option("--remove", "take away what is there and what a section of the file does not name")
    .option("--show-unlisted", "name what is there and not in the file, in place of how much that is")
    .option("--skip-missing", "leave out grants on things that are not here");

const wishOf = ({ remove, skipMissing }: FileOptions) => ({
  ...(remove && { remove: true }),
  ...(skipMissing && { missing: "skip" }),
});

async function read(session: Session, file: string): Promise<ReadState> {
  const { stdin, cwd } = session.surroundings;
  let written: string;
  try {
    written = file === "-" ? await text(stdin) : await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    throw failure("wrong-usage", `\`${file}\` could not be read.`, { cause: error });
  }
  const state = readStateYaml(written, file);
  if ("problems" in state) throw wrongUsage([`\`${file}\` cannot be read:`, ...state.problems].join("\n"));
  return state;
}

const planOf = (client: Client, input: ReadState, options: FileOptions, file: string): Promise<Plan> =>
  withLines(input, file, () => client.inquire<Plan>(`${PATH}/plan`, { state: input.state, ...wishOf(options) }));

/** What the API says of places in the file is said with their lines. */
async function withLines<T>({ lineOf }: ReadState, file: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure) || !error.problem.errors) throw error;
    const errors = error.problem.errors.map((one) => ({ ...one, line: lineOf(one.path) }));
    const words = errors.map(
      ({ path, message, line }) => `${file} line ${line}: \`${path.replace(/^state\./, "")}\`: ${message}`,
    );
    throw new Failure(words.join("\n"), error.exitCode, { ...error.problem, errors }, { cause: error });
  }
}

const appliedAsText = ({ revision, done, invited, left }: Applied): string =>
  [
    done.add + done.change + done.remove === 0
      ? "Nothing had to be done."
      : `Applied, at revision ${revision}: ${sum(done).replaceAll("to add", "added").replaceAll("to change", "changed").replaceAll("to remove", "removed")}.`,
    ...(invited > 0 ? [`New people who were sent a link to set a password: ${invited}.`] : []),
    ...left.map(({ what, detail }) => `NOT DONE: ${what}: ${detail}`),
  ].join("\n");

function driftAsText({ applied, isDifferent, counts, lines }: Drift): string {
  if (applied === null) return "No file was applied yet.";
  const since = `${applied.at}, by ${applied.by}`;
  if (!isDifferent) return `Nothing was changed since the last apply (${since}).`;
  const total = counts.add + counts.change + counts.remove;
  return [
    ...lines.map((line) => lineAsText({ ...line, byHand: false })),
    ...(total > lines.length ? [`… and ${total - lines.length} more`] : []),
    `Since the last apply (${since}): ${counts.add} added, ${counts.change} changed, ${counts.remove} taken away.`,
  ].join("\n");
}

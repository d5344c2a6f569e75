import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Argument, Command, Option } from "commander";
import { gatehouseProgram } from "./program.ts";
import { Session } from "./session.ts";

/** Where the page lies; `node --conditions=gatehouse-source packages/cli/src/reference.ts` writes it anew. */
export const COMMANDS_PAGE = join(import.meta.dirname, "../../../docs/reference/commands.md");

/** The page docs/reference/commands.md, from the program itself; a test fails when it is stale. */
export function commandsReference(): string {
  const program = emptyProgram();
  return [
    "# Commands",
    "",
    "How it connects, and what the exit codes say: [The command line](../guides/command-line.md).",
    "",
    "Generated from `packages/cli/src/program.ts`.",
    "",
    "Every command takes:",
    "",
    ...optionTable(program.options.filter(({ long }) => long !== "--version")),
    "",
    ...program.commands.flatMap((command) => sections(command, "gatehouse")),
  ].join("\n");
}

/** For its description alone: nothing of it is run. */
function emptyProgram(): Command {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const surroundings = { env: {}, cwd: ".", stdin: process.stdin, stdout: nowhere, stderr: nowhere };
  return gatehouseProgram(new Session(surroundings));
}

function sections(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  if (command.commands.length > 0) return command.commands.flatMap((sub) => sections(sub, name));
  const described = command.registeredArguments.filter(
    (argument) => argument.description !== "" || argument.argChoices,
  );
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `## ${[name, ...command.registeredArguments.map(usage)].join(" ").replaceAll("<", "\\<")}`,
    "",
    `${command.summary()}.`,
    ...(command.description() === "" ? [] : ["", command.description()]),
    "",
    ...(described.length > 0
      ? [
          ...table(
            ["argument", ""],
            described.map((one) => [code(usage(one)), meaning(one)]),
          ),
          "",
        ]
      : []),
    ...(options.length > 0 ? [...optionTable(options), ""] : []),
  ];
}

const optionTable = (options: readonly Option[]) =>
  table(
    ["option", ""],
    options.map((one) => [code(one.flags), one.mandatory ? `${one.description} (needed)` : one.description]),
  );

const meaning = ({ description, argChoices }: Argument) =>
  [description, argChoices?.map(code).join(" or ") ?? ""].filter((text) => text !== "").join(": ");

const usage = (argument: Argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`);
const code = (text: string) => `\`${text}\``;

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)];
}

if (import.meta.main) writeFileSync(COMMANDS_PAGE, commandsReference());

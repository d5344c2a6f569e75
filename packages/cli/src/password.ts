import { text } from "node:stream/consumers";
import { wrongUsage } from "./failure.ts";

/** Others on the machine see the arguments of a process; what is typed in or piped they do not. */
export const PASSWORD_OPTION = [
  "--password <password>",
  "the first password; `-` reads it from standard input (default: one is generated and printed once)",
] as const;

/** @returns undefined if one is to be generated */
export async function givenPassword(
  given: string | undefined,
  stdin: NodeJS.ReadableStream,
): Promise<string | undefined> {
  if (given !== "-") return given;
  const [line = ""] = (await text(stdin)).split(/\r?\n/);
  if (line === "") throw wrongUsage("Standard input holds no password.");
  return line;
}

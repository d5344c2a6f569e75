import { failure, wrongUsage } from "./failure.ts";
import type { Session } from "./session.ts";

/**
 * Before what cannot be undone; the answer may be piped in, too.
 * @param instead what to give where nobody is to be asked
 * @throws {Failure} unless somebody says yes
 */
export async function confirmed(session: Session, question: string, instead: string): Promise<void> {
  if (session.isJson) throw wrongUsage(`Nobody is asked with \`--json\`.\n${instead}`);
  session.surroundings.stderr.write(`${question} Only \`yes\` does it: `);
  const answer = await firstLine(session.surroundings.stdin);
  if (answer.trim() !== "yes") throw failure("unexpected", "Nothing was done: nobody said `yes`.");
}

async function firstLine(stdin: NodeJS.ReadableStream): Promise<string> {
  let said = "";
  for await (const piece of stdin) {
    said += String(piece);
    if (said.includes("\n")) break;
  }
  return said.split(/\r?\n/)[0] ?? "";
}

import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { wrongUsage } from "../failure.ts";
import { inOneLine } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Note {
  for: string;
  claim?: string;
  used: boolean;
  because: string;
}
interface Tested {
  valid: boolean;
  reason?: string;
  subject?: string;
  email?: string | null;
  account?: { name: string; email: string } | null;
  maySignIn?: boolean;
  refusal?: string;
  roles?: string[];
  groups?: { name: string }[];
  notes?: Note[];
}

export const identityCommands = (session: Session): Command =>
  new Command("identity").summary("Sign-in through other providers").addCommand(
    new Command("test-token")
      .summary("Say what a token of the OpenID provider would do. Exit code 0 if its person may sign in, else 1")
      .description(
        "Reads the token from standard input: others on the machine see the arguments of a process. Writes nothing.",
      )
      .addOption(new Option("--kind <kind>", "of which kind it is").choices(["id", "access"]).default("id"))
      .action(
        session.connected(async ({ client, out }, { kind }: { kind: string }) => {
          const token = (await text(session.surroundings.stdin)).trim();
          if (token === "") throw wrongUsage("Standard input holds no token.");
          const tested = await client.post<Tested>("/api/admin/identity/token-test", { token, kind });
          out.show(tested, asText);
          return tested.maySignIn ? 0 : 1;
        }),
      ),
  );

function asText({
  valid,
  reason,
  subject,
  email,
  account,
  maySignIn,
  refusal,
  roles,
  groups,
  notes = [],
}: Tested): string {
  if (!valid) return `not believed: ${reason}`;
  const listed = (names: readonly string[] = []) => (names.length === 0 ? "none" : names.join(", "));
  return [
    maySignIn ? "may sign in" : `may not sign in: ${refusal}`,
    `subject  ${inOneLine(subject ?? "")}, ${email ?? "no address"}`,
    `account  ${account ? inOneLine(`${account.name}, ${account.email}`) : "none yet"}`,
    ...(maySignIn
      ? [`roles    ${listed(roles)}`, `groups   ${inOneLine(listed(groups?.map(({ name }) => name)))}`]
      : []),
    ...notes.map(({ for: what, claim, used, because }) =>
      inOneLine(`${used ? "used    " : "not used"} ${what}${claim === undefined ? "" : ` (${claim})`}: ${because}`),
    ),
  ].join("\n");
}

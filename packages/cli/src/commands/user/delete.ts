import { Command, Option } from "commander";
import { asking } from "../../asking.ts";
import { confirmed } from "../../confirmed.ts";
import type { Client } from "../../connection/client.ts";
import { wrongUsage } from "../../failure.ts";
import { userId } from "../../names/people.ts";
import { inOneLine } from "../../output/table.ts";
import type { Session } from "../../session.ts";
import { PERSON, type User, WHOSE } from "./user.ts";

interface Options {
  things?: "organization" | "hand-over" | "delete";
  to?: string;
  yes?: boolean;
}
interface Preview {
  kinds: { type: string; owned: number; handedOver: number; organization: number; gone: number }[];
}

export const deleteCommand = (session: Session): Command => {
  const remove = session.connected(
    async ({ client, out }, person: string, { things = "organization", to, yes }: Options) => {
      const path = `/api/admin/users/${await userId(client, person)}`;
      const wish = { things, ...(to !== undefined && { to: await userId(client, to) }) };
      const { user } = await client.get<{ user: User }>(path);
      if (!yes && !client.isDryRun) {
        if (!out.isJson) session.print(`${await whatGoes(client, path, user, wish)}\n`);
        await confirmed(session, "Delete the account?", "Give `--yes`.");
      }
      const done = await client.delete<{ message: string }>(path, wish);
      out.show(
        { ...done, user: { id: user.id, email: user.email } },
        () => `Deleted the account of ${calledBy(user)}.`,
      );
    },
  );
  return new Command("delete")
    .summary("Delete an account, with what is only theirs")
    .description(
      "Shows what would become of their things and asks, unless `--yes` is given. There is no question about transactions: the books stay whole, and what the account was given and spent stays in them by nobody's name.",
    )
    .argument(...PERSON)
    .addOption(
      new Option(
        "--things <what>",
        "what becomes of things that nobody else owns: `organization` (default) keeps what others still reach, `hand-over` gives it to somebody, `delete` removes it for all",
      ).choices(["organization", "hand-over", "delete"]),
    )
    .option("--to <person>", "with `--things hand-over`: to whom")
    .option("--yes", "do not ask")
    .action(async (given: string | undefined, options: Options) => {
      if ((options.things === "hand-over") !== (options.to !== undefined))
        throw wrongUsage("`--things hand-over` and `--to` go together.");
      await remove(await asking(session, (ask) => ask.text(given, "person", WHOSE)), options);
    });
};

async function whatGoes(
  client: Client,
  path: string,
  user: User,
  wish: { things: string; to?: string },
): Promise<string> {
  const { kinds } = await client.get<Preview>(`${path}/things`, wish);
  return [
    `The account of ${calledBy(user)}:`,
    ...kinds.map(
      ({ type, owned, handedOver, organization, gone }) =>
        `  ${type}: ${owned}; handed over ${handedOver}, the organization's ${organization}, gone ${gone}`,
    ),
    "  What it was given and spent stays in the books, by nobody's name.",
  ].join("\n");
}

const calledBy = ({ name, email }: User): string => `${inOneLine(name)}, ${email}`;

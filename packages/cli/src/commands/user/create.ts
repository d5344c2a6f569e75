import { Command, InvalidArgumentError, Option } from "commander";
import { type Asking, asking } from "../../asking.ts";
import { wrongUsage } from "../../failure.ts";
import { inOneLine } from "../../output/table.ts";
import { givenPassword, PASSWORD_OPTION } from "../../password.ts";
import type { Session } from "../../session.ts";
import { roleOf, type User } from "./user.ts";

interface Options {
  password?: string;
  role?: string;
  emailVerified?: boolean;
  provider?: "local";
}
interface Wish {
  email: string;
  name: string;
  username?: string | undefined;
  password?: string | undefined;
}

export const createCommand = (session: Session): Command => {
  const create = session.connected(
    async ({ client, out }, { email, name, username, password }: Wish, { role, emailVerified = true }: Options) => {
      const made = await client.post<{ user: User; password?: string }>("/api/admin/users", {
        email,
        name,
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        ...(role !== undefined && { role }),
        ...(!emailVerified && { emailVerified }),
      });
      out.show(made, ({ user, password: generated }) =>
        [
          `Made the account of ${inOneLine(user.name)}, ${user.email} (user:${user.id}), ${roleOf(user)}.`,
          ...(emailVerified ? [] : ["A letter goes to the address, to verify it."]),
          ...(generated ? [`Password, shown this once: ${generated}`] : []),
        ].join("\n"),
      );
    },
    { makes: true },
  );
  return new Command("create")
    .summary("Make an account; its address counts as verified")
    .description(
      "At a terminal it asks for the address and the name where one is missing, and then for a username and a password, too.",
    )
    .argument("[address]", "the mail address that they sign in with")
    .argument("[name]", "their name")
    .argument("[username]", "another name to be found by; nobody else's")
    .argument("[password]", "as `--password`, for whoever is used to LibreChat's script")
    .option(...PASSWORD_OPTION)
    .option(
      "--role <role>",
      "their primary role (default: USER; the first account of an organization is its super admin)",
    )
    .addOption(
      new Option(
        "--email-verified <yes>",
        "`true` or `false` (default: true); where it is not, a letter goes to the address, and they wait as if they had registered",
      ).argParser(isTrue),
    )
    .addOption(
      new Option("--provider <provider>", "`local` alone: accounts of other providers are invited").argParser(
        onlyLocal,
      ),
    )
    .action(
      async (
        address: string | undefined,
        name: string | undefined,
        username: string | undefined,
        password: string | undefined,
        options: Options,
      ) => {
        if (password !== undefined && options.password !== undefined)
          throw wrongUsage("The password is there twice: as an argument, and as `--password`.\nLeave one out.");
        const given = { address, name, username, password: password ?? options.password };
        await create(await asking(session, (ask) => whole(ask, session, given)), options);
      },
    );
};

/** Who names both the address and the name is asked nothing: the rest need not be there. */
async function whole(
  ask: Asking,
  session: Session,
  given: {
    address: string | undefined;
    name: string | undefined;
    username: string | undefined;
    password: string | undefined;
  },
): Promise<Wish> {
  const asksMore = ask.isPossible && (given.address === undefined || given.name === undefined);
  const email = await ask.text(given.address, "address", "Mail address");
  const name = await ask.text(given.name, "name", "Name");
  const [beforeAt = ""] = email.split("@");
  const username =
    given.username ?? (asksMore ? await ask.line("Username", { otherwise: beforeAt.toLowerCase() }) : undefined);
  const password =
    given.password === undefined && asksMore
      ? await ask.password("Password (Enter alone: one is made up)")
      : await givenPassword(given.password, session.surroundings.stdin);
  return { email, name, username, password };
}

function isTrue(text: string): boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  throw new InvalidArgumentError("Allowed: true, false.");
}

/** An address alone lets nobody in through a provider: what was made so would be nobody's. */
function onlyLocal(provider: string): "local" {
  if (provider === "local") return provider;
  throw new InvalidArgumentError(
    `Invite the address instead (\`gatehouse user invite\`): whoever signs in through ${inOneLine(provider)} with it then gets the account.`,
  );
}

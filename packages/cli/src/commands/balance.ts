import { Argument, Command, InvalidArgumentError } from "commander";
import { asking } from "../asking.ts";
import type { Client } from "../connection/client.ts";
import { serviceId, userId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import { firstOf, type Most, mostOptions } from "../pages.ts";
import type { Session } from "../session.ts";

interface Balance {
  account: string;
  name: string;
  email?: string | null;
  balance: number;
  held: number;
  spent: number;
}

const PATH = "/api/admin/balances";
/** LibreChat's script gives so much where nobody says how much. */
const GIVEN_OTHERWISE = 1_000;

export const balanceCommands = (session: Session): Command =>
  new Command("balance")
    .summary("What people and services may spend on models; 1,000,000 credits are 1 USD")
    .addCommand(listCommand(session))
    .addCommand(changing(session, "add", "Give somebody credits; below 0 takes some, as far as they are there"))
    .addCommand(changing(session, "set", "Say what somebody has from now on"));

function listCommand(session: Session): Command {
  const command = new Command("list")
    .summary("People and services, and what they have")
    .option("--search <text>", "part of a name or an address")
    .action(
      session.connected(async ({ client, out }, { search, ...most }: Most & { search?: string }) => {
        const page = await firstOf<"balances", Balance>(client, PATH, "balances", { search }, most);
        out.show(page, ({ balances, nextCursor }) =>
          balances.length === 0
            ? "Nobody is called so."
            : table(
                balances.map(({ name, email, balance, held, spent }) => [
                  inOneLine(name),
                  email ?? "(service)",
                  ...[balance, held, spent].map(inCredits),
                ]),
                ["NAME", "ADDRESS", "BALANCE", "HELD", "SPENT"],
              ) + (nextCursor === null ? "" : "\nThere are more: --search, a larger --limit, or --all."),
        );
      }),
    );
  for (const option of mostOptions()) command.addOption(option);
  return command;
}

function changing(session: Session, what: "add" | "set", summary: string): Command {
  const otherwise = what === "add" ? GIVEN_OTHERWISE : undefined;
  const change = session.connected(
    async ({ client, out }, account: string, credits: number, { reason }: { reason?: string }) => {
      const path = `${PATH}/${encodeURIComponent(await accountName(client, account))}`;
      const changed = await client.patch<Balance>(path, { [what]: credits, ...(reason && { reason }) });
      out.show(changed, ({ name, balance }) => `${inOneLine(name)} has ${inCredits(balance)} credits.`);
    },
  );
  return new Command(what)
    .summary(summary)
    .argument("[account]", "an address, user:…, service:… or an id; asked for where it is missing")
    .addArgument(
      new Argument(
        "[credits]",
        `so many; up to three decimals count; ${otherwise === undefined ? "asked for where it is missing" : `default: ${otherwise}`}`,
      ).argParser(creditsIn),
    )
    .option("--reason <text>", "why, for the audit trail")
    .action(async (account: string | undefined, credits: number | undefined, options: { reason?: string }) => {
      const wish = await asking(session, async (ask) => ({
        account: await ask.text(account, "account", "Whose balance? Their mail address"),
        credits: await ask.argument(credits, "credits", "How many credits?", creditsIn, otherwise),
      }));
      await change(wish.account, wish.credits, options);
    });
}

const accountName = async (client: Client, text: string): Promise<string> =>
  text.startsWith("service:") ? `service:${await serviceId(client, text)}` : `user:${await userId(client, text)}`;

function creditsIn(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number))
    throw new InvalidArgumentError(`\`${text}\` is not a number of credits. Say it with digits: 20000, 0.5, -100.`);
  return number;
}

const inCredits = (credits: number): string =>
  credits.toLocaleString("en-US", { maximumFractionDigits: 3, useGrouping: true });

import { Command } from "commander";
import type { Client } from "../connection/client.ts";
import { wrongUsage } from "../failure.ts";
import { serviceId, userId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Balance {
  account: string;
  name: string;
  email?: string | null;
  balance: number;
  held: number;
  spent: number;
}
interface Page {
  balances: Balance[];
  nextCursor: string | null;
}

const PATH = "/api/admin/balances";

export const balanceCommands = (session: Session): Command =>
  new Command("balance")
    .summary("What people and services may spend on models; 1,000,000 credits are 1 USD")
    .addCommand(
      new Command("list")
        .summary("People and services, and what they have")
        .option("--search <text>", "part of a name or an address")
        .option("--limit <count>", "at most so many, up to 100", "50")
        .action(
          session.connected(async ({ client, out }, query: { search?: string; limit: string }) => {
            const page = await client.get<Page>(PATH, { ...query });
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
                  ) + (nextCursor === null ? "" : "\nThere are more: --search, or a larger --limit."),
            );
          }),
        ),
    )
    .addCommand(changing(session, "add", "Give somebody credits; below 0 takes some, as far as they are there"))
    .addCommand(changing(session, "set", "Say what somebody has from now on"));

const changing = (session: Session, what: "add" | "set", summary: string): Command =>
  new Command(what)
    .summary(summary)
    .argument("<account>", "an address, user:…, service:… or an id")
    .argument("<credits>", "so many; up to three decimals count")
    .option("--reason <text>", "why, for the audit trail")
    .action(
      session.connected(async ({ client, out }, account: string, credits: string, { reason }: { reason?: string }) => {
        const path = `${PATH}/${encodeURIComponent(await accountName(client, account))}`;
        const changed = await client.patch<Balance>(path, { [what]: numberIn(credits), ...(reason && { reason }) });
        out.show(changed, ({ name, balance }) => `${inOneLine(name)} has ${inCredits(balance)} credits.`);
      }),
    );

const accountName = async (client: Client, text: string): Promise<string> =>
  text.startsWith("service:") ? `service:${await serviceId(client, text)}` : `user:${await userId(client, text)}`;

function numberIn(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number))
    throw wrongUsage(`\`${text}\` is not a number of credits.\nSay it with digits: 20000, 0.5, -100.`);
  return number;
}

const inCredits = (credits: number): string =>
  credits.toLocaleString("en-US", { maximumFractionDigits: 3, useGrouping: true });

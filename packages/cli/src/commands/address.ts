import { Command, Option } from "commander";
import type { Client } from "../connection/client.ts";
import { Failure, failure, refusal } from "../failure.ts";
import { inOneLine, table } from "../output/table.ts";
import type { Session } from "../session.ts";
import { endOf } from "../until.ts";

interface AddressBan {
  id: string;
  address: string;
  reason: string;
  bannedBy: string | null;
  until: string | null;
}
interface Page {
  bans: AddressBan[];
  nextCursor: string | null;
}

const PATH = "/api/admin/addresses";

export const addressCommands = (session: Session): Command =>
  new Command("address")
    .summary("Addresses from which nobody comes in")
    .addCommand(
      new Command("ban")
        .summary("Ban an address, or a range of them; sessions that are there end")
        .argument("<address>", "203.0.113.7, 203.0.113.0/24, 2001:db8::/48")
        .requiredOption("--reason <text>", "why")
        .addOption(
          new Option("--until <when>", "when it ends: 2030-01-31, tomorrow, 12h, 7d (default: never)").argParser(
            (text) => endOf(text),
          ),
        )
        .option("--private", "also where it is this machine's, or a network of your own")
        .action(
          session.connected(
            async (
              { client, out },
              address: string,
              options: { reason: string; until?: string; private?: boolean },
            ) => {
              const made = await client
                .post<AddressBan>(PATH, {
                  address,
                  reason: options.reason,
                  until: options.until ?? null,
                  ...(options.private && { evenThough: ["private"] }),
                })
                .catch(inOptions);
              out.show(made, (ban) => `Nobody comes in from ${ban.address}${endText(ban)}.`);
            },
          ),
        ),
    )
    .addCommand(
      new Command("unban")
        .summary("Lift the ban of an address")
        .argument("<address>", "as `gatehouse address list` shows it")
        .action(
          session.connected(async ({ client, out }, address: string) => {
            const { bans } = await allBans(client);
            const ban = bans.find((one) => one.address === address || one.id === address);
            if (!ban)
              throw failure(
                "not-found",
                `\`${address}\` is not banned.\n\`gatehouse address list\` shows which addresses are.`,
              );
            await client.delete(`${PATH}/${ban.id}`);
            out.show({ lifted: ban }, () => `People come in from ${ban.address} again.`);
          }),
        ),
    )
    .addCommand(
      new Command("list").summary("Banned addresses, newest first").action(
        session.connected(async ({ client, out }) => {
          out.show(await allBans(client), ({ bans }) =>
            bans.length === 0
              ? "No address is banned."
              : table(
                  bans.map(({ address, reason, bannedBy, until }) => [
                    address,
                    until ?? "for good",
                    inOneLine(bannedBy ?? "somebody who is gone"),
                    inOneLine(reason),
                  ]),
                  ["ADDRESS", "UNTIL", "BY", "REASON"],
                ),
          );
        }),
      ),
    );

/** The API's help names a field of its body; people wrote an option. */
function inOptions(error: unknown): never {
  if (!(error instanceof Failure) || !error.problem.dangers?.includes("private")) throw error;
  throw refusal({ ...error.problem, help: "Look once more; if it is meant, add `--private`." });
}

async function allBans(client: Client): Promise<{ bans: AddressBan[] }> {
  const bans: AddressBan[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Page = await client.get<Page>(PATH, { limit: 100, ...(cursor !== "" && { cursor }) });
    bans.push(...page.bans);
    cursor = page.nextCursor;
  }
  return { bans };
}

const endText = ({ until }: AddressBan): string => (until === null ? "" : ` until ${until}`);

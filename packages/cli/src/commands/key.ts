import { Command, Option } from "commander";
import type { Client } from "../connection/connect.ts";
import { wrongUsage } from "../failure.ts";
import { isPerson, serviceId, userId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import type { Session } from "../session.ts";
import { endOf } from "../until.ts";

interface KeyView {
  id: string;
  name: string;
  keyPrefix: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  isEnded: boolean;
  account: string;
  limits: {
    requestsPerMinute: number | null;
    tokensPerMinute: number | null;
    budget: { credits: number; period: string; spent: number } | null;
  };
}

const WHO = "whose: an address, or `service:<name>`";
const MINUTES = { m: 1, h: 60, d: 1_440 } as const;

export const keyCommands = (session: Session): Command =>
  new Command("key")
    .summary("API keys of people and services")
    .addCommand(listCommand(session))
    .addCommand(createCommand(session))
    .addCommand(rotateCommand(session))
    .addCommand(revokeCommand(session));

const listCommand = (session: Session): Command =>
  new Command("list")
    .summary("Somebody's API keys, the newest first")
    .argument("<account>", WHO)
    .action(
      session.connected(async ({ client, out }, account: string) => {
        const answer = await client.get<{ keys: KeyView[] }>(`${await pathOf(client, account)}/keys`);
        out.show(answer, ({ keys }) =>
          keys.length === 0
            ? "No keys."
            : table(
                keys.map((one) => [
                  one.name,
                  `${one.keyPrefix}…`,
                  one.isEnded ? "ended" : (one.expiresAt ?? "never"),
                  one.lastUsedAt ?? "never",
                  paceOf(one),
                  budgetOf(one),
                  one.id,
                ]),
                ["NAME", "BEGINS WITH", "ENDS", "LAST USED", "A MINUTE", "SPENT", "ID"],
              ),
        );
      }),
    );

/** What it may have in a minute, as its owner says. */
function paceOf({ limits: { requestsPerMinute, tokensPerMinute } }: KeyView): string {
  const said = [
    requestsPerMinute !== null && `${requestsPerMinute} requests`,
    tokensPerMinute !== null && `${tokensPerMinute} tokens`,
  ].filter((one) => one !== false);
  return said.length === 0 ? "-" : said.join(", ");
}

function budgetOf({ limits: { budget } }: KeyView): string {
  if (budget === null) return "-";
  return `${budget.spent} of ${budget.credits} ${budget.period === "none" ? "in all" : `a ${budget.period}`}`;
}

const createCommand = (session: Session): Command =>
  new Command("create")
    .summary("Make an API key for a service; it is printed once. People make their own")
    .argument("<service>", "its name or id")
    .argument("<name>", "what it is for")
    .addOption(new Option("--until <time>", "when it ends: 90d, 2030-01-31 …").argParser((text) => endOf(text)))
    .option("--agents <ids>", "agents that it may talk to: `all`, `none`, or ids with commas between", "all")
    .option("--models <ids>", "models that it may call: `all`, `none`, or ids with commas between", "all")
    .option(
      "--endpoint <name>",
      "only models of this endpoint, as they are when it is used; may be said several times",
      (name: string, former: string[] = []) => [...former, name],
    )
    .option("--read-only", "it lists what there is, and calls nothing")
    .option("--from <ranges>", "addresses that it works from, with commas between: 203.0.113.0/24")
    .addOption(new Option("--requests-per-minute <count>", "how many requests to models").argParser(countIn))
    .addOption(new Option("--tokens-per-minute <count>", "of questions and answers together").argParser(countIn))
    .addOption(
      new Option("--budget <credits>", "what may be spent with it: 500000/month, /week, /day, or in all").argParser(
        budgetIn,
      ),
    )
    .action(
      session.connected(async ({ client, out }, service: string, name: string, wish: Wish) => {
        const id = await serviceId(client, service);
        const made = await client.post<KeyView & { key: string }>(`/api/admin/services/${id}/keys`, {
          name,
          ...(wish.until !== undefined && { expiresAt: wish.until }),
          scope: {
            agents: someOf(wish.agents),
            models: someOf(wish.models),
            ...(wish.endpoint && { endpoints: wish.endpoint }),
            readOnly: wish.readOnly ?? false,
          },
          ...(wish.from !== undefined && { addresses: wish.from.split(",") }),
          limits: {
            ...(wish.requestsPerMinute !== undefined && { requestsPerMinute: wish.requestsPerMinute }),
            ...(wish.tokensPerMinute !== undefined && { tokensPerMinute: wish.tokensPerMinute }),
            ...(wish.budget && { budget: wish.budget }),
          },
        });
        out.show(made, ({ key }) =>
          [`Made the key ${inOneLine(name)} (${made.id}) for service:${id}.`, `Shown this once: ${key}`].join("\n"),
        );
      }),
    );

interface Wish {
  until?: string;
  agents: string;
  models: string;
  endpoint?: string[];
  readOnly?: boolean;
  from?: string;
  requestsPerMinute?: number;
  tokensPerMinute?: number;
  budget?: { credits: number; period: string };
}

const rotateCommand = (session: Session): Command =>
  new Command("rotate")
    .summary("Put another key in the place of one of a service")
    .argument("<service>", "its name or id")
    .argument("<id>", "of the key: see `gatehouse key list`")
    .option("--overlap <time>", "how long the former key goes on working: 30m, 12h, 7d", "0m")
    .action(
      session.connected(async ({ client, out }, service: string, id: string, { overlap }: { overlap: string }) => {
        const path = `/api/admin/services/${await serviceId(client, service)}/keys/${id}/rotate`;
        const made = await client.post<{ key: string; formerUntil: string | null }>(path, {
          overlapMinutes: minutesOf(overlap),
        });
        out.show(made, ({ key, formerUntil }) =>
          [
            `Shown this once: ${key}`,
            formerUntil === null ? "The former key has ended." : `The former key ends at ${formerUntil}.`,
          ].join("\n"),
        );
      }),
    );

const revokeCommand = (session: Session): Command =>
  new Command("revoke")
    .summary("End an API key at once")
    .argument("<account>", WHO)
    .argument("<id>", "of the key: see `gatehouse key list`")
    .action(
      session.connected(async ({ client, out }, account: string, id: string) => {
        await client.delete(`${await pathOf(client, account)}/keys/${id}`);
        out.show({ revoked: id }, () => `Revoked ${id}.`);
      }),
    );

async function pathOf(client: Client, account: string): Promise<string> {
  return isPerson(account)
    ? `/api/admin/users/${await userId(client, account)}`
    : `/api/admin/services/${await serviceId(client, account)}`;
}

function countIn(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrongUsage(`\`${text}\` is no number.`);
  return Number(text);
}

function budgetIn(text: string): { credits: number; period: string } {
  const [, credits, period = "none"] = /^(\d{1,12}(?:\.\d{1,3})?)(?:\/(day|week|month))?$/.exec(text) ?? [];
  if (credits === undefined) throw wrongUsage("`--budget` is a number of credits like 500000/month.");
  return { credits: Number(credits), period };
}

const someOf = (text: string): string | string[] => (text === "all" || text === "none" ? text : text.split(","));

function minutesOf(text: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text.trim()) ?? [];
  if (count === undefined) throw wrongUsage("`--overlap` is a time like 30m, 12h or 7d.");
  return Number(count) * MINUTES[unit as keyof typeof MINUTES];
}

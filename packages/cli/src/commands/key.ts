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
                  one.id,
                ]),
                ["NAME", "BEGINS WITH", "ENDS", "LAST USED", "ID"],
              ),
        );
      }),
    );

const createCommand = (session: Session): Command =>
  new Command("create")
    .summary("Make an API key for a service; it is printed once. People make their own")
    .argument("<service>", "its name or id")
    .argument("<name>", "what it is for")
    .addOption(new Option("--until <time>", "when it ends: 90d, 2030-01-31 …").argParser((text) => endOf(text)))
    .option("--agents <ids>", "agents that it may talk to: `all`, `none`, or ids with commas between", "all")
    .option("--models <ids>", "models that it may call: `all`, `none`, or ids with commas between", "all")
    .option("--read-only", "it lists what there is, and calls nothing")
    .option("--from <ranges>", "addresses that it works from, with commas between: 203.0.113.0/24")
    .action(
      session.connected(async ({ client, out }, service: string, name: string, wish: Wish) => {
        const id = await serviceId(client, service);
        const made = await client.post<KeyView & { key: string }>(`/api/admin/services/${id}/keys`, {
          name,
          ...(wish.until !== undefined && { expiresAt: wish.until }),
          scope: {
            agents: someOf(wish.agents),
            models: someOf(wish.models),
            readOnly: wish.readOnly ?? false,
          },
          ...(wish.from !== undefined && { addresses: wish.from.split(",") }),
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
  readOnly?: boolean;
  from?: string;
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

const someOf = (text: string): string | string[] => (text === "all" || text === "none" ? text : text.split(","));

function minutesOf(text: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text.trim()) ?? [];
  if (count === undefined) throw wrongUsage("`--overlap` is a time like 30m, 12h or 7d.");
  return Number(count) * MINUTES[unit as keyof typeof MINUTES];
}

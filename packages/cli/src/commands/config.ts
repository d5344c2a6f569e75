import { configurationAsJson, loadSettings, showConfiguration } from "@gatehouse/server";
import { Command } from "commander";
import type { Client } from "../connection/connect.ts";
import { wrongUsage } from "../failure.ts";
import { userId } from "../names/people.ts";
import type { Out } from "../output/out.ts";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Said {
  from: string;
  place: string | null;
  principalType: string | null;
  principalId: string | null;
  name: string | null;
  priority: number | null;
  isRemoved: boolean;
  value: unknown;
}

interface Effective {
  keys: { path: string; value: unknown; isSet: boolean; said: Said[] }[];
}

interface Changed {
  settings: { key: string; value: unknown; place: string; takesEffect: string | null; isPending: boolean }[];
}

export const configCommands = (session: Session): Command =>
  new Command("config")
    .summary("What is set, and where it comes from")
    .addCommand(showCommand(session))
    .addCommand(setCommand(session))
    .addCommand(unsetCommand(session));

const showCommand = (session: Session): Command =>
  new Command("show")
    .summary("Each effective value and its source; secrets are masked")
    .description(
      "Reads .env, the environment and librechat.yaml as a start from this directory would; a running server has what was there when it started, and what was set in the browser beneath it. With `--for`: what a person gets of what can be another for each, and from where.",
    )
    .option("--for <person>", "an address, `user:<id>` or an id")
    .action(async (options: { for?: string }) => {
      const { for: person } = options;
      if (person !== undefined) return showFor(session, person);
      return session.alone(async (out) => {
        const loaded = loadSettings(session.surroundings);
        out.show(configurationAsJson(loaded), () => showConfiguration(loaded));
      })();
    });

const showFor = (session: Session, person: string): Promise<void> =>
  session.connected(async ({ client, out }) => {
    const id = await userId(client, person);
    const effective = await client.get<Effective>(`/api/admin/overrides/user/${encodeURIComponent(id)}/effective`);
    out.show(effective, ({ keys }) =>
      table(
        keys.map(({ path, value, isSet, said: [first] }) => [
          path,
          isSet ? JSON.stringify(value) : "(taken away)",
          first ? sourceOf(first) : "",
        ]),
        ["KEY", "VALUE", "FROM"],
      ),
    );
  })();

function sourceOf({ from, place, principalType, principalId, name, priority }: Said): string {
  return from === "override"
    ? `override of ${principalType} ${name ?? principalId}, priority ${priority}`
    : (place ?? from);
}

const setCommand = (session: Session): Command =>
  new Command("set")
    .summary("Change a setting of the installation, as in the browser")
    .argument("<key>", "ALLOW_REGISTRATION")
    .argument("<value>", "as the variable would be written; of a list one after the other, with commas")
    .action(
      session.connected(async ({ client, out }, key: string, value: string) => {
        if (value.trim() === "")
          throw wrongUsage(`An empty value is none.\n\`gatehouse config unset ${key}\` takes away what was set.`);
        // Keys of the file that can be set are lists.
        await change(client, out, key, key.includes(".") ? value.split(",").map((one) => one.trim()) : value);
      }),
    );

const unsetCommand = (session: Session): Command =>
  new Command("unset")
    .summary("Take away what was set in the browser")
    .argument("<key>", "ALLOW_REGISTRATION")
    .action(session.connected(async ({ client, out }, key: string) => change(client, out, key, null)));

async function change(client: Client, out: Out, key: string, value: unknown): Promise<void> {
  const changed = await client.patch<Changed>("/api/admin/settings", { changes: [{ key, value }] });
  out.show(changed, ({ settings: [one] }) => {
    if (!one) return "";
    const later = one.isPending ? "; what is set counts after a restart" : "";
    return `${one.key}: ${JSON.stringify(one.value)} (${one.place})${later}`;
  });
}

import { Command } from "commander";
import type { Client } from "../connection/connect.ts";
import { groupId, userId } from "../names/people.ts";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Override {
  principalType: string;
  principalId: string;
  name: string | null;
  priority: number;
  isActive: boolean;
  overrides: object;
  tombstones: string[];
}

const WHOM = "`everybody`, `role:USER`, a group (`group:Sales`), or a person: an address, `user:<id>`, an id";

/** What settings are otherwise for somebody. */
export const overrideCommands = (session: Session): Command =>
  new Command("override")
    .summary("What settings are otherwise for a role, a group or a person")
    .addCommand(
      new Command("list").summary("All of them; the one that wins first").action(
        session.connected(async ({ client, out }) => {
          const answer = await client.get<{ overrides: Override[] }>("/api/admin/overrides");
          out.show(answer, ({ overrides }) =>
            overrides.length === 0
              ? "There are none."
              : table(
                  overrides.map((one) => [
                    String(one.priority),
                    `${one.principalType}:${one.principalId}`,
                    one.name ?? "",
                    one.isActive ? "counts" : "off",
                    JSON.stringify(one.overrides),
                    one.tombstones.join(" "),
                  ]),
                  ["PRIORITY", "WHOSE", "NAME", "", "OVERRIDES", "TAKEN AWAY"],
                ),
          );
        }),
      ),
    )
    .addCommand(
      new Command("set")
        .summary("Say what one field is for somebody; counts at once")
        .argument("<whom>", WHOM)
        .argument("<path>", "interface.customWelcome")
        .argument("<value>", "JSON; what is none is a text")
        .action(
          session.connected(async ({ client, out }, whom: string, path: string, value: string) => {
            const body = { set: [{ path, value: jsonOr(value) }] };
            const made = await client.patch<Override>(`${await addressOf(client, whom)}/fields`, body);
            out.show(made, (one) => `Set for ${one.name ?? whom}, priority ${one.priority}.`);
          }),
        ),
    )
    .addCommand(
      new Command("unset")
        .summary("What lies beneath counts again: of one field, or of all")
        .argument("<whom>", WHOM)
        .argument("[path]", "interface.customWelcome; default: all of it")
        .action(
          session.connected(async ({ client, out }, whom: string, path?: string) => {
            const address = await addressOf(client, whom);
            if (path === undefined) await client.delete(address);
            else await client.patch(`${address}/fields`, { unset: [path] });
            out.show({ unset: path ?? null }, () => "It is as for others again.");
          }),
        ),
    );

async function addressOf(client: Client, whom: string): Promise<string> {
  const [, role] = /^role:(.+)$/.exec(whom) ?? [];
  if (whom === "everybody") return "/api/admin/overrides/role/__base__";
  if (role !== undefined) return `/api/admin/overrides/role/${encodeURIComponent(role)}`;
  if (whom.startsWith("group:")) return `/api/admin/overrides/group/${encodeURIComponent(await groupId(client, whom))}`;
  return `/api/admin/overrides/user/${encodeURIComponent(await userId(client, whom))}`;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

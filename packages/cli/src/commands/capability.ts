import { Command, Option } from "commander";
import type { Client } from "../connection/connect.ts";
import { wrongUsage } from "../failure.ts";
import { principalName } from "../names/names.ts";
import { groupId } from "../names/people.ts";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";
import { endOf } from "../until.ts";

interface Held {
  principalType: string;
  principalId: string;
  principalName: string;
  capability: string;
  scope: string | null;
  expiresAt: string | null;
  ended: boolean;
}

const PATH = "/api/admin/grants";
const WHO = "an address, a group's name, `service:<name>`, `role:<name>`";
const SCOPE = "only over the people who are in this group, and what they own";

export const capabilityCommands = (session: Session): Command =>
  new Command("capability")
    .summary("Capabilities: administrative powers of people, services, groups and roles")
    .addCommand(
      new Command("list")
        .summary("Who holds which capability")
        .argument("[principal]", WHO)
        .action(
          session.connected(async ({ client, out }, text: string | undefined) => {
            const path = text === undefined ? PATH : `${PATH}/${await pathOf(client, text)}`;
            const answer = await client.get<{ grants: Held[] }>(path);
            const scopes = await scopeNames(client, answer.grants);
            out.show(answer, ({ grants }) =>
              grants.length === 0
                ? "None."
                : table(
                    grants.map((one) => [
                      one.capability,
                      one.principalName,
                      `${one.principalType}:${one.principalId}`,
                      one.scope === null ? "" : (scopes.get(one.scope) ?? `group:${one.scope}`),
                      one.ended ? `${one.expiresAt} (ended)` : (one.expiresAt ?? ""),
                    ]),
                    ["CAPABILITY", "HELD BY", "ID", "SCOPE", "UNTIL"],
                  ),
            );
          }),
        ),
    )
    .addCommand(
      new Command("give")
        .summary("Give a capability")
        .argument("<principal>", WHO)
        .argument("<capability>", "like manage:users, read:access")
        .option("--scope <group>", SCOPE)
        .addOption(
          new Option("--until <when>", "when it ends: 2030-01-31, tomorrow, 12h, 7d (default: never)").argParser(
            (text) => endOf(text),
          ),
        )
        .action(
          session.connected(
            async ({ client, out }, text: string, capability: string, options: { scope?: string; until?: string }) => {
              const { type, id } = await holderOf(client, text);
              const answer = await client.post<{ grant: Held }>(PATH, {
                principalType: type,
                principalId: id,
                capability,
                ...(options.scope !== undefined && { scope: await groupId(client, options.scope) }),
                ...(options.until !== undefined && { expiresAt: options.until }),
              });
              out.show(answer, ({ grant }) =>
                [
                  `${grant.principalName} holds ${grant.capability}`,
                  grant.scope === null ? "" : ` over group:${grant.scope}`,
                  grant.expiresAt === null ? "" : ` until ${grant.expiresAt}`,
                  ".",
                ].join(""),
              );
            },
          ),
        ),
    )
    .addCommand(
      new Command("take")
        .summary("Take a capability away")
        .argument("<principal>", WHO)
        .argument("<capability>")
        .option("--scope <group>", "the one with this scope")
        .action(
          session.connected(
            async ({ client, out }, text: string, capability: string, { scope }: { scope?: string }) => {
              const query = scope === undefined ? "" : `?scope=${await groupId(client, scope)}`;
              await client.delete(`${PATH}/${await pathOf(client, text)}/${encodeURIComponent(capability)}${query}`);
              out.show({ success: true }, () => `${text} no longer holds ${capability}.`);
            },
          ),
        ),
    );

/** Groups by their ids, as `Engineering (group:64f0…)`: names need not be the only ones of their kind. */
async function scopeNames(client: Client, grants: readonly Held[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of new Set(grants.flatMap(({ scope }) => scope ?? []))) {
    const { group } = await client.get<{ group: { name: string } }>(`/api/admin/groups/${encodeURIComponent(id)}`);
    names.set(id, `${group.name} (group:${id})`);
  }
  return names;
}

async function pathOf(client: Client, text: string): Promise<string> {
  const { type, id } = await holderOf(client, text);
  return `${type}/${encodeURIComponent(id)}`;
}

async function holderOf(client: Client, text: string): Promise<{ type: string; id: string }> {
  const principal = await principalName(client, text);
  const colon = principal.indexOf(":");
  if (colon === -1)
    throw wrongUsage(`\`${principal}\` holds no capabilities: they are for people, services, groups and roles.`);
  return { type: principal.slice(0, colon), id: principal.slice(colon + 1) };
}

import { Command, InvalidArgumentError, Option } from "commander";
import type { Client } from "../connection/connect.ts";
import { failure, wrongUsage } from "../failure.ts";
import { principalName, resourceName, resourcePath } from "../names/names.ts";
import { inOneLine } from "../output/table.ts";
import type { Session } from "../session.ts";
import { endOf } from "../until.ts";

interface Grant {
  id: number;
  principal: string;
  principalName: string | null;
  role: string | null;
  allow: string[];
  deny: string[];
  expiresAt: string | null;
  condition: string | null;
}

interface ShareOptions {
  role?: string;
  allow?: string[];
  deny?: string[];
  until?: string;
  condition?: string;
  reason?: string;
}

const RESOURCE = "type:id, like agent:<id>; agents also as agent_…";
const WHO = "an address, a group's name, `user:…`, `group:…`, `service:…`, `role:…`, everyone, anyone";

export const shareCommands = (session: Session): Command[] => [
  new Command("share")
    .summary("Share a resource, or deny actions on it")
    .argument("<resource>", RESOURCE)
    .argument("<principal>", WHO)
    .addOption(
      new Option(
        "--role <role>",
        "an access role of the type: viewer, editor, owner (default: the lowest, mostly viewer)",
      ).conflicts("allow"),
    )
    .addOption(
      new Option("--allow <actions>", "single actions instead, separated by commas: use,execute").argParser(actionsOf),
    )
    .addOption(new Option("--deny <actions>", "actions that are denied, whoever else allows them").argParser(actionsOf))
    .addOption(
      new Option("--until <when>", "when it ends: 2030-01-31, tomorrow, 12h, 7d (default: never)").argParser((text) =>
        endOf(text),
      ),
    )
    .option("--condition <expression>", "a CEL expression over subject, resource, action and context")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText(
      "after",
      `
Examples:
  gatehouse share agent_V1StGXR8 Engineering
  gatehouse share agent_V1StGXR8 ben@example.com --role editor --until tomorrow
  gatehouse share agent_V1StGXR8 everyone --deny execute --reason "until it is reviewed"`,
    )
    .action(
      session.connected(async ({ client, out }, thing: string, who: string, options: ShareOptions) => {
        const resource = requireResource(await resourceName(client, thing));
        const { role, allow, deny, until, condition, reason } = options;
        const isBare = role === undefined && allow === undefined && deny === undefined;
        const answer = await client.post<{ grant: Grant }>(`${resourcePath(resource)}/grants`, {
          principal: await principalName(client, who),
          ...(isBare
            ? { role: await lowestRole(client, resource) }
            : { ...(role !== undefined && { role }), ...(allow && { allow }) }),
          ...(deny && { deny }),
          ...(until !== undefined && { expiresAt: until }),
          ...(condition !== undefined && { condition }),
          ...(reason !== undefined && { reason }),
        });
        out.show(answer, ({ grant }) => `${grantAsText(grant)}, on ${resource}.`);
      }),
    ),
  new Command("unshare")
    .summary("Take grants on a resource away")
    .argument("<resource>", RESOURCE)
    .argument("[principal]", `${WHO}: all grants to it`)
    .option("--grant <id>", "only this grant", grantIdOf)
    .option("--all", "every grant on the resource")
    .action(
      session.connected(
        async ({ client, out }, thing: string, who: string | undefined, options: { grant?: number; all?: boolean }) => {
          if (who === undefined && options.grant === undefined && !options.all)
            throw wrongUsage("Name a principal, or `--grant <id>`, or `--all`.");
          const resource = requireResource(await resourceName(client, thing));
          const path = `${resourcePath(resource)}/grants`;
          const principal = who === undefined ? undefined : await principalName(client, who);
          const { grants } = await client.get<{ grants: Grant[] }>(path);
          const going = grants.filter(
            (grant) =>
              (principal === undefined || grant.principal === principal) &&
              (options.grant === undefined || grant.id === options.grant),
          );
          if (options.grant !== undefined && going.length === 0)
            throw failure("not-found", `There is no grant ${options.grant} on ${resource}${who ? ` to ${who}` : ""}.`);
          for (const { id } of going) await client.delete(`${path}/${id}`);
          out.show({ removed: going }, ({ removed }) =>
            removed.length === 0
              ? `There is no such grant on ${resource}.`
              : removed.map((grant) => `Taken away: ${grantAsText(grant)}.`).join("\n"),
          );
          return going.length === 0 ? 1 : 0;
        },
      ),
    ),
];

/** The role that gives the fewest actions. */
async function lowestRole(client: Client, resource: string): Promise<string> {
  const type = resource.slice(0, resource.indexOf(":"));
  const roles = await client.get<{ accessRoleId: string; permBits: number }[]>(
    `/api/permissions/${encodeURIComponent(type)}/roles`,
  );
  const actionCount = (bits: number) => bits.toString(2).replaceAll("0", "").length;
  const [lowest] = roles.toSorted((a, b) => actionCount(a.permBits) - actionCount(b.permBits));
  if (!lowest) throw wrongUsage(`\`${type}\` has no access roles: name single actions with \`--allow\`.`);
  return lowest.accessRoleId.slice(type.length + 1);
}

function grantAsText({ id, principal, principalName: name, role, allow, deny, expiresAt, condition }: Grant): string {
  const gives = [
    ...(allow.length > 0 ? [`gets ${role ?? allow.join(", ")}`] : []),
    ...(deny.length > 0 ? [`is denied ${deny.join(", ")}`] : []),
  ];
  return [
    `grant ${id}: ${name === null ? principal : `${inOneLine(name)} (${principal})`} ${gives.join(" and ")}`,
    expiresAt === null ? "" : ` until ${expiresAt}`,
    condition === null ? "" : ` if ${inOneLine(condition)}`,
  ].join("");
}

function requireResource(name: string): string {
  if (!/^[^:]+:./.test(name)) throw wrongUsage(`\`${name}\` is no resource: name it as type:id, like agent:<id>.`);
  return name;
}

function actionsOf(text: string): string[] {
  const actions = text.split(",").map((action) => action.trim());
  if (actions.includes("")) throw new InvalidArgumentError("Actions are separated by commas: use,execute");
  return actions;
}

function grantIdOf(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError("A grant's id is a number; `share` prints it.");
  return Number(text);
}

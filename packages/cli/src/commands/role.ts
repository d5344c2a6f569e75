import { Argument, Command, InvalidArgumentError, Option } from "commander";
import type { Client } from "../connection/connect.ts";
import { wrongUsage } from "../failure.ts";
import { groupId, isPerson, serviceId, userId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import { allOf } from "../pages.ts";
import type { Session } from "../session.ts";
import { endOf } from "../until.ts";

interface Role {
  _id: string;
  name: string;
  description: string;
  rank: number;
}
type Permissions = Record<string, Record<string, boolean>>;

const PATH = "/api/admin/roles";
const pathOf = (role: string) => `${PATH}/${encodeURIComponent(role)}`;

export const roleCommands = (session: Session): Command =>
  new Command("role")
    .summary("Roles, their features, and who holds them")
    .addCommand(
      new Command("list").summary("Roles with their ranks").action(
        session.connected(async ({ client, out }) => {
          const answer = await allOf<"roles", Role>(client, PATH, "roles");
          out.show(answer, ({ roles }) =>
            table(
              roles.map((role) => [role.name, String(role.rank), role._id, role.description]),
              ["NAME", "RANK", "ID", "DESCRIPTION"],
            ),
          );
        }),
      ),
    )
    .addCommand(
      new Command("show")
        .summary("The features of a role")
        .argument("<role>", "its name, like USER")
        .action(
          session.connected(async ({ client, out }, role: string) => {
            const answer = await client.get<{ role: Role & { permissions: Permissions } }>(pathOf(role));
            out.show(answer, ({ role: { name, rank, permissions } }) =>
              [`${inOneLine(name)}, rank ${rank}`, featuresAsText(permissions)].join("\n"),
            );
          }),
        ),
    )
    .addCommand(
      new Command("create")
        .summary("Make a role; it begins without features")
        .argument("<name>")
        .option("--rank <number>", "whom its holders may act on (0 to 99, default 10)", wholeNumber)
        .option("--description <text>")
        .action(
          session.connected(async ({ client, out }, name: string, options: { rank?: number; description?: string }) => {
            const made = await client.post<{ role: Role }>(PATH, { name, ...options });
            out.show(made, ({ role }) => `Made the role ${inOneLine(role.name)} (${role._id}), rank ${role.rank}.`);
          }),
        ),
    )
    .addCommand(
      new Command("set")
        .summary("Switch a feature of a role")
        .argument("<role>", "its name, like USER")
        .addArgument(
          new Argument("<feature>", "like AGENTS.SHARE; `gatehouse role show` lists them").argParser(featureOf),
        )
        .addArgument(new Argument("<switch>").choices(["on", "off"]))
        .action(
          session.connected(async ({ client, out }, role: string, feature: [string, string], on: string) => {
            const [type, permission] = feature;
            const permissions = { [type]: { [permission]: on === "on" } };
            const answer = await client.patch<{ role: Role }>(`${pathOf(role)}/permissions`, { permissions });
            out.show(answer, (now) => `${type}.${permission} is ${on} for ${inOneLine(now.role.name)}.`);
          }),
        ),
    )
    .addCommand(
      new Command("give")
        .summary("Give somebody a role beside their own, or as their own")
        .argument("<role>", "its name, like MODERATOR")
        .argument("<holder>", "an address, the name of a group, user:<id>, service:<name> or group:<name>")
        .addOption(
          new Option("--until <when>", "when it ends: 2030-01-31, tomorrow, 12h, 7d (default: never)").argParser(
            (text) => endOf(text),
          ),
        )
        .addOption(new Option("--primary", "instead of their primary role, which never ends").conflicts("until"))
        .action(
          session.connected(
            async ({ client, out }, role: string, person: string, options: { until?: string; primary?: boolean }) => {
              const end = options.until && { expiresAt: options.until };
              const other = await otherHolder(client, person);
              if (other && options.primary)
                throw wrongUsage("Only people have a primary role.\nLeave out `--primary`.");
              const path = other ? "" : `/api/admin/users/${await userId(client, person)}`;
              const answer = other
                ? await client.post<object>(`${pathOf(role)}/members`, { [`${other.type}Id`]: other.id, ...end })
                : options.primary
                  ? await client.patch<object>(path, { role })
                  : await client.post<object>(`${path}/roles`, { role, ...end });
              out.show(answer, () => `${person} holds ${role}${options.until ? ` until ${options.until}` : ""}.`);
            },
          ),
        ),
    )
    .addCommand(
      new Command("take")
        .summary("Take an additional role from somebody")
        .argument("<role>")
        .argument("<holder>", "an address, the name of a group, user:<id>, service:<name> or group:<name>")
        .action(
          session.connected(async ({ client, out }, role: string, person: string) => {
            const other = await otherHolder(client, person);
            await client.delete(
              other
                ? `${pathOf(role)}/${other.type}s/${other.id}`
                : `/api/admin/users/${await userId(client, person)}/roles/${encodeURIComponent(role)}`,
            );
            out.show({ success: true }, () => `${person} no longer holds ${role} beside their own role.`);
          }),
        ),
    );

/** A service or a group, where one is named; a bare word is a group's name, as in the other commands. */
async function otherHolder(client: Client, text: string): Promise<{ type: "service" | "group"; id: string } | null> {
  if (text.startsWith("service:")) return { type: "service", id: await serviceId(client, text) };
  if (isPerson(text)) return null;
  return { type: "group", id: await groupId(client, text) };
}

function featuresAsText(permissions: Permissions): string {
  const rows = Object.entries(permissions).map(([type, switches]) => [
    type,
    Object.entries(switches)
      .map(([name, on]) => `${on ? "+" : "-"}${name}`)
      .join(" "),
  ]);
  return table(rows, ["TYPE", "PERMISSIONS (+ on, - off)"]);
}

function featureOf(text: string): [string, string] {
  const [type, permission, ...more] = text.toUpperCase().split(".");
  if (!type || !permission || more.length > 0)
    throw new InvalidArgumentError("A feature is a permission type and a permission, like AGENTS.SHARE.");
  return [type, permission];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Allowed: a whole number.");
  return Number(text);
}

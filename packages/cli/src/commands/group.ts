import { Command, Option } from "commander";
import type { Client } from "../connection/connect.ts";
import { groupId, serviceId, userId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import { allOf } from "../pages.ts";
import type { Session } from "../session.ts";
import { endOf } from "../until.ts";

interface Group {
  _id: string;
  name: string;
  description: string;
  memberCount: number;
  subgroupIds: string[];
  organizationWide: boolean;
}

const PATH = "/api/admin/groups";
const MEMBER = "an address, a group's name, `service:<name>`, or `user:…`, `group:…`, `service:…` with an id";

export const groupCommands = (session: Session): Command =>
  new Command("group")
    .summary("Groups: named sets of people, services and other groups")
    .addCommand(
      new Command("create")
        .summary("Make a group")
        .argument("<name>")
        .option("--description <text>")
        .action(
          session.connected(async ({ client, out }, name: string, { description }: { description?: string }) => {
            const made = await client.post<{ group: Group }>(PATH, {
              name,
              ...(description !== undefined && { description }),
            });
            out.show(made, ({ group }) => `Made the group ${inOneLine(group.name)} (group:${group._id}).`);
          }),
        ),
    )
    .addCommand(
      new Command("list")
        .summary("Groups, by name; or who is in one")
        .argument("[group]", "list its members")
        .option("--search <text>", "only those whose name holds this")
        .action(
          session.connected(async ({ client, out }, group: string | undefined, { search }: { search?: string }) => {
            if (group !== undefined) return out.show(await membersOf(client, group), membersAsText);
            const answer = await allOf<"groups", Group>(client, PATH, "groups", { search });
            out.show(answer, ({ groups }) =>
              groups.length === 0
                ? "No groups."
                : table(
                    groups.map((one) => [
                      one.name,
                      String(one.memberCount),
                      one.subgroupIds.map((id) => nameIn(groups, id)).join(", "),
                      `group:${one._id}`,
                      one.description,
                    ]),
                    ["NAME", "MEMBERS", "GROUPS IN IT", "ID", "DESCRIPTION"],
                  ),
            );
          }),
        ),
    )
    .addCommand(
      new Command("add")
        .summary("Put somebody, or a group, into a group; or set another end")
        .argument("<group>", "its name or id")
        .argument("<member>", MEMBER)
        .addOption(
          new Option("--until <when>", "when it ends: 2030-01-31, tomorrow, 12h, 7d (default: never)").argParser(
            (text) => endOf(text),
          ),
        )
        .action(
          session.connected(async ({ client, out }, group: string, member: string, { until }: { until?: string }) => {
            const id = await groupId(client, group);
            const { type, id: memberId } = await memberOf(client, member);
            const body = { [`${type}Id`]: memberId, ...(until !== undefined && { expiresAt: until }) };
            const answer = await client.post<{ group: Group }>(`${PATH}/${id}/members`, body);
            out.show(answer, (now) => `${member} is in ${inOneLine(now.group.name)}${until ? ` until ${until}` : ""}.`);
          }),
        ),
    )
    .addCommand(
      new Command("remove")
        .summary("Take somebody, or a group, out of a group")
        .argument("<group>", "its name or id")
        .argument("<member>", MEMBER)
        .action(
          session.connected(async ({ client, out }, group: string, member: string) => {
            const id = await groupId(client, group);
            const { type, id: memberId } = await memberOf(client, member);
            await client.delete(
              `${PATH}/${id}/${type === "group" ? "subgroups" : "members"}/${encodeURIComponent(memberId)}`,
            );
            out.show({ success: true }, () => `${member} is no longer in ${group}.`);
          }),
        ),
    );

/** With `--search` the list may not hold it. */
const nameIn = (groups: readonly Group[], id: string) => groups.find(({ _id }) => _id === id)?.name ?? `group:${id}`;

/** A bare word is a group's name: people are named by their address. */
async function memberOf(client: Client, text: string): Promise<{ type: "user" | "service" | "group"; id: string }> {
  if (text.startsWith("service:")) return { type: "service", id: await serviceId(client, text) };
  if (text.startsWith("user:") || text.includes("@")) return { type: "user", id: await userId(client, text) };
  return { type: "group", id: await groupId(client, text) };
}

interface Ending {
  expiresAt: string | null;
  ended: boolean;
}

interface Members {
  members: ({ userId: string; name: string; email: string; type: string } & Ending)[];
  groups: (Group & { membership: Ending })[];
}

async function membersOf(client: Client, group: string): Promise<Members> {
  const path = `${PATH}/${await groupId(client, group)}`;
  const { members } = await allOf<"members", Members["members"][number]>(client, `${path}/members`, "members");
  const { groups } = await client.get<Pick<Members, "groups">>(`${path}/subgroups`);
  return { members, groups };
}

const untilOf = ({ expiresAt, ended }: Ending) => (ended ? `${expiresAt} (ended)` : (expiresAt ?? ""));

function membersAsText({ members, groups }: Members): string {
  const rows = [
    ...groups.map((one) => [one.name, `group of ${one.memberCount}`, untilOf(one.membership), `group:${one._id}`]),
    ...members.map((one) => [one.name, one.email || one.type, untilOf(one), `${one.type}:${one.userId}`]),
  ];
  return rows.length === 0 ? "Nobody." : table(rows, ["NAME", "ADDRESS", "UNTIL", "ID"]);
}

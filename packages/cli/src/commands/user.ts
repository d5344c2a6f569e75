import { Command } from "commander";
import { wrongUsage } from "../failure.ts";
import { groupId, userId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import { allOf } from "../pages.ts";
import { givenPassword, PASSWORD_OPTION } from "../password.ts";
import type { Session } from "../session.ts";

interface User {
  id: string;
  name: string;
  email: string;
  role: string;
  gatehouseRole?: string;
  status: string;
  banned?: boolean;
}

export const userCommands = (session: Session): Command =>
  new Command("user")
    .summary("Accounts of people")
    .addCommand(
      new Command("create")
        .summary("Make an account; it counts as verified")
        .argument("<address>", "the mail address that they sign in with")
        .argument("<name>", "their name")
        .option(...PASSWORD_OPTION)
        .option(
          "--role <role>",
          "their primary role (default: USER; the first account of an organization is its super admin)",
        )
        .action(
          session.connected(
            async ({ client, out }, email: string, name: string, options: { password?: string; role?: string }) => {
              const password = await givenPassword(options.password, session.surroundings.stdin);
              const made = await client.post<{ user: User; password?: string }>("/api/admin/users", {
                email,
                name,
                ...(password !== undefined && { password }),
                ...(options.role !== undefined && { role: options.role }),
              });
              out.show(made, ({ user, password: generated }) =>
                [
                  `Made the account of ${inOneLine(user.name)}, ${user.email} (user:${user.id}), ${roleOf(user)}.`,
                  ...(generated ? [`Password, shown this once: ${generated}`] : []),
                ].join("\n"),
              );
            },
            { makes: true },
          ),
        ),
    )
    .addCommand(
      new Command("reset-password")
        .summary("Send a link for a new password to the person alone")
        .argument("<person>", "their mail address, or `user:<id>`")
        .action(
          session.connected(async ({ client, out }, person: string) => {
            const id = await userId(client, person);
            const sent = await client.post<{ message: string; delivery: string }>(
              `/api/admin/users/${id}/reset-password`,
            );
            out.show(sent, ({ message, delivery }) =>
              delivery === "mail" ? message : `${message}\n\`gatehouse outbox list\` shows it.`,
            );
          }),
        ),
    )
    .addCommand(
      new Command("reset-two-factor")
        .summary("Take two-factor sign-in away from somebody who lost theirs; their sessions end")
        .argument("<person>", "their mail address, or `user:<id>`")
        .action(
          session.connected(async ({ client, out }, person: string) => {
            const id = await userId(client, person);
            const reset = await client.post<{ user: User }>(`/api/admin/users/${id}/reset-two-factor`);
            out.show(reset, ({ user }) => `${inOneLine(user.name)}, ${user.email}, signs in with the password alone.`);
          }),
        ),
    )
    .addCommand(
      new Command("invite")
        .summary("Send an address an invitation to make an account")
        .argument("<address>", "the mail address, and the only one that the invitation holds for")
        .option("--role <role>", "the primary role to begin with (default: USER)")
        .option("--group <group...>", "groups to begin in")
        .action(
          session.connected(
            async ({ client, out }, email: string, { role, group = [] }: { role?: string; group?: string[] }) => {
              const groups: string[] = [];
              for (const one of group) groups.push(await groupId(client, one));
              const made = await client.post<{ invitation: { id: string; email: string; expiresAt: string } }>(
                "/api/admin/invitations",
                { email, groups, ...(role !== undefined && { role }) },
              );
              out.show(made, ({ invitation }) => `Invited ${invitation.email}, until ${invitation.expiresAt}.`);
            },
          ),
        ),
    )
    .addCommand(
      new Command("list")
        .summary("People, by name")
        .option("--search <text>", "only those whose name or address holds this (2 letters or more)")
        .action(
          session.connected(async ({ client, out }, { search }: { search?: string }) => {
            if (search !== undefined && search.trim().length < 2)
              throw wrongUsage("`--search` takes two letters or more.");
            const answer =
              search === undefined
                ? await allOf<"users", User>(client, "/api/admin/users", "users")
                : await client.get<{ users: User[] }>("/api/admin/users/search", { q: search, limit: 50 });
            out.show(answer, ({ users }) =>
              users.length === 0
                ? "Nobody."
                : table(
                    users.map((user) => [
                      user.email,
                      user.name,
                      roleOf(user),
                      user.banned ? "banned" : user.status,
                      `user:${user.id}`,
                    ]),
                    ["ADDRESS", "NAME", "ROLE", "STATUS", "ID"],
                  ),
            );
          }),
        ),
    );

/** LibreChat's lists serve a super admin as ADMIN; the role as it is stands beside. */
const roleOf = (user: User) => user.gatehouseRole ?? user.role;

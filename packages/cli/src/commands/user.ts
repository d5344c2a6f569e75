import { Command } from "commander";
import { wrongUsage } from "../failure.ts";
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

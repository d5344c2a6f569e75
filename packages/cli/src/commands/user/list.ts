import { Command } from "commander";
import { wrongUsage } from "../../failure.ts";
import { table } from "../../output/table.ts";
import { allOf } from "../../pages.ts";
import type { Session } from "../../session.ts";
import { roleOf, type User } from "./user.ts";

const PATH = "/api/admin/users";

export const listCommand = (session: Session): Command =>
  new Command("list")
    .summary("People, by name")
    .option("--search <text>", "only those whose name or address holds this (2 letters or more)")
    .action(
      session.connected(async ({ client, out }, { search }: { search?: string }) => {
        if (search !== undefined && search.trim().length < 2) throw wrongUsage("`--search` takes two letters or more.");
        const answer = await allOf<"users", User>(client, PATH, "users", { search });
        out.show(answer, ({ users, total }) =>
          users.length === 0 ? "Nobody." : `${asTable(users)}\nPeople: ${total}`,
        );
      }),
    );

const asTable = (users: readonly User[]): string =>
  table(
    users.map((user) => [
      user.email,
      user.name,
      user.username,
      roleOf(user),
      user.banned ? "banned" : user.status,
      user.provider ?? "",
      user.createdAt?.slice(0, "2030-01-31".length) ?? "",
      `user:${user.id}`,
    ]),
    ["ADDRESS", "NAME", "USERNAME", "ROLE", "STATUS", "PROVIDER", "CREATED", "ID"],
  );

import { Argument, Command } from "commander";
import { asking } from "../../asking.ts";
import { userId } from "../../names/people.ts";
import { inOneLine } from "../../output/table.ts";
import type { Session } from "../../session.ts";
import { banEndOf } from "../../until.ts";
import { PERSON, type User, WHOSE } from "./user.ts";

export const banCommand = (session: Session): Command => {
  const ban = session.connected(
    async ({ client, out }, { person, until }: { person: string; until: string | null }, reason: string) => {
      const id = await userId(client, person);
      const banned = await client.post<{ user: User }>(`/api/admin/users/${id}/ban`, { until, reason });
      out.show(
        banned,
        ({ user }) =>
          `${inOneLine(user.name)}, ${user.email}, is banned ${until === null ? "for good" : `until ${until}`}; their sessions have ended.`,
      );
    },
  );
  return new Command("ban")
    .summary("Ban somebody for a time, or for good; their sessions end")
    .argument(...PERSON)
    .addArgument(
      new Argument(
        "[duration]",
        "with its unit: 600000ms, 90s, 30m, 2h, 7d, 2w; or a date, tomorrow, forever; asked for where it is missing",
      ).argParser((text) => banEndOf(text)),
    )
    .option("--reason <text>", "why; the person reads it (default: Banned by the operator)")
    .action(
      async (
        person: string | undefined,
        until: string | null | undefined,
        { reason = "Banned by the operator" }: { reason?: string },
      ) => {
        const wish = await asking(session, async (ask) => ({
          person: await ask.text(person, "person", WHOSE),
          until: await ask.argument(until, "duration", "For how long? 30m, 2h, 7d, forever", (text) => banEndOf(text)),
        }));
        await ban(wish, reason);
      },
    );
};

export const unbanCommand = (session: Session): Command =>
  new Command("unban")
    .summary("Lift somebody's ban")
    .argument("<person>", "their mail address, or `user:<id>`")
    .action(
      session.connected(async ({ client, out }, person: string) => {
        const id = await userId(client, person);
        const lifted = await client.delete<{ user: User }>(`/api/admin/users/${id}/ban`);
        out.show(lifted, ({ user }) => `${inOneLine(user.name)}, ${user.email}, may sign in again.`);
      }),
    );

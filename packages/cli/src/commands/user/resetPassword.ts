import { Command } from "commander";
import { asking } from "../../asking.ts";
import { wrongUsage } from "../../failure.ts";
import { userId } from "../../names/people.ts";
import { givenPassword } from "../../password.ts";
import type { Session } from "../../session.ts";
import { PERSON, WHOSE } from "./user.ts";

interface Options {
  password?: string;
  link?: boolean;
}

export const resetPasswordCommand = (session: Session): Command => {
  const reset = session.connected(async ({ client, out }, person: string, password: string | undefined) => {
    const path = `/api/admin/users/${await userId(client, person)}`;
    if (password !== undefined) {
      const set = await client.put<{ message: string; ended: number }>(`${path}/password`, { password });
      out.show(set, ({ message, ended }) => `${message} Sessions that ended: ${ended}. A letter tells the person.`);
      return;
    }
    const sent = await client.post<{ message: string; delivery: string }>(`${path}/reset-password`);
    out.show(sent, ({ message, delivery }) =>
      delivery === "mail" ? message : `${message}\n\`gatehouse outbox list\` shows it.`,
    );
  });
  return new Command("reset-password")
    .summary("Send a link for a new password to the person alone, or set the password; all their sessions end by it")
    .description(
      "At a terminal it asks for the new password, twice; Enter alone sends the link. Elsewhere it sends the link, unless `--password` is given.",
    )
    .argument(...PERSON)
    .option("--password <password>", "set this one; `-` reads it from standard input")
    .option("--link", "send the link, and ask nothing")
    .action(async (given: string | undefined, { password: typed, link: isLink = false }: Options) => {
      if (isLink && typed !== undefined) throw wrongUsage("`--link` and `--password` are two ways.\nLeave one out.");
      const { person, password } = await asking(session, async (ask) => ({
        person: await ask.text(given, "person", WHOSE),
        password:
          typed === undefined && !isLink && ask.isPossible
            ? await ask.password("New password (Enter alone: a link is sent to the person)")
            : await givenPassword(typed, session.surroundings.stdin),
      }));
      await reset(person, password);
    });
};

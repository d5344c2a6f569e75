import { Command } from "commander";
import { inOneLine, table } from "../../output/table.ts";
import { firstOf, type Most, mostOptions } from "../../pages.ts";
import type { Session } from "../../session.ts";

interface Kept {
  id: string;
  name: string;
  email: string;
  conversations: number;
  messages: number;
}

export const statsCommand = (session: Session): Command => {
  const command = new Command("stats")
    .summary("How many conversations and messages people have, who has most conversations first")
    .description("What is there now, answers included; how much was written in a time is `gatehouse usage`.")
    .action(
      session.connected(async ({ client, out }, most: Most) => {
        const kept = await firstOf<"people", Kept>(client, "/api/admin/usage/kept", "people", {}, most);
        out.show(kept, ({ people, nextCursor }) =>
          people.length === 0
            ? "Nobody."
            : table(
                people.map(({ email, name, conversations, messages }) => [
                  email,
                  inOneLine(name),
                  String(conversations),
                  String(messages),
                ]),
                ["ADDRESS", "NAME", "CONVERSATIONS", "MESSAGES"],
              ) + (nextCursor === null ? "" : "\nThere are more: a larger --limit, or --all."),
        );
      }),
    );
  for (const option of mostOptions()) command.addOption(option);
  return command;
};

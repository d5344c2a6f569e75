import { Command } from "commander";
import { inOneLine, table } from "../output/table.ts";
import { allOf } from "../pages.ts";
import type { Session } from "../session.ts";

interface Letter {
  id: string;
  to: string;
  kind: string;
  expiresAt: string;
  /** Its link was used, or has ended. */
  spent: boolean;
  readings: { name: string; at: string }[];
}

export const outboxCommands = (session: Session): Command =>
  new Command("outbox")
    .summary("Letters that no mail server takes")
    .addCommand(
      new Command("list").summary("To whom they are, of what kind and until when; without what they say").action(
        session.connected(async ({ client, out }) => {
          const answer = await allOf<"letters", Letter>(client, "/api/admin/outbox", "letters");
          out.show(answer, ({ letters }) =>
            letters.length === 0
              ? "No letter waits."
              : table(
                  letters.map(({ id, to, kind, expiresAt, spent, readings }) => [
                    id,
                    to,
                    kind,
                    spent ? "spent" : expiresAt,
                    readings.map(({ name }) => inOneLine(name)).join(", "),
                  ]),
                  ["ID", "TO", "KIND", "UNTIL", "READ BY"],
                ),
          );
        }),
      ),
    )
    .addCommand(
      new Command("read")
        .summary("What one of them says; that you read it is noted and shown beside it")
        .argument("<id>", "as `gatehouse outbox list` shows it")
        .action(
          session.connected(async ({ client, out }, id: string) => {
            const letter = await client.post<{ to: string; subject: string; text: string }>(
              `/api/admin/outbox/${encodeURIComponent(id)}/read`,
            );
            out.show(letter, ({ to, subject, text }) => `To: ${to}\nSubject: ${subject}\n\n${text.trimEnd()}`);
          }),
        ),
    );

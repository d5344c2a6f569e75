import { Command } from "commander";
import { asking } from "../../asking.ts";
import type { Client } from "../../connection/client.ts";
import { groupId } from "../../names/people.ts";
import type { Session } from "../../session.ts";

interface Options {
  role?: string;
  group?: string[];
}
interface Invitation {
  id: string;
  email: string;
  expiresAt: string;
}
interface Waiting {
  id: string;
  to: string;
  kind: string;
  spent: boolean;
}

export const inviteCommand = (session: Session): Command => {
  const invite = session.connected(async ({ client, out }, email: string, { role, group = [] }: Options) => {
    const groups: string[] = [];
    for (const one of group) groups.push(await groupId(client, one));
    const { invitation } = await client.post<{ invitation: Invitation }>("/api/admin/invitations", {
      email,
      groups,
      ...(role !== undefined && { role }),
    });
    const link = await waitingLink(client, invitation.email);
    out.show({ invitation, delivery: link === null ? "mail" : "outbox", link }, () =>
      [
        `Invited ${invitation.email}, until ${invitation.expiresAt}.`,
        link === null
          ? "The letter is on its way."
          : `No mail server takes the letter: hand this link on, to the person alone.\n${link}`,
      ].join("\n"),
    );
  });
  return new Command("invite")
    .summary("Send an address an invitation to make an account")
    .description("Where mail is not configured it shows the link; that you read it is noted.")
    .argument(
      "[address]",
      "the mail address, and the only one that the invitation holds for; asked for where it is missing",
    )
    .option("--role <role>", "the primary role to begin with (default: USER)")
    .option("--group <group...>", "groups to begin in")
    .action(async (given: string | undefined, options: Options) => {
      await invite(await asking(session, (ask) => ask.text(given, "address", "Whom? Their mail address")), options);
    });
};

/** What the letter in the outbox says; null where mail takes it. The newest letters come first, and this one was written just now. */
async function waitingLink(client: Client, address: string): Promise<string | null> {
  const { letters } = await client.get<{ letters: Waiting[] }>("/api/admin/outbox", { limit: 200 });
  const letter = letters.find(({ to, kind, spent }) => to === address && kind === "invitation" && !spent);
  if (!letter) return null;
  const { text } = await client.post<{ text: string }>(`/api/admin/outbox/${letter.id}/read`);
  return /https?:\/\/\S+/.exec(text)?.[0] ?? null;
}

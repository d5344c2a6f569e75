import { Command } from "commander";
import type { Client } from "../connection/connect.ts";
import { resourceName, subjectName } from "../names/names.ts";
import type { Session } from "../session.ts";

interface Answer {
  allowed: boolean;
  step: number;
  reason: string;
  until: string | null;
  revision: number;
}

export const SUBJECT = "who: an address, user:<id>, service:<name>";
export const ACTION = "what: an action (use), a feature (AGENTS.USE) or a capability (manage:users)";
export const OBJECT = "on what: type:id, an agent's agent_…, group:<name>; a bare type with `create`";

export const checkCommand = (session: Session): Command =>
  new Command("check")
    .summary("May somebody do something? Exit code 0 for yes, 1 for no")
    .argument("<subject>", SUBJECT)
    .argument("<action>", ACTION)
    .argument("[resource]", OBJECT)
    .action(
      session.connected(async ({ client, out }, subject: string, action: string, resource: string | undefined) => {
        const answer = await client.post<Answer>(
          "/api/access/check",
          await questionOf(client, subject, action, resource),
        );
        out.show(answer, ({ allowed, reason, until }) =>
          [allowed ? "yes" : "no", ` (${reason})`, until === null ? "" : `, until ${until}`].join(""),
        );
        return answer.allowed ? 0 : 1;
      }),
    );

/** The question as the API takes it. */
export async function questionOf(client: Client, subject: string, action: string, resource: string | undefined) {
  return {
    subject: await subjectName(client, subject),
    action,
    ...(resource !== undefined && { resource: await resourceName(client, resource) }),
  };
}

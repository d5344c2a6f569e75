import { Command } from "commander";
import { type Explained, proofAsText } from "../proof/proofAsText.ts";
import type { Session } from "../session.ts";
import { ACTION, OBJECT, questionOf, SUBJECT } from "./check.ts";

export const explainCommand = (session: Session): Command =>
  new Command("explain")
    .summary("Say why somebody may, or may not, do something")
    .description(
      "Prints each way that leads to a yes; for a no, the denies that apply and what would turn it. Exit code 0 for yes, 1 for no.",
    )
    .argument("<subject>", SUBJECT)
    .argument("<action>", ACTION)
    .argument("[resource]", OBJECT)
    .addHelpText(
      "after",
      `
Examples:
  gatehouse explain ben@example.com use agent_V1StGXR8
  gatehouse explain ben@example.com create agent
  gatehouse explain ben@example.com manage:users`,
    )
    .action(
      session.connected(async ({ client, out }, subject: string, action: string, resource: string | undefined) => {
        const question = await questionOf(client, subject, action, resource);
        const proof = await client.post<Explained>("/api/access/explain", question);
        out.show(proof, proofAsText);
        return proof.allowed ? 0 : 1;
      }),
    );

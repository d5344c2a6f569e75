import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ReviewVerdict, verifyReviewFile } from "@gatehouse/server";
import { Command } from "commander";
import { failure } from "../failure.ts";
import { inOneLine } from "../output/table.ts";
import type { Session } from "../session.ts";

export const reviewCommands = (session: Session): Command =>
  new Command("review").summary("Access reviews: their signed results").addCommand(verifyCommand(session));

const verifyCommand = (session: Session): Command =>
  new Command("verify")
    .summary("Say whether the result of an access review is what was signed")
    .description(
      "Of a downloaded result (JSON). It needs no server and no database. Exit code 1 if it was altered, or signed with another key.",
    )
    .argument("<file>", "a downloaded result")
    .option("--key <file>", "the installation's public key (PEM), kept elsewhere")
    .action(
      session.alone(async (out, file: string, { key }: { key?: string }) => {
        const { cwd } = session.surroundings;
        let verdict: ReviewVerdict;
        try {
          const kept = key === undefined ? undefined : readFileSync(resolve(cwd, key), "utf8");
          verdict = verifyReviewFile(resolve(cwd, file), kept);
        } catch (error) {
          throw failure(
            "not-found",
            `It cannot be verified: ${error instanceof Error ? error.message : String(error)}`,
            {
              cause: error,
            },
          );
        }
        out.show(verdict, asText);
        return verdict.result === "whole" || verdict.result === "whole-without-notes" ? 0 : 1;
      }),
    );

const verdicts: Readonly<Record<ReviewVerdict["result"], string>> = {
  whole: "Whole: it is what was signed.",
  "whole-without-notes": "WHOLE WITHOUT NOTES: what is signed is whole, but notes are not there any more.",
  altered: "ALTERED:",
  foreign: "SIGNED BY SOMEBODY ELSE:",
};

function asText({ result, problems, name, lines, erased, hash, fingerprint, isKeyGiven }: ReviewVerdict): string {
  return [
    verdicts[result],
    ...problems.map((problem) => `  ${problem}`),
    ...(name === null ? [] : [`Review ${inOneLine(name)}: ${lines} lines; notes erased ${erased}.`]),
    ...(hash === null ? [] : [`SHA-256, as it stands in the audit trail: ${hash}`]),
    ...(fingerprint === null ? [] : [`Fingerprint of the key: ${fingerprint}`]),
    // Of what was altered nothing else is said, so that nobody reads it as a comfort.
    result === "altered"
      ? "What it says, and by which key, is not to be believed."
      : isKeyGiven === null
        ? "No key was given: whoever could sign it anew with a key of their own would not be noticed. Keep the public key elsewhere, and give it with --key."
        : isKeyGiven
          ? "It is signed with the key that was given."
          : "It is not signed with the key that was given.",
  ].join("\n");
}

import { examineClosed } from "@gatehouse/server";
import { Command } from "commander";
import { type Client, connect } from "../connection/connect.ts";
import { asFailure } from "../failure.ts";
import { inOneLine } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Finding {
  check: string;
  organization?: string | undefined;
  result: "ok" | "note" | "warning" | "problem";
  code?: string | undefined;
  detail: string;
  cause?: string | undefined;
  advice?: string | undefined;
  command?: string | undefined;
}
interface Examined {
  healthy: boolean;
  findings: Finding[];
}

export const doctorCommand = (session: Session): Command =>
  new Command("doctor")
    .summary("Look over the installation: what is wrong, why, and what mends it")
    .description(
      "Exit code 1 if there is a problem. Without a running server it opens the database as a start does, which brings the schema up; otherwise it changes nothing. Where the database cannot be opened it says why, and looks at all else. Proves, among others, that the log has no gaps and that the state in memory, the state of the tables and the replayed log are the same.",
    )
    .option("--check <name>", "one check alone, as the findings name it: audit-trail")
    .action(
      session.alone(async (out, { check }: { check?: string }) => {
        const examined = await examine(session, check);
        out.show(examined, asText);
        return examined.healthy ? 0 : 1;
      }),
    );

/** A server that cannot start has no doctor: that it cannot is then the first finding. */
async function examine({ surroundings }: Session, check: string | undefined): Promise<Examined> {
  let client: Client;
  try {
    client = await connect(surroundings, undefined);
  } catch (error) {
    const { problem, message } = asFailure(error);
    const { code, detail = message, help } = problem;
    return examineClosed(surroundings, { code, detail, help }, check);
  }
  try {
    return await client.get<Examined>("/api/gatehouse/doctor", { check });
  } finally {
    await client.close();
  }
}

const marks: Readonly<Record<Finding["result"], string>> = {
  ok: "ok",
  note: "note",
  warning: "WARNING",
  problem: "PROBLEM",
};

function asText({ findings, healthy }: Examined): string {
  const name = ({ check, organization }: Finding) =>
    organization === undefined ? check : `${check} (${organization})`;
  const width = Math.max(...findings.map((finding) => name(finding).length));
  const below = (sign: string, text: string | undefined) =>
    (text ?? "")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [`${" ".repeat(width + 11)}${sign} ${inOneLine(line)}`]));
  const lines = findings.flatMap((finding) => [
    `${marks[finding.result].padEnd(7)}  ${name(finding).padEnd(width)}  ${inOneLine(finding.detail)}`,
    ...below(" ", finding.cause),
    ...below("→", finding.advice),
    ...below("$", finding.command),
  ]);
  const count = (result: Finding["result"]) => findings.filter((finding) => finding.result === result).length;
  const verdict = healthy ? "Healthy" : "Not healthy";
  return [
    ...lines,
    "",
    `${verdict}: problems ${count("problem")}, warnings ${count("warning")}, checks ${findings.length}.`,
  ].join("\n");
}

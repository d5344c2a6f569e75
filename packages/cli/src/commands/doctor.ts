import { Command } from "commander";
import { type Client, connect } from "../connection/connect.ts";
import { asFailure } from "../failure.ts";
import { inOneLine } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Finding {
  check: string;
  organization?: string;
  result: "ok" | "note" | "warning" | "problem";
  detail: string;
  advice?: string;
}
interface Examined {
  healthy: boolean;
  findings: Finding[];
}

export const doctorCommand = (session: Session): Command =>
  new Command("doctor")
    .summary("Look over the installation: check, result, advice")
    .description(
      "Exit code 1 if there is a problem. Changes nothing. Proves, among others, that the log has no gaps and that the state in memory, the state of the tables and the replayed log are the same.",
    )
    .action(
      session.alone(async (out) => {
        const examined = await examine(session);
        out.show(examined, asText);
        return examined.healthy ? 0 : 1;
      }),
    );

/** A server that cannot start has no doctor: that it cannot is then the finding. */
async function examine(session: Session): Promise<Examined> {
  let client: Client;
  try {
    client = await connect(session.surroundings, undefined);
  } catch (error) {
    const failure = asFailure(error);
    const [detail = "", ...advice] = failure.message.split("\n");
    return { healthy: false, findings: [{ check: "start", result: "problem", detail, advice: advice.join("\n") }] };
  }
  try {
    return await client.get<Examined>("/api/gatehouse/doctor");
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
  const lines = findings.flatMap((finding) => [
    `${marks[finding.result].padEnd(7)}  ${name(finding).padEnd(width)}  ${inOneLine(finding.detail)}`,
    ...(finding.advice
      ? finding.advice.split("\n").map((line) => `${" ".repeat(width + 11)}→ ${inOneLine(line)}`)
      : []),
  ]);
  const count = (result: Finding["result"]) => findings.filter((finding) => finding.result === result).length;
  const verdict = healthy ? "Healthy" : "Not healthy";
  return [
    ...lines,
    "",
    `${verdict}: problems ${count("problem")}, warnings ${count("warning")}, checks ${findings.length}.`,
  ].join("\n");
}

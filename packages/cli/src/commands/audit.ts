import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { readHead, verifyFile } from "@gatehouse/server";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Client } from "../connection/connect.ts";
import { Failure, failure, wrongUsage } from "../failure.ts";
import { userId } from "../names/people.ts";
import { inOneLine } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Head {
  name: string;
  head: string | null;
  entries: number;
  at: string | null;
  waiting: number;
}

interface Verdict {
  result: "whole" | "altered" | "short" | "nothing";
  problems: string[];
  from: number | null;
  segments: number;
  entries: number;
  leftOut: number;
  withheld: number;
  erased: number;
  retired: number;
  head: string | null;
  isHeadFound: boolean | null;
  waiting?: number;
}

export const auditCommands = (session: Session): Command =>
  new Command("audit")
    .summary("The audit trail: who did what, sealed so that nobody alters it unnoticed")
    .addCommand(headCommand(session))
    .addCommand(exportCommand(session))
    .addCommand(verifyCommand(session))
    .addCommand(eraseCommand(session));

const headCommand = (session: Session): Command =>
  new Command("head").summary("The newest head, to be kept elsewhere: on paper, in a mail to somebody else").action(
    session.connected(async ({ client, out }) => {
      const answer = await client.get<Head>("/api/audit/head");
      out.show(answer, ({ name, head, entries, at, waiting }) => {
        if (head === null) return "Nothing is sealed yet.";
        const rest = waiting > 0 ? ` Not sealed yet: ${waiting}.` : "";
        if (!out.isJson)
          session.surroundings.stderr.write(`${inOneLine(name)}: ${entries} entries, sealed at ${at}.${rest}\n`);
        return head;
      });
    }),
  );

const exportCommand = (session: Session): Command =>
  new Command("export")
    .summary("Write the trail into a file: JSON Lines, which can be verified, or CSV for a spreadsheet")
    .argument("<file>", "a file that is not there yet")
    .addOption(new Option("--format <format>", "jsonl or csv").choices(["jsonl", "csv"]).default("jsonl"))
    .option("--from <moment>", "from this day or moment on (2026-11-30, 2026-11-30T08:00Z)", momentOf)
    .option("--to <moment>", "before this day or moment", momentOf)
    .action(
      session.connected(
        async (
          { client, out },
          file: string,
          { format, from, to }: { format: "jsonl" | "csv"; from?: string; to?: string },
        ) => {
          const path = resolve(session.surroundings.cwd, file);
          const lines = await client.open("/api/audit/export", { format, from, to });
          const target = createWriteStream(path, { flags: "wx", mode: 0o600 });
          try {
            await pipeline(lines, target);
          } catch (error) {
            throw cannotWrite(path, error);
          }
          out.show({ file: path, bytes: target.bytesWritten }, (answer) => `${answer.file}: ${answer.bytes} bytes.`);
        },
      ),
    );

const verifyCommand = (session: Session): Command =>
  new Command("verify")
    .summary("Follow the trail, and say whether it is what was sealed")
    .description(
      "Of a file that `gatehouse audit export` wrote, it needs no server and no database. Without a file: the trail in the database. Exit code 1 if it was altered, or ends before the head.",
    )
    .argument("[file]", "an exported trail (JSON Lines)")
    .option("--head <head>", "a head that was kept elsewhere: 12-9f86d0…")
    .action((file: string | undefined, options: { head?: string }) =>
      file === undefined ? verifyHere(session)(options) : verifyOffline(session)(file, options),
    );

const verifyHere = (session: Session) =>
  session.connected(async ({ client, out }, { head }: { head?: string }) => {
    const verdict = await client.get<Verdict>("/api/audit/verification", { head });
    out.show(verdict, asText);
    return verdict.result === "whole" ? 0 : 1;
  });

const verifyOffline = (session: Session) =>
  session.alone(async (out, file: string, { head }: { head?: string }) => {
    const kept = head === undefined ? undefined : readHead(head);
    if (kept === null) throw wrongUsage("`--head` is no head: it looks like `12-9f86d0…`.");
    const path = resolve(session.surroundings.cwd, file);
    let verdict: Verdict;
    try {
      verdict = await verifyFile(path, kept);
    } catch (error) {
      throw failure("not-found", `It cannot be verified: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    out.show(verdict, asText);
    return verdict.result === "whole" ? 0 : 1;
  });

const eraseCommand = (session: Session): Command =>
  new Command("erase")
    .summary("Take what is personal of somebody out of the trail; what they did stays, and the chain is valid")
    .argument("<user>", "user:<id>, also of an account that is gone; or an address: also one that was only typed")
    .requiredOption("--reason <text>", "why; it stands in the trail with whoever asks")
    .action(
      session.connected(async ({ client, out }, user: string, { reason }: { reason: string }) => {
        const erase = (whose: object) => client.post("/api/audit/erasures", { ...whose, reason });
        const address = user.includes("@") ? user.replace(/^user:/, "") : null;
        const account = address === null ? `user:${await userId(client, user)}` : await accountAt(client, address);
        if (account !== null) await erase({ account });
        if (address !== null) await erase({ address });
        out.show({ account, address }, () =>
          [
            ...(account === null ? [] : [`What is personal of ${account} is erased from the trail.`]),
            ...(address === null ? [] : [`Where \`${address}\` was typed, it is erased.`]),
            ...(address !== null && account === null ? ["No account has that address."] : []),
          ].join("\n"),
        );
      }),
    );

/** Null: nobody has this address. */
async function accountAt(client: Client, address: string): Promise<string | null> {
  try {
    return `user:${await userId(client, address)}`;
  } catch (error) {
    if (error instanceof Failure && error.problem.code === "not-found") return null;
    throw error;
  }
}

const verdicts: Readonly<Record<Verdict["result"], string>> = {
  whole: "Whole: nothing was altered.",
  altered: "ALTERED:",
  short: "IT ENDS TOO EARLY:",
  nothing: "It holds nothing: there is nothing to verify.",
};

function asText(verdict: Verdict): string {
  const { result, problems, segments, entries, leftOut, withheld, erased, retired, head, isHeadFound, from, waiting } =
    verdict;
  return [
    verdicts[result],
    ...problems.map((problem) => `  ${problem}`),
    `Entries ${entries}, segments ${segments}${from !== null && from > 1 ? ` (from segment ${from} on)` : ""}; personal details erased from ${erased}, gone by age ${retired}.`,
    ...(leftOut > 0
      ? [`NOT LOOKED AT: the entries of ${leftOut} segments at the end, which the file leaves out (--to).`]
      : []),
    ...(withheld > 0
      ? [`NOT LOOKED AT: ${withheld} entries that were withheld from whoever exported it: reports about themselves.`]
      : []),
    ...(head === null ? [] : [`The last head: ${head}`]),
    isHeadFound === null
      ? "No head was given: whoever could write everything anew would not be noticed. Keep a head elsewhere, and give it with --head."
      : isHeadFound
        ? "The head that was kept is in it."
        : "The head that was kept is not in it.",
    ...(waiting === undefined || waiting === 0 ? [] : [`Not sealed yet: ${waiting}.`]),
  ].join("\n");
}

function momentOf(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("Allowed: a day or a moment, like 2026-11-30.");
  return new Date(at).toISOString();
}

function cannotWrite(path: string, cause: unknown) {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why = { EEXIST: "there is such a file already", ENOENT: "there is no such folder" }[code];
  return failure("unexpected", `\`${path}\` could not be written: ${why ?? String(cause)}.`, { cause });
}

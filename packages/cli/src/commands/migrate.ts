import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  ChangedSince,
  CREDS_KEY,
  type Gatehouse,
  type MigrationReport,
  type Move,
  migrate,
  movesOf,
  NobodyGoverns,
  undoMigration,
} from "@gatehouse/server";
import { Command } from "commander";
import { Failure, failure } from "../failure.ts";
import { onCopy, onDatabase } from "../local/database.ts";
import { LineFile } from "../output/lineFile.ts";
import { ProgressLine } from "../output/progressLine.ts";
import { table } from "../output/table.ts";
import type { GlobalOptions, Session, Surroundings } from "../session.ts";
import { permissionMigrations } from "./migratePermissions.ts";
import { batchSize, migrationParts, sourceAt, sourceFailure } from "./migration.ts";

interface FromOptions {
  batchSize: number;
  superAdmin: string[];
  tenant?: string;
  database?: string;
  errors?: string;
  files?: string;
  credsKeyFile?: string;
}

export function migrateCommands(session: Session): Command {
  const all = new Command("migrate").summary("Move in from LibreChat, and back");
  for (const command of [librechat(session), ...permissionMigrations(session), status(session), undo(session)])
    all.addCommand(command);
  return all;
}

const librechat = (session: Session): Command =>
  new Command("librechat")
    .summary("Bring a LibreChat's people, groups, roles, agents and who may do what")
    .description(
      "From a MongoDB that runs (mongodb://…), a folder or an archive of mongodump, or files of mongoexport; nothing is written there. What came before is not brought again, and whoever is stopped goes on where it was. With --dry-run nothing is written here, either: it is done in a copy that goes again. The embedded database must not be in use: stop the server first.",
    )
    .argument("<source>", "mongodb://…, or where the dump lies")
    .option("--super-admin <email>", "becomes super admin here; may be given several times", gathered, [])
    .option("--batch-size <number>", "documents that are written at a time", batchSize, 500)
    .option("--tenant <id>", "only what is this tenant's there (default: what is nobody's)")
    .option("--database <name>", "which database, where there are several")
    .option(
      "--files <directory>",
      "LibreChat's folder, in which `uploads` and `images` lie: what is in files comes, too",
    )
    .option(
      "--creds-key-file <file>",
      "where LibreChat's CREDS_KEY stands (or LIBRECHAT_CREDS_KEY): second factors come, too",
    )
    .option("--errors <file>", "where what could not come is written down, a line of JSON each")
    .action(
      session.local(async ({ options, dryRun }, source: string, given: FromOptions) =>
        dryRun
          ? onCopy(session.surroundings, (gatehouse) => bring(session, gatehouse, source, given, options, true))
          : onDatabase(session.surroundings, (gatehouse) => bring(session, gatehouse, source, given, options, false)),
      ),
    );

const status = (session: Session): Command =>
  new Command("status").summary("What came, from where and when").action(
    session.local(({ options, out }) =>
      onDatabase(session.surroundings, async (gatehouse) => {
        const moves = await movesOf(migrationParts(gatehouse), options.organization);
        out.show({ moves: moves.map(told) }, () => (moves.length === 0 ? "Nothing was moved in." : movesAsText(moves)));
        return 0;
      }),
    ),
  );

const undo = (session: Session): Command =>
  new Command("undo")
    .summary("Take a moving in back: all is as it was before")
    .description(
      "The newest, unless one is named. Refused where somebody has changed since what came; --anyway loses that, too. Whoever is stopped goes on where it was.",
    )
    .argument("[move]", "its id, as `migrate status` shows it")
    .option("--anyway", "also what others changed since of what came")
    .action(
      session.local(({ options, out }, move: string | undefined, { anyway = false }: { anyway?: boolean }) =>
        onDatabase(session.surroundings, async (gatehouse) => {
          const line = new ProgressLine(session.surroundings.stderr, session.isJson);
          const undone = await undoMigration(migrationParts(gatehouse), {
            ...{ organization: options.organization, move, anyway },
            progress: (done, all) => line.show(`taken back: ${done} of ${all} batches`),
          })
            .catch(sayWhy)
            .finally(() => line.end());
          if (!undone)
            throw failure("not-found", "There is no such moving in.\n`gatehouse migrate status` lists them.");
          out.show(
            { undone: told(undone) },
            () => `Taken back: ${undone.what} from ${undone.source}, of ${day(undone.startedAt)}.`,
          );
          return 0;
        }),
      ),
    );

const gathered = (value: string, before: string[]): string[] => [...before, value];

async function bring(
  session: Session,
  gatehouse: Gatehouse,
  source: string,
  given: FromOptions,
  { organization }: GlobalOptions,
  isDryRun: boolean,
): Promise<number> {
  const { cwd, stderr } = session.surroundings;
  const credsKey = await credsKeyFrom(session.surroundings, given.credsKeyFile);
  const { secondFactors } = gatehouse.identity;
  const errors = new LineFile(resolve(cwd, given.errors ?? `gatehouse-moving-in-${stamp()}.jsonl`));
  const line = new ProgressLine(stderr, session.isJson);
  try {
    const report = await migrate(migrationParts(gatehouse), {
      ...{
        from: sourceAt(session.surroundings, source),
        organization,
        database: given.database,
        batchSize: given.batchSize,
        superAdmins: given.superAdmin,
      },
      ...(credsKey && { secondFactors: { credsKey, keep: (...factor) => secondFactors.keep(...factor) } }),
      ...{ tenant: given.tenant ?? null, files: given.files && resolve(cwd, given.files), isDryRun },
      problem: (one) => errors.add(one),
      progress: (progress) => line.rate(progress),
    }).catch(sayWhy);
    const file = await errors.close();
    line.end();
    session.out.show({ isDryRun, errors: file, ...report }, () => reportAsText(report, { isDryRun, errors: file }));
    return report.superAdminsMissing.length > 0 ? 1 : 0;
  } finally {
    line.end();
    await errors.close();
  }
}

/** What LibreChat encrypts with, never as an argument: others on the machine would see it. @throws {Failure} */
async function credsKeyFrom({ cwd, env }: Surroundings, file: string | undefined): Promise<Uint8Array | undefined> {
  if (file === undefined && !env.LIBRECHAT_CREDS_KEY) return undefined;
  const from = file === undefined ? "LIBRECHAT_CREDS_KEY" : `\`${file}\``;
  const said =
    file === undefined ? env.LIBRECHAT_CREDS_KEY : await readFile(resolve(cwd, file), "utf8").catch(() => "");
  const key = said?.trim().replace(/^CREDS_KEY=/, "") ?? "";
  if (!CREDS_KEY.test(key))
    throw failure("source-failed", `${from} holds no key of LibreChat's: its CREDS_KEY has 64 hexadecimal digits.`);
  return Buffer.from(key, "hex");
}

/** @throws what stopped it, in words for whoever gave the command */
function sayWhy(error: unknown): never {
  if (error instanceof NobodyGoverns)
    throw failure(
      "nobody-governs",
      "Nobody would be super admin: administrators of LibreChat are administrators here, and no more.\nName at least one: `--super-admin you@example.com`.",
    );
  if (error instanceof ChangedSince) {
    const since = error.since.map(({ revision, actor, about }) =>
      revision === null ? `  ${about} was written since` : `  revision ${revision}, ${actor ?? "?"}: ${about}`,
    );
    const message = [
      "What came was changed since by others, and taking it back would lose that:",
      ...since,
      "`--anyway` takes it back all the same.",
    ].join("\n");
    throw new Failure(message, 3, { title: "What came was changed since", code: "changed-since", detail: message });
  }
  throw sourceFailure(error);
}

const stamp = (): string => new Date().toISOString().slice(0, 19).replaceAll(":", "-");
const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

const told = ({ id, what, source, tenant, state, counts, startedAt, endedAt }: Move) => ({
  ...{ id, what, source, tenant, state, counts },
  startedAt: new Date(startedAt).toISOString(),
  endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
});

const movesAsText = (moves: readonly Move[]): string =>
  table(
    moves.map(({ id, what, source, state, counts, startedAt }) => [
      ...[id, what, day(startedAt), state === "running" ? "stopped; the same command goes on" : state],
      ...[String(Object.values(counts).reduce((sum, { brought }) => sum + brought, 0)), source],
    ]),
    ["ID", "WHAT", "BEGUN", "STATE", "BROUGHT", "FROM"],
  );

function reportAsText(
  { source, isResumed, collections, contents, left, problems, remarks, superAdminsMissing, seconds }: MigrationReport,
  { isDryRun, errors }: { isDryRun: boolean; errors: string | null },
): string {
  const all = collections.reduce(
    (sum, one) => sum + one.brought + one.unchanged + one.changed + one.leftOut + one.others,
    0,
  );
  const lines = [
    isDryRun ? "Nothing was written. This is what would be:" : `From ${source}${isResumed ? ", gone on with" : ""}:`,
    "",
    table(
      collections.map(({ collection, brought, unchanged, changed, leftOut, others }) => [
        ...[collection, ...[brought, unchanged, changed, leftOut, others].map(String)],
      ]),
      ["COLLECTION", "BROUGHT", "HERE BEFORE", "CHANGED THERE", "LEFT OUT", "OF OTHERS"],
    ),
    "",
    `${all.toLocaleString("en-US")} documents in ${seconds.toFixed(1)} s.`,
  ];
  if (contents > 0) lines.push(`What is in ${contents.toLocaleString("en-US")} files came.`);
  if (problems.length > 0)
    lines.push(
      "",
      table(
        problems.map(({ collection, code, times, done }) => [String(times), collection, code, done]),
        ["TIMES", "COLLECTION", "FOUND", "WHAT WAS DONE"],
      ),
    );
  if (errors !== null) lines.push("", `Each of them by itself: ${errors}`);
  if (left.length > 0)
    lines.push(
      "",
      "Without a place here:",
      ...left.map(({ collection, why }) => `  ${collection}: ${why ?? "not LibreChat's"}`),
    );
  lines.push(...remarks.map(({ found }) => `\n${found}`));
  if (superAdminsMissing.length > 0)
    lines.push("", `Not super admin, because nobody of this address came: ${superAdminsMissing.join(", ")}`);
  return lines.join("\n");
}

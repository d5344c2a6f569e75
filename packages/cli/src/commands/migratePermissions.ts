import { resolve } from "node:path";
import {
  type Announcement,
  FormerRefused,
  loadVariable,
  migratePermissions,
  type PermissionMigrationReport,
  PersonUnknown,
} from "@gatehouse/server";
import { Command } from "commander";
import { failure } from "../failure.ts";
import { onDatabase } from "../local/database.ts";
import { impactLines } from "../output/impactAsText.ts";
import { LineFile } from "../output/lineFile.ts";
import { ProgressLine } from "../output/progressLine.ts";
import { inOneLine, table } from "../output/table.ts";
import type { Session } from "../session.ts";
import { batchSize, migrationParts, sourceAt, sourceFailure } from "./migration.ts";

interface Given {
  batchSize: number;
  tenant?: string;
  database?: string;
  force?: boolean;
  leaveUnfinished?: boolean;
  person?: string;
  access?: string;
}

/** LibreChat's own migrations of permissions, by the names of its scripts. */
export const permissionMigrations = (session: Session): Command[] => [
  permissionMigration(session, "agent-permissions", "agents", (command) => command.option(...unfinished)),
  permissionMigration(session, "prompt-permissions", "prompts", (command) => command.option(...unfinished)),
  permissionMigration(session, "shared-link-permissions", "shared links", (command) =>
    command.option("--force", "also where links say of themselves that not everybody opens them"),
  ),
];

const unfinished: [string, string] = [
  "--leave-unfinished",
  "give nobody more of what only its author has an entry for: somebody may have taken it back",
];

function permissionMigration(
  session: Session,
  what: string,
  things: string,
  more: (command: Command) => Command,
): Command {
  return more(
    new Command(what)
      .summary(`Give everybody what LibreChat's former model gave them of ${things}`)
      .description(
        `For a LibreChat of before there were entries for who may do what: its ${things} are classed as its own script does. First it is said who gains and who loses what; then it is written; then it is proved that what is there is what was said. With --dry-run it ends before anything is written. What came is needed: \`gatehouse migrate librechat\` first.`,
      )
      .argument("[source]", "mongodb://…, or where the dump lies (default: `MONGO_URI`)")
      .option("--batch-size <number>", `${things} that are written at a time`, batchSize, 100)
      .option("--tenant <id>", "only what is this tenant's there (default: what is nobody's)")
      .option("--database <name>", "which database, where there are several")
      .option("--person <who>", "say what this person may do before and after, thing by thing")
      .option(
        "--access <file>",
        "write down everybody's access before and after, a line of JSON for each person and thing",
      ),
  ).action(
    session.local(async ({ options, dryRun }, source: string | undefined, given: Given) =>
      onDatabase(session.surroundings, async (gatehouse) => {
        const { cwd, stderr } = session.surroundings;
        const from = sourceAt(session.surroundings, source ?? mongoUri(session));
        const file = new LineFile(resolve(cwd, given.access ?? ""));
        const line = new ProgressLine(stderr, session.isJson);
        const problems: object[] = [];
        try {
          const report = await migratePermissions(migrationParts(gatehouse), {
            ...{ what, from, database: given.database, organization: options.organization },
            ...{ tenant: given.tenant ?? null, batchSize: given.batchSize, isDryRun: dryRun, person: given.person },
            ...{ force: given.force === true, leaveUnfinished: given.leaveUnfinished === true },
            problem: (one) => void problems.push(one),
            ...(given.access !== undefined && { access: (one: object) => file.add(one) }),
            announced: (announcement) => {
              if (!session.isJson) session.print(`${announcedAsText(announcement, dryRun, problems)}\n`);
            },
            progress: (done, all) => line.show(`written: ${done} of ${all}`),
          });
          line.end();
          session.out.show({ ...asLibreChat(report), ...report, problems, access: await file.close() }, () =>
            writtenAsText(report),
          );
          return (report.written?.proof.differing.length ?? 0) > 0 ? 1 : 0;
        } catch (error) {
          throw asFailure(error);
        } finally {
          line.end();
          await file.close();
        }
      }),
    ),
  );
}

function mongoUri({ surroundings: { env, cwd } }: Session): string {
  const address = loadVariable({ env, cwd }, "MONGO_URI");
  if (address !== undefined) return address;
  throw failure(
    "wrong-usage",
    "It is not said where LibreChat's data are.\nName a dump or an address behind the command, or set `MONGO_URI`.",
  );
}

function asFailure(error: unknown): unknown {
  if (error instanceof FormerRefused)
    return failure(
      "links-closed",
      [
        `${error.count} links say of themselves (\`isPublic: false\`) that not everybody opens them:`,
        ...error.ids.map((id) => `  ${id}`),
        "They stay their owners' alone. `--force` goes on.",
      ].join("\n"),
    );
  if (error instanceof PersonUnknown)
    return failure(
      "not-found",
      `Nobody here has the address ${error.message}.\n\`gatehouse user list\` lists who is here.`,
    );
  return sourceFailure(error);
}

/** What LibreChat's scripts answer, in their words. */
function asLibreChat({ written, errors, classes, details }: PermissionMigrationReport) {
  if (written) {
    const { migrated, ownerGrants, publicViewGrants, publicEditGrants } = written;
    return { migrated, errors, ownerGrants, publicViewGrants, publicEditGrants };
  }
  const total = Object.values(classes).reduce((sum, count) => sum + count, 0);
  return { migrated: 0, errors, dryRun: true, summary: { ...classes, total }, details };
}

const MOST_NAMED = 10;
const LONGEST_NAME = 60;

function announcedAsText(
  { source, remarks, details, permissions, passed, impact, person, fingerprint }: Announcement,
  isDryRun: boolean,
  problems: readonly object[],
): string {
  const lines = [
    isDryRun ? `Nothing is written. From ${source}:` : `From ${source}:`,
    "",
    table(
      Object.entries(details).map(([name, its]) => [String(its.length), name, permissions[name] ?? ""]),
      ["HOW MANY", "CLASS", "WHAT IT GIVES"],
    ),
  ];
  for (const [name, its] of Object.entries(details)) {
    if (its.length === 0) continue;
    const named = its
      .slice(0, MOST_NAMED)
      .map((one) => `  ${inOneLine(one.name || "nameless").slice(0, LONGEST_NAME)} (${one.id})`);
    lines.push("", `${name}:`, ...named, ...andMore(its.length - named.length));
  }
  const said = [
    [passed.migratedThere, "have entries there already"],
    [passed.migratedHere, "were migrated here before"],
    [passed.ownerless, "have no author: nobody gets anything of them"],
    [passed.left, "are left unfinished"],
  ] as const;
  const others = said.filter(([count]) => count > 0).map(([count, what]) => `  ${count} ${what}`);
  if (others.length > 0) lines.push("", "Besides:", ...others);
  if (problems.length > 0)
    lines.push(
      "",
      "Cannot be migrated:",
      ...problems.slice(0, MOST_NAMED).map((one) => `  ${inOneLine(Object.values(one).join(" · "))}`),
      ...andMore(problems.length - MOST_NAMED),
    );
  lines.push("", ...impactLines(impact));
  if (person) lines.push("", ...personLines(person));
  lines.push(...remarks.map(({ found }) => `\n${found}`));
  return [...lines, "", `Permissions afterwards: ${fingerprint.slice(0, SHORT)}`].join("\n");
}

const SHORT = 16;
const andMore = (count: number): string[] => (count > 0 ? [`  … and ${count} more; --json names all`] : []);

function personLines({ person, things, more }: NonNullable<Announcement["person"]>): string[] {
  if (things.length === 0) return [`For ${person} nothing changes.`];
  const listed = (actions: readonly string[]) => (actions.length === 0 ? "nothing" : actions.join(", "));
  return [
    `For ${person}:`,
    table(
      things.map(({ resource, before, after }) => [`  ${resource}`, listed(before), listed(after)]),
      ["  THING", "BEFORE", "AFTER"],
    ),
    ...(more ? ["  … and more; --access writes all of them down"] : []),
  ];
}

function writtenAsText({ written, errors }: PermissionMigrationReport): string {
  if (!written) return "";
  const { migrated, publicViewGrants, publicEditGrants, proof } = written;
  const given = `everybody may view ${publicViewGrants}, and change ${publicEditGrants}`;
  const lines = [`\nMigrated: ${migrated}; ${given}${errors > 0 ? `; ${errors} could not be` : ""}.`];
  if (proof.isAsAnnounced)
    lines.push(
      `Proved: the permissions, read anew from the database, are those that were announced (${proof.found.slice(0, SHORT)}).`,
    );
  else if (proof.differing.length > 0)
    lines.push(
      `Not as announced: ${proof.differing.length} differ, since somebody else wrote meanwhile:`,
      ...proof.differing.slice(0, MOST_NAMED).map((resource) => `  ${resource}`),
      "`gatehouse explain` says why, `gatehouse migrate undo` takes all of it back.",
    );
  else
    lines.push(
      `Proved thing by thing: each has what was announced. Somebody else wrote ${proof.revisionsOfOthers} times meanwhile, so that all permissions together are others.`,
    );
  return lines.join("\n");
}

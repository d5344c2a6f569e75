import { resolve } from "node:path";
import { loadSettings, restoreInto } from "@gatehouse/server";
import { Command } from "commander";
import type { Session } from "../session.ts";

interface Written {
  file: string;
  rows: number;
  bytes: number;
}

export const backupCommands = (session: Session): Command[] => [
  new Command("backup")
    .summary("Write everything into one file, beside a running server")
    .description(
      "The file holds password hashes and secrets: only its owner can read it. It can be restored into either kind of database.",
    )
    .argument("<file>", "a file that is not there yet")
    .action(
      session.connected(async ({ client, out }, file: string) => {
        const written = await client.post<Written>("/api/gatehouse/backup", {
          file: resolve(session.surroundings.cwd, file),
        });
        out.show(written, (answer) => `${answer.file}: ${answer.rows} rows, ${answer.bytes} bytes.`);
      }),
    ),
  new Command("restore")
    .summary("Read a backup into an empty database: all of it or nothing")
    .description(
      "Into the database of the configuration (DATA_DIR, DATABASE_URL), which must be empty: one that no server has started on.",
    )
    .argument("<file>", "what `gatehouse backup` wrote")
    .action(
      session.alone(async (out, file: string) => {
        const { env, cwd } = session.surroundings;
        const { settings } = loadSettings({ env, cwd });
        const { dataDir, databaseUrl } = settings;
        const rows = await restoreInto({ dataDir, databaseUrl }, resolve(cwd, file));
        out.show({ rows }, (answer) => `Restored ${answer.rows} rows into ${databaseUrl ? "PostgreSQL" : dataDir}.`);
      }),
    ),
];

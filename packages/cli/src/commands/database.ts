import { resolve } from "node:path";
import { copyDatabase, fillStore, loadSettings, mendIndexes, openStore } from "@gatehouse/server";
import { Command } from "commander";
import { requireInstallation } from "../connection/connect.ts";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";

export const databaseCommands = (session: Session): Command =>
  new Command("db")
    .summary("The database")
    .addCommand(mendCommand(session))
    .addCommand(
      new Command("copy")
        .summary("Move everything into an empty database of either kind, and compare")
        .description(
          "From the database of the configuration (DATA_DIR, DATABASE_URL). The embedded one must not be in use: stop the server first. Nothing is taken away; afterwards set DATABASE_URL, or DATA_DIR, to the new place.",
        )
        .requiredOption("--to <place>", "postgres://…, or a directory for the embedded database")
        .action(
          session.alone(async (out, { to }: { to: string }) => {
            const { env, cwd } = session.surroundings;
            const { settings } = loadSettings({ env, cwd });
            await requireInstallation(settings);
            const from = await openStore({ dataDir: settings.dataDir, databaseUrl: settings.databaseUrl });
            try {
              const isUrl = /^postgres(ql)?:\/\//i.test(to);
              const target = isUrl
                ? { dataDir: settings.dataDir, databaseUrl: to }
                : { dataDir: resolve(cwd, to), databaseUrl: undefined };
              const rows = await fillStore(target, (store) => copyDatabase(from, store));
              out.show({ rows }, (answer) => {
                const filled = Object.entries(answer.rows).filter(([, count]) => count > 0);
                return [
                  table(
                    filled.map(([name, count]) => [name, String(count)]),
                    ["TABLE", "ROWS"],
                  ),
                  "Copied, and compared row by row.",
                ].join("\n");
              });
            } finally {
              await from.close();
            }
          }),
        ),
    );

const mendCommand = (session: Session): Command =>
  new Command("mend")
    .summary("Make the indexes that are missing, or not what they should be")
    .description(
      "All or none; `doctor` names them. The embedded database must not be in use: stop the server first. Writes wait while an index of a large table is made.",
    )
    .action(
      session.alone(async (out) => {
        const { settings } = loadSettings(session.surroundings);
        await requireInstallation(settings);
        const store = await openStore({ dataDir: settings.dataDir, databaseUrl: settings.databaseUrl });
        try {
          const indexes = await mendIndexes(store);
          out.show({ indexes }, () => (indexes.length === 0 ? "Nothing to mend." : `Made: ${indexes.join(", ")}.`));
        } finally {
          await store.close();
        }
      }),
    );

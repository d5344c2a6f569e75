import {
  ConfigurationError,
  describeProblem,
  type LoadedConfiguration,
  loadSettings,
  type Problem,
} from "../../config/index.ts";
import { groundChecks } from "./catalogue.ts";
import { node } from "./checks/node.ts";
import { type Finding, type Found, wrong } from "./finding.ts";
import { type Running, sideBySide } from "./running.ts";
import { type Examined, examined, only } from "./service.ts";

/** Why nothing could be asked of the database, as the command line says it to programs. */
export interface WhyClosed {
  code: string;
  detail: string;
  help?: string | undefined;
}

const RUNNING: Running = { limitMs: 20_000, failed: () => undefined };

/**
 * What can be said where the database cannot be opened: why, and what is found without it.
 * @param wanted one check alone
 */
export async function examineClosed(
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
  why: WhyClosed,
  wanted?: string,
): Promise<Examined> {
  const loaded = load({ env, cwd });
  if (loaded instanceof ConfigurationError)
    return examined([
      ...loaded.problems.map((one) => started(wrongValue(one))),
      ...(await sideBySide(only({ node }, wanted), undefined, RUNNING)),
    ]);
  const ground = { settings: loaded.settings, configuration: loaded, now: Date.now };
  return examined([started(whyClosed(why)), ...(await sideBySide(only(groundChecks, wanted), ground, RUNNING))]);
}

const started = (found: Found): Finding => ({ check: "start", ...found });

const wrongValue = (problem: Problem): Found =>
  wrong({
    code: "configuration-invalid",
    detail: describeProblem(problem),
    cause: "A value that is wrong is refused, so that nothing else counts in its place.",
    advice: "Change it where it stands, and start again.",
  });

function load(place: { env: NodeJS.ProcessEnv; cwd: string }): LoadedConfiguration | ConfigurationError {
  try {
    return loadSettings(place);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

function whyClosed({ code, detail, help }: WhyClosed): Found {
  const { cause, advice, command } = known[code] ?? {
    cause: "The server does not start, and no other command reaches the database.",
  };
  return wrong({ code, detail, cause, advice: help ?? advice ?? "The log of the server says more.", command });
}

/** What opening a database says (`StoreErrorCode`), and what the command line says before. */
const known: Readonly<Record<string, { cause: string; advice?: string; command?: string }>> = {
  "no-installation": {
    cause: "DATA_DIR or DATABASE_URL names another place, or nothing was made there yet.",
    command: "gatehouse serve",
  },
  "socket-not-yours": {
    cause: "The server runs as another user of this machine.",
    command: "sudo -u <user of the server> gatehouse doctor",
  },
  "data-directory-in-use": {
    cause: "Another command is at work there, or a server whose socket cannot be reached.",
    advice: "Wait for the command, or stop the server.",
  },
  "data-directory-unusable": {
    cause: "The directory belongs to another user, or cannot be where it is said to be.",
    command: "chown -R <user of the server> <data directory>",
  },
  "database-too-new": {
    cause: "A newer Gatehouse was started on this database, and brought its schema up. No schema goes back.",
    advice: "Start that version or a later one; or bring a backup that this version made into a new place.",
    command: "DATA_DIR=<new directory> gatehouse restore <backup file>",
  },
  "database-damaged": {
    cause: "A fault of the disk, or a file that is no database lies in its place.",
    advice: "Keep the file as it is, and bring the newest backup into a new place.",
    command: "DATA_DIR=<new directory> gatehouse restore <backup file>",
  },
  "database-rights-missing": {
    cause: "The user of DATABASE_URL may not make or alter tables, which a start does after an upgrade.",
    advice: "As the owner of the database, or a superuser, give the tables and the schema to that user.",
    command: "psql <database> -c 'grant create on schema public to <user>; reassign owned by <former user> to <user>'",
  },
  "store-unavailable": {
    cause: "The database does not run, is not reached from this machine, or does not let it in.",
    advice: "Check that it runs, and DATABASE_URL: host, port, user, password and name.",
  },
  "store-fault": {
    cause:
      "The database refused what bringing up its schema takes. Nothing of it was written: it is whole, or not at all.",
    advice: "The log of the database says what it refused. Mend that, and start again.",
  },
};

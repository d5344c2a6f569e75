import { userInfo } from "node:os";
import { hasInstallation, loadSettings } from "@gatehouse/server";
import { failure } from "../failure.ts";
import { Client } from "./client.ts";
import { ownWire } from "./ownWire.ts";
import { socketWire } from "./socketWire.ts";

export { Client, DryRan, type Simulated } from "./client.ts";

/**
 * To the running server by its socket where there is one, otherwise straight to the database; as the operator either way.
 * @param organization a slug; absent: the first organization
 * @param isDryRun the first write is tried only
 * @param makes whether an installation is made where there is none
 * @throws {Failure} {@link ConfigurationError} {@link StoreError}
 */
export async function connect(
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
  organization: string | undefined,
  { makes = false, isDryRun = false }: { makes?: boolean; isDryRun?: boolean } = {},
): Promise<Client> {
  const { settings } = loadSettings({ env, cwd });
  let wire = await socketWire(settings.dataDir);
  if (!wire) {
    if (!makes) await requireInstallation(settings);
    wire = await ownWire({ env, cwd });
  }
  const who = {
    "gatehouse-cli-user": osUser(),
    ...(organization !== undefined && { "gatehouse-organization": organization }),
  };
  return new Client(wire, who, isDryRun);
}

/** Whoever asks of a place where nothing is gets no empty installation, which a backup could no longer be restored into. */
export async function requireInstallation({
  dataDir,
  databaseUrl,
}: {
  dataDir: string;
  databaseUrl?: string | undefined;
}): Promise<void> {
  if (await hasInstallation({ dataDir, databaseUrl })) return;
  const place = databaseUrl ? "the PostgreSQL database of `DATABASE_URL`" : `\`${dataDir}\` (\`DATA_DIR\`)`;
  throw failure(
    "no-installation",
    `There is no installation in ${place}.\nIf it is the right place: \`gatehouse serve\` or \`gatehouse org create\` makes one, \`gatehouse restore\` brings one back.`,
  );
}

/** Who is at the keyboard, for the log. */
function osUser(): string {
  try {
    return userInfo().username.replaceAll(/[^\w.@-]/g, "_");
  } catch {
    // A container may run as a user that has no name.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

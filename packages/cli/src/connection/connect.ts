import { userInfo } from "node:os";
import { loadSettings } from "@gatehouse/server";
import { Client } from "./client.ts";
import { ownWire } from "./ownWire.ts";
import { socketWire } from "./socketWire.ts";

export { Client } from "./client.ts";

/**
 * To the running server by its socket where there is one, otherwise straight to the database; as the operator either way.
 * @param organization a slug; absent: the first organization
 * @throws {Failure} {@link ConfigurationError} {@link StoreError}
 */
export async function connect(
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
  organization: string | undefined,
): Promise<Client> {
  const { settings } = loadSettings({ env, cwd });
  const wire = (await socketWire(settings.dataDir)) ?? (await ownWire({ env, cwd }));
  return new Client(wire, {
    "gatehouse-cli-user": osUser(),
    ...(organization !== undefined && { "gatehouse-organization": organization }),
  });
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

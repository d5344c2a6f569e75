import { statSync } from "node:fs";
import { databaseFileIn } from "./dialects/data-directory.ts";
import { codeOf } from "./dialects/make-directory.ts";
import { hasOrganizations } from "./dialects/postgres.ts";
import type { StoreOptions } from "./store.ts";

/**
 * Whether a database is there that a server has started on, or a backup was restored into. Makes nothing.
 * @throws {StoreUnavailable} if PostgreSQL cannot be asked
 */
export async function hasInstallation({ dataDir, databaseUrl }: StoreOptions): Promise<boolean> {
  if (databaseUrl) return hasOrganizations(databaseUrl);
  try {
    return statSync(databaseFileIn(dataDir)).size > 0;
  } catch (error) {
    // Whatever else is wrong with the place, opening it says better.
    return codeOf(error) !== "ENOENT";
  }
}

import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Check, Ground } from "../check.ts";
import { type Found, fine, warning, worthKnowing } from "../finding.ts";

/** Password hashes and secrets lie there: nobody else on the machine may read them. */
export const dataDirectory: Check<Ground> = async ({ settings: { dataDir, databaseUrl } }) => {
  const places = [dataDir, ...(databaseUrl === undefined ? [join(dataDir, "gatehouse.db")] : [])];
  return Promise.all(places.map(privacyOf));
};

async function privacyOf(path: string): Promise<Found> {
  const found = await stat(path).catch(() => null);
  if (!found) return worthKnowing(`${path} is not there, or cannot be looked at`);
  const detail = `${path}, mode ${(found.mode & 0o777).toString(8).padStart(4, "0")}`;
  if ((found.mode & 0o077) === 0) return fine(detail);
  return warning({
    code: "data-directory-open",
    detail,
    cause: "Others on this machine can get at it.",
    command: `chmod go-rwx '${path.replaceAll("'", `'\\''`)}'`,
  });
}

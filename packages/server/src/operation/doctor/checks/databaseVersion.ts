import type { Store } from "../../../store/index.ts";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, wrong } from "../finding.ts";

/** The oldest that its makers still mended when Gatehouse began; the embedded one comes with Node. */
const oldest = { sqlite: [3, 45], postgres: [14, 0] } as const;
const names = { sqlite: "SQLite", postgres: "PostgreSQL" } as const;

export const databaseVersion: Check<DoctorParts> = async ({ store }) => [
  databaseVersionFinding(store.kind, await store.inspection.version()),
];

export function databaseVersionFinding(kind: Store["kind"], version: string): Found {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [oldestMajor, oldestMinor] = oldest[kind];
  const detail = `${names[kind]} ${version}`;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return fine(detail);
  return wrong({
    code: "database-too-old",
    detail,
    cause: `Gatehouse is made for ${names[kind]} ${oldestMajor}${oldestMinor > 0 ? `.${oldestMinor}` : ""} and newer.`,
    advice:
      kind === "sqlite"
        ? "It comes with Node: use a newer one."
        : "Bring the server up, or move to a newer one (an empty database there).",
    ...(kind === "postgres" && { command: "gatehouse db copy --to <postgres://…>" }),
  });
}

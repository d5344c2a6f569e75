import type { Line } from "./schemas.ts";

const columns = [
  "thing",
  "type",
  "name",
  "owner",
  "ownerName",
  "grant",
  "principal",
  "principalName",
  "role",
  "allow",
  "deny",
  "givenBy",
  "givenByName",
  "givenAt",
  "reason",
  "lastUsed",
  "expiresAt",
  "condition",
  "findings",
] as const;

/** As RFC 4180 wants it. A spreadsheet takes what begins with one of these for a formula: they stand behind an apostrophe. */
export function cellOf(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line of a table. */
export const rowOf = (cells: readonly (string | number | null)[]): string => `${cells.map(cellOf).join(",")}\r\n`;

export const CSV_HEAD = rowOf(columns);

export const csvOf = (line: Line): string =>
  rowOf([
    line.resource,
    line.type,
    line.name,
    line.owner,
    line.ownerName,
    line.grantId,
    line.principal,
    line.principalName,
    line.role,
    line.allow.join(" "),
    line.deny.join(" "),
    line.givenBy,
    line.givenByName,
    line.givenAt,
    line.reason,
    line.lastUsed,
    line.expiresAt,
    line.condition,
    line.findings.join(" "),
  ]);

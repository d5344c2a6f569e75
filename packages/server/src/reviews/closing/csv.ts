import { cellOf } from "../../workspace/report/csv.ts";
import type { ReviewLine } from "../schemas.ts";

const columns = [
  "line",
  "grant",
  "thing",
  "type",
  "name",
  "owner",
  "ownerName",
  "principal",
  "principalName",
  "role",
  "allow",
  "deny",
  "givenBy",
  "givenByName",
  "givenAt",
  "lastUsed",
  "expiresAt",
  "condition",
  "findings",
  "decision",
  "decidedBy",
  "decidedByName",
  "decidedAt",
  "note",
  "outcome",
  "outcomeBy",
  "outcomeByName",
  "outcomeWhy",
] as const;

const rowOf = (cells: readonly (string | number | null)[]): string => `${cells.map(cellOf).join(",")}\r\n`;

export const CSV_HEAD = rowOf(columns);

export const csvOf = (line: ReviewLine): string =>
  rowOf([
    line.number,
    line.grantId,
    line.resource,
    line.type,
    line.name,
    line.owner,
    line.ownerName,
    line.principal,
    line.principalName,
    line.role,
    line.allow.join(" "),
    line.deny.join(" "),
    line.givenBy,
    line.givenByName,
    line.givenAt,
    line.lastUsed,
    line.expiresAt,
    line.condition,
    line.findings.join(" "),
    line.decision,
    line.decidedBy,
    line.decidedByName,
    line.decidedAt,
    line.note,
    line.outcome,
    line.outcomeBy,
    line.outcomeByName,
    line.outcomeWhy,
  ]);

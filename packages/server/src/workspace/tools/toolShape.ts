import { createHash } from "node:crypto";
import { accountId, iso } from "../shapes.ts";
import type { Operation } from "./openapi/document.ts";
import { hostInWords } from "./outbound/allowedHosts.ts";
import type { ListedToolRow, ToolRow } from "./queries.ts";
import type { Auth, ListedTool } from "./schemas.ts";

export const toolName = (row: { id: string }): string => `tool:${row.id}`;

/** The columns are what `writing.ts` wrote. */
export const functionsOf = (row: Pick<ToolRow, "functions">): string[] => JSON.parse(row.functions);
export const operationsOf = (row: Pick<ToolRow, "operations">): Operation[] => JSON.parse(row.operations);
/** Without the key, which is sealed. */
export const authOf = (row: Pick<ToolRow, "auth">): Auth => JSON.parse(row.auth);

export const domainOf = (row: Pick<ToolRow, "origin">): string => hostInWords(new URL(row.origin));

/**
 * What stands for a tool in the names of its functions (LibreChat's *encoded domain*). Whoever talks to an agent sees such names: it tells
 * neither the domain nor which tool it is, and two tools never have the same.
 */
export const codeOf = ({ id }: Pick<ToolRow, "id">): string =>
  createHash("sha256").update(`tool:${id}`).digest("base64url").replaceAll(/[_-]/g, "0").slice(0, 10);

/** LibreChat's name of a function: at most 64 letters, digits, `_`, `-`. */
export const functionName = (row: Pick<ToolRow, "id">, operation: string): string =>
  `${operation}_action_${codeOf(row)}`;

export const listedOf = (row: ListedToolRow, whose: { owner: string; ownerName: string }): ListedTool => ({
  _id: row.id,
  name: row.name,
  description: row.description,
  domain: domainOf(row),
  functions: functionsOf(row),
  author: accountId(row.author),
  ...whose,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
});

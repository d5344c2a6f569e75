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

/** Each thing that a tool does to its service: `DELETE https://api.example.org/v1/users/{id}`. */
const doingsOf = (row: Pick<ToolRow, "origin" | "operations">): Set<string> =>
  new Set(operationsOf(row).map(({ method, path }) => `${method.toUpperCase()} ${row.origin}${path}`));

/** How many things it does that it did not do before; and what stands for all that it does now. */
export function growthOf(before: ToolRow, after: Pick<ToolRow, "origin" | "operations">) {
  const doings = [...doingsOf(after)].sort();
  const former = doingsOf(before);
  const said = JSON.stringify(doings);
  return {
    functions: doings.filter((one) => !former.has(one)).length,
    comesTo: createHash("sha256").update(said).digest("base64url").slice(0, 20),
  };
}

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

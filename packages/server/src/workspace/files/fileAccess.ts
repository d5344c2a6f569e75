import type { Context } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { ownerOf } from "../reachable/ownership.ts";
import type { FileRow } from "./queries.ts";

export const fileName = (row: { id: string }): string => `file:${row.id}`;

/** Without capabilities, of which none reads a file; deleting is what some are there for. */
export const contextOfFile = (row: { account: string }, action: string): Context => ({
  ...contextOfRow(row),
  capabilities: action === "delete",
});

/**
 * The row that was looked for, if the actor may. A foreign file and one that does not exist are the same.
 * @throws {Problem} `resource-not-found`, `forbidden`, `account-…`
 */
export function requireFile(
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  row: FileRow | undefined,
): FileRow {
  // Asked all the same where there is none, so that banned and unknown subjects hear the same.
  const { id, account } = row ?? { id: "-", account: "organization" };
  access.require(actor, action, fileName({ id }), contextOfFile({ account }, action));
  if (!row) throw problem("resource-not-found");
  return row;
}

/** Whose it is: what the engine holds wins over the row. */
export const isOwnFile = (access: OrganizationAccess, actor: Actor, row: FileRow): boolean =>
  (ownerOf(access, fileName(row)) ?? row.account) === actor.subject;

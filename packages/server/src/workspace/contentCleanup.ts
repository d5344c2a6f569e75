import { sql } from "kysely";
import type { Tx } from "../store/index.ts";
import { deleteAgents } from "./agents/queries.ts";
import { deleteAvatars } from "./avatars/queries.ts";
import { deleteConversations } from "./conversations/queries.ts";
import { deleteFiles } from "./files/queries.ts";
import { forgetOpener } from "./links/openings.ts";
import { deleteLinks } from "./links/queries.ts";
import { deleteProjects } from "./projects/queries.ts";
import { deleteGroups } from "./prompts/queries.ts";
import { deleteRequestsOf } from "./requests/queries.ts";
import { deleteToolCallsOf } from "./tools/calling/callRows.ts";
import { deleteTools } from "./tools/queries.ts";
import { forgetUsageOf } from "./usage/count.ts";

const PIECE = 500;

/** What the workspace keeps of resources that go, in the transaction in which they go, whoever removes them. */
export async function removeContent(tx: Tx, organization: string, removed: readonly string[]): Promise<void> {
  const idsOf = (type: string) =>
    removed.filter((name) => name.startsWith(`${type}:`)).map((name) => name.slice(type.length + 1));
  for (const ids of pieces(idsOf("agent"))) {
    await deleteAgents(tx, organization, ids);
    await deleteAvatars(
      tx,
      organization,
      ids.map((id) => `agent:${id}`),
    );
  }
  for (const ids of pieces(idsOf("tool"))) await deleteTools(tx, organization, ids);
  for (const ids of pieces(idsOf("prompt"))) await deleteGroups(tx, organization, ids);
  for (const ids of pieces(idsOf("project"))) await deleteProjects(tx, organization, ids);
  for (const ids of pieces(idsOf("file"))) await deleteFiles(tx, organization, ids);
  for (const ids of pieces(idsOf("sharedLink"))) await deleteLinks(tx, organization, ids);
  for (const ids of pieces(idsOf("conversation"))) await deleteConversations(tx, organization, ids);
}

/**
 * What an account leaves that the engine does not hold: conversations and files that nobody shared, bookmarks, presets, favourites, its picture,
 * what it asked for, which links it opened, what it had tools run, and how much it wrote. What others still reach
 * stays, and is the organization's (docs/model.md, "What"). Called before the state tables are written.
 */
export async function removeAccountContent(
  tx: Tx,
  organization: string,
  removed: readonly string[],
  account: string,
): Promise<void> {
  await removeContent(tx, organization, removed);
  await tx.deleteFrom("bookmarks").where("organization_id", "=", organization).where("account", "=", account).execute();
  await tx.deleteFrom("presets").where("organization_id", "=", organization).where("account", "=", account).execute();
  await tx.deleteFrom("favorites").where("organization_id", "=", organization).where("account", "=", account).execute();
  await deleteAvatars(tx, organization, [account]);
  await deleteRequestsOf(tx, organization, account);
  await forgetOpener(tx, organization, account);
  await deleteToolCallsOf(tx, organization, account);
  await forgetUsageOf(tx, organization, account);
  await removeOrHandOver(tx, "conversations", "conversation", organization, account);
  await removeOrHandOver(tx, "files", "file", organization, account);
}

async function removeOrHandOver(
  tx: Tx,
  table: "conversations" | "files",
  type: string,
  organization: string,
  account: string,
): Promise<void> {
  const isHeld = sql<boolean>`exists (select 1 from resources
    where resources.organization_id = ${sql.table(table)}.organization_id
    and resources.resource = ${`${type}:`} || ${sql.table(table)}.id)`;
  await tx
    .deleteFrom(table)
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where((e) => e.not(isHeld))
    .execute();
  await tx
    .updateTable(table)
    .set({ account: "organization" })
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
}

function* pieces(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += PIECE) yield ids.slice(from, from + PIECE);
}

import { sql } from "kysely";
import type { Tx } from "../store/index.ts";
import { deleteAgents } from "./agents/queries.ts";
import { deleteConversations } from "./conversations/queries.ts";

const PIECE = 500;

/**
 * What the workspace holds of a removed account goes with it, in the same transaction: agents and conversations that the engine removed, the
 * account's conversations that nobody shared (the engine does not hold them), and its favourites. What others still reach stays, and is
 * the organization's (docs/model.md, "What").
 */
export async function cleanUpAfter(
  tx: Tx,
  organization: string,
  removed: readonly string[],
  account: string | undefined,
) {
  const idsOf = (type: string) =>
    removed.filter((name) => name.startsWith(`${type}:`)).map((name) => name.slice(type.length + 1));
  const agents = idsOf("agent");
  for (let from = 0; from < agents.length; from += PIECE) {
    const ids = agents.slice(from, from + PIECE);
    const gone = await tx
      .selectFrom("agents")
      .select("public_id")
      .where("organization_id", "=", organization)
      .where("id", "in", ids)
      .execute();
    if (gone.length > 0) {
      const favorites = gone.map(({ public_id }) => JSON.stringify({ agentId: public_id }));
      await tx
        .deleteFrom("favorites")
        .where("organization_id", "=", organization)
        .where("favorite", "in", favorites)
        .execute();
    }
    await deleteAgents(tx, organization, ids);
  }
  const conversations = idsOf("conversation");
  for (let from = 0; from < conversations.length; from += PIECE)
    await deleteConversations(tx, organization, conversations.slice(from, from + PIECE));

  const accounts = [account, ...removed.filter((name) => /^(user|service):/.test(name))];
  for (const gone of new Set(accounts)) if (gone !== undefined) await forget(tx, organization, gone);
}

async function forget(tx: Tx, organization: string, account: string): Promise<void> {
  await tx.deleteFrom("favorites").where("organization_id", "=", organization).where("account", "=", account).execute();
  const isHeld = sql<boolean>`exists (select 1 from resources where resources.organization_id = conversations.organization_id
    and resources.resource = 'conversation:' || conversations.id)`;
  await tx
    .deleteFrom("conversations")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where((e) => e.not(isHeld))
    .execute();
  await tx
    .updateTable("conversations")
    .set({ account: "organization" })
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
}

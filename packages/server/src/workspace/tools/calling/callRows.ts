import type { Insertable, Selectable } from "kysely";
import type { ToolCallsTable, Tx } from "../../../store/index.ts";

export type ToolCallRow = Selectable<ToolCallsTable>;

/** Of one person in one conversation, with what they brought; those before go. */
export const MOST_KEPT = 50;

/** A person's in a conversation, oldest first. Served by tool_calls_by_account. */
export const listToolCalls = (db: Tx, organization: string, account: string, conversationId: string) =>
  callsOf(db, organization, account, conversationId).selectAll().orderBy("id").limit(MOST_KEPT).execute();

/** All of a person's, conversation by conversation. Served by tool_calls_by_account. */
export const listToolCallsOf = (
  db: Tx,
  organization: string,
  account: string,
  after: { conversation: string; id: string },
  limit: number,
): Promise<ToolCallRow[]> =>
  db
    .selectFrom("tool_calls")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("conversation_id", ">=", after.conversation)
    .where((e) => e.or([e("conversation_id", ">", after.conversation), e("id", ">", after.id)]))
    .orderBy("conversation_id")
    .orderBy("id")
    .limit(limit)
    .execute();

/** With the newest as many as are kept: those before go. Served by tool_calls_by_account. */
export async function keepToolCall(tx: Tx, row: Insertable<ToolCallsTable>): Promise<void> {
  const { organization_id: organization, account, conversation_id: conversationId } = row;
  await tx.insertInto("tool_calls").values(row).execute();
  const former = await callsOf(tx, organization, account, conversationId)
    .select("id")
    .orderBy("id", "desc")
    .offset(MOST_KEPT)
    .limit(MOST_KEPT)
    .execute();
  if (former.length === 0) return;
  await tx
    .deleteFrom("tool_calls")
    .where("organization_id", "=", organization)
    .where(
      "id",
      "in",
      former.map(({ id }) => id),
    )
    .execute();
}

const callsOf = (db: Tx, organization: string, account: string, conversationId: string) =>
  db
    .selectFrom("tool_calls")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("conversation_id", "=", conversationId);

/** Everything of an account that goes. Served by tool_calls_by_account. */
export const deleteToolCallsOf = (tx: Tx, organization: string, account: string) =>
  tx.deleteFrom("tool_calls").where("organization_id", "=", organization).where("account", "=", account).execute();

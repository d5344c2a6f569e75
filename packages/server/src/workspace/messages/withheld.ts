import { sql } from "kysely";
import type { ToolCallsTable, Tx } from "../../store/index.ts";
import type { MessageRow } from "../conversations/queries.ts";
import { findFiles } from "../files/queries.ts";
import { putBackIntoSnapshots, type TakenFromSnapshot, takeFromSnapshots } from "../links/snapshots.ts";

/** What stands in place of a message that a moderator holds back: for everybody, its author included. */
export const WITHHELD = "Hidden by a moderator.";

/** Everything of a message that says something. */
const SAYING = [
  "text",
  "content",
  "files",
  "attachments",
  "feedback",
  "metadata",
  "extra",
  "finish_reason",
  "token_count",
] as const;
type Saying = Pick<MessageRow, (typeof SAYING)[number]>;

interface Said extends Saying {
  toolCalls: ToolCallsTable[];
  snapshots: TakenFromSnapshot[];
}

/**
 * Holds a message back: what it said leaves its row, and what was made of it (calls of tools beside it, snapshots of shared links), for a table that
 * no route reads. So no list, search, export or prompt has to know of it. It keeps its place among the others.
 * @returns false where it is held back already
 */
export async function withhold(tx: Tx, message: MessageRow, now: number): Promise<boolean> {
  const { organization_id, id } = message;
  const saying = Object.fromEntries(SAYING.map((name) => [name, message[name]])) as Saying; // the names of its columns
  const { numUpdatedRows } = await tx
    .updateTable("messages")
    .set({
      text: WITHHELD,
      content: null,
      files: null,
      attachments: null,
      feedback: null,
      metadata: null,
      extra: null,
      finish_reason: null,
      token_count: null,
      withheld: 1,
    })
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .where("withheld", "=", 0)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  const toolCalls = await tx
    .deleteFrom("tool_calls")
    .where("organization_id", "=", organization_id)
    .where("message_id", "=", message.message_id)
    .returningAll()
    .execute();
  const snapshots = await takeFromSnapshots(tx, message, WITHHELD);
  const said: Said = { ...saying, toolCalls, snapshots };
  await tx
    .insertInto("withheld_messages")
    .values({ organization_id, message_row: id, said: JSON.stringify(said), withheld_at: now })
    .execute();
  return true;
}

/** The files that were sent with a message, by the ids of their rows; of one that is held back, with what it said. */
export async function filesSentWith(db: Tx, message: MessageRow): Promise<string[]> {
  const { organization_id: organization } = message;
  const files = message.withheld === 1 ? (await saidIn(db, organization, message.id))?.files : message.files;
  const ids: string[] = (JSON.parse(files ?? "[]") as { file_id?: unknown }[])
    .map(({ file_id }) => file_id)
    .filter((id) => typeof id === "string");
  return ids.length === 0 ? [] : (await findFiles(db, organization, ids)).map(({ id }) => id);
}

/** How many files a message has, for whoever looks at a report of it. */
export const countFiles = ({ files }: MessageRow): number => (JSON.parse(files ?? "[]") as unknown[]).length;

async function saidIn(db: Tx, organization: string, messageRow: string): Promise<Said | undefined> {
  const kept = await db
    .selectFrom("withheld_messages")
    .select("said")
    .where("organization_id", "=", organization)
    .where("message_row", "=", messageRow)
    .executeTakeFirst();
  return kept && JSON.parse(kept.said); // `withhold` wrote it
}

/** Puts back what it said. @returns false where there is nothing to put back: it, or what it said, is gone */
export async function putBack(tx: Tx, organization: string, messageRow: string): Promise<boolean> {
  const kept = await tx
    .deleteFrom("withheld_messages")
    .where("organization_id", "=", organization)
    .where("message_row", "=", messageRow)
    .returning("said")
    .executeTakeFirst();
  if (!kept) return false;
  const { toolCalls, snapshots, ...saying } = JSON.parse(kept.said) as Said; // `withhold` wrote it
  await tx
    .updateTable("messages")
    .set({ ...saying, withheld: 0 })
    .where("organization_id", "=", organization)
    .where("id", "=", messageRow)
    .execute();
  for (let from = 0; from < toolCalls.length; from += 500)
    await tx
      .insertInto("tool_calls")
      .values(toolCalls.slice(from, from + 500))
      .execute();
  await putBackIntoSnapshots(tx, organization, snapshots);
  return true;
}

/** What it said goes for good; it keeps its place. */
export async function forgetSaid(tx: Tx, organization: string, messageRow: string): Promise<void> {
  await tx
    .deleteFrom("withheld_messages")
    .where("organization_id", "=", organization)
    .where("message_row", "=", messageRow)
    .execute();
}

/** Of these messages, by their clients' ids, is one held back? Served by messages_by_message_id. */
export async function isAnyWithheld(db: Tx, organization: string, messageIds: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom("messages")
    .select(sql`1`.as("one"))
    .where("organization_id", "=", organization)
    .where("message_id", "in", messageIds)
    .where("withheld", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

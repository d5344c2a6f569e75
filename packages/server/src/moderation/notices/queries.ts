import { type Tx, toSwitch } from "../../store/index.ts";

/** At most `most`. Served by moderation_decisions_by_about. */
export async function countUnread(db: Tx, organization: string, about: string, most: number): Promise<number> {
  const rows = await db
    .selectFrom("moderation_decisions")
    .select("id")
    .where("organization_id", "=", organization)
    .where("about", "=", about)
    .where("seen", "=", toSwitch(false))
    .where("state", "!=", "undone")
    .limit(most)
    .execute();
  return rows.length;
}

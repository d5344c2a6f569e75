import type { Tx } from "../../store/index.ts";
import type { MessageRow } from "../conversations/queries.ts";
import { pack, unpack } from "./content.ts";
import { findContent, saveContent } from "./queries.ts";

/** What a snapshot said at a place, before it was taken out. */
export interface TakenFromSnapshot {
  link: string;
  place: number;
  text: string;
}

/**
 * Takes a message out of what links of its conversation keep. Snapshots name no message: it is found by its moment, and by who said it.
 * Served by shared_links_by_conversation.
 */
export async function takeFromSnapshots(tx: Tx, message: MessageRow, instead: string): Promise<TakenFromSnapshot[]> {
  const { organization_id, conversation_id, created_at, is_created_by_user } = message;
  const links = await tx
    .selectFrom("shared_links")
    .select("id")
    .where("organization_id", "=", organization_id)
    .where("conversation_id", "=", conversation_id)
    .where("is_live", "=", 0)
    .execute();
  const taken: TakenFromSnapshot[] = [];
  for (const { id: link } of links) {
    const content = await findContent(tx, organization_id, link);
    if (!content) continue;
    const shown = await unpack(content.bytes);
    const before = taken.length;
    for (const [place, said] of shown.messages.entries()) {
      if (said.at !== created_at || said.isPersons !== (is_created_by_user === 1)) continue;
      taken.push({ link, place, text: said.text });
      said.text = instead;
    }
    if (taken.length > before) await saveContent(tx, organization_id, link, await pack(shown));
  }
  return taken;
}

/** Where the link is still there, and shows what it showed then. */
export async function putBackIntoSnapshots(
  tx: Tx,
  organization: string,
  taken: readonly TakenFromSnapshot[],
): Promise<void> {
  for (const [link, texts] of Map.groupBy(taken, (one) => one.link)) {
    const content = await findContent(tx, organization, link);
    if (!content) continue;
    const shown = await unpack(content.bytes);
    for (const { place, text } of texts) {
      const said = shown.messages[place];
      if (said) said.text = text;
    }
    await saveContent(tx, organization, link, await pack(shown));
  }
}

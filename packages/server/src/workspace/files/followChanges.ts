import type { Change } from "@gatehouse/engine";
import type { Tx } from "../../store/index.ts";
import { setAccount, takeFromConversation } from "./queries.ts";

const PIECE = 500;

/**
 * Keeps the rows of files to what the engine holds of them, in the transaction that changes it and whoever does: whose a file is, for lists;
 * and that it is no part of a conversation that it was taken out of (the invariant of access/unheld.ts).
 */
export async function followChanges(tx: Tx, organization: string, changes: readonly Change[]): Promise<void> {
  const owners = new Map<string, string>();
  const left: { id: string; conversation: string }[] = [];
  for (const change of changes) {
    if (change.kind !== "owner-set" && change.kind !== "parent-removed") continue;
    const id = idOf("file", change.resource);
    if (id === undefined) continue;
    // Of several the last one holds.
    if (change.kind === "owner-set") owners.set(id, change.owner);
    else {
      const conversation = idOf("conversation", change.parent);
      if (conversation !== undefined) left.push({ id, conversation });
    }
  }
  for (const [owner, files] of Map.groupBy(owners, ([, owner]) => owner))
    for (const ids of pieces(files.map(([id]) => id))) await setAccount(tx, organization, owner, ids);
  for (const [conversation, files] of Map.groupBy(left, (one) => one.conversation))
    for (const ids of pieces(files.map(({ id }) => id)))
      await takeFromConversation(tx, organization, conversation, ids);
}

const idOf = (type: string, resource: string): string | undefined =>
  resource.startsWith(`${type}:`) ? resource.slice(type.length + 1) : undefined;

function* pieces(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += PIECE) yield ids.slice(from, from + PIECE);
}

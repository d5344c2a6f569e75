/** As far as the tree of a conversation goes: clients build it from the parents. */
export interface TreeMessage {
  message_id: string;
  parent_message_id: string | null;
}

/** The parent of a first message, as LibreChat's clients write it. */
export const ROOT = "00000000-0000-0000-0000-000000000000";

export type ForkOption = "directPath" | "includeBranches" | "targetLevel";

/**
 * What of a conversation a fork takes along, in the order in which it came.
 * - `directPath`: the messages from the first one to the target.
 * - `includeBranches`: these, and other answers to any of them but the target.
 * - `targetLevel`: everything as deep as the target or less.
 * @param messages oldest first
 */
export function branchOf<Row extends TreeMessage>(messages: readonly Row[], target: string, option: ForkOption): Row[] {
  if (option === "targetLevel") {
    const levels = levelsOf(messages);
    const deepest = levels.get(target) ?? 0;
    return messages.filter((row) => (levels.get(row.message_id) ?? 0) <= deepest);
  }
  const path = pathTo(messages, target);
  if (option === "directPath") return messages.filter((row) => path.has(row.message_id));
  return messages.filter(
    (row) =>
      path.has(row.message_id) ||
      (row.parent_message_id !== null && row.parent_message_id !== target && path.has(row.parent_message_id)),
  );
}

/** What lies as deep as a message or deeper; those of its depth have no parent any more. */
export function fromLevelOf<Row extends TreeMessage>(messages: readonly Row[], target: string): Row[] {
  const levels = levelsOf(messages);
  const first = levels.get(target) ?? 0;
  return messages
    .filter((row) => (levels.get(row.message_id) ?? 0) >= first)
    .map((row) => (levels.get(row.message_id) === first ? { ...row, parent_message_id: ROOT } : row));
}

/** From the first message to this one. Parents that go in a circle, or are not there, end it. */
function pathTo(messages: readonly TreeMessage[], target: string): Set<string> {
  const byId = new Map(messages.map((row) => [row.message_id, row]));
  const path = new Set<string>();
  for (let row = byId.get(target); row && !path.has(row.message_id); row = byId.get(row.parent_message_id ?? ROOT))
    path.add(row.message_id);
  return path;
}

/** Whether a message lies below an id, which may be that of a message that was deleted: what answered it still names it. */
export function isBelow(messages: readonly TreeMessage[], message: string, id: string): boolean {
  const parents = new Map(messages.map((row) => [row.message_id, row.parent_message_id]));
  const seen = new Set<string>();
  for (let at: string | null | undefined = message; at != null && !seen.has(at); at = parents.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

/** 0 for first messages, and for those whose parent is not there. */
function levelsOf(messages: readonly TreeMessage[]): Map<string, number> {
  const ids = new Set(messages.map((row) => row.message_id));
  const answers = Map.groupBy(messages, ({ parent_message_id: parent }) =>
    parent !== null && ids.has(parent) ? parent : ROOT,
  );
  const levels = new Map<string, number>();
  let open: readonly TreeMessage[] = answers.get(ROOT) ?? [];
  for (let level = 0; open.length > 0; level++) {
    for (const row of open) levels.set(row.message_id, level);
    open = open.flatMap((row) => answers.get(row.message_id) ?? []).filter((row) => !levels.has(row.message_id));
  }
  return levels;
}

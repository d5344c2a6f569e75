import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { groupName } from "./groupFacts.ts";
import { promptOf } from "./promptShape.ts";
import { listNewestPrompts, listPromptsOf } from "./queries.ts";
import type { Prompt } from "./schemas.ts";

/** LibreChat has no pages here. */
const MOST_AT_ONCE = 500;

/**
 * Of the newest 500 versions that the actor wrote, those whose group they may still `use`; with `read:prompts`, the newest 500 of the whole
 * organization. It is the one answer in which a capability reads texts.
 * @throws {Problem} `feature-off`
 */
export async function listNewestVersions({ access: all, store }: WorkspaceParts, actor: Actor): Promise<Prompt[]> {
  const access = all.of(actor);
  access.require(actor, "PROMPTS.USE");
  const readsAll = access.may(actor, "read:prompts");
  const author = readsAll ? undefined : actor.subject;
  const found = await listNewestPrompts(store.db, actor.organization, author, MOST_AT_ONCE);
  // Asked before a text is read.
  const readable = found.filter(({ group_id }) => readsAll || access.may(actor, "use", groupName({ id: group_id })));
  const ids = readable.map(({ id }) => id);
  const rows = new Map((await listPromptsOf(store.db, actor.organization, ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []).map(promptOf);
}

import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { toExpiry } from "../../http/schemas.ts";
import { noteEvent } from "../../store/index.ts";
import { edited } from "../edited.ts";
import type { WorkspaceParts } from "../parts.ts";
import { isSooner, requireToCome } from "./ends.ts";
import { requireLink } from "./linkAccess.ts";
import { type LinkRow, updateLink } from "./queries.ts";
import type { ChangeBody } from "./schemas.ts";

/**
 * What `manage:sharedlinks` alone changes of a link: its end comes sooner. Whatever opens it further (no passcode, a later end) or shows something
 * else would be a way to read what no capability reads.
 * @param before the link as the caller knows it
 * @throws {Problem} `forbidden`, `request-invalid`, `conflict`
 */
export async function bringForward(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  before: LinkRow,
  { republish, expiresAt, ...others }: ChangeBody,
): Promise<Committed<LinkRow>> {
  const end = toExpiry(expiresAt);
  const isNoMore = !republish && Object.values(others).every((wish) => wish === undefined);
  if (!isNoMore || !isSooner(end, before.expires_at))
    throw problem("forbidden", {
      detail:
        "by `manage:sharedlinks` alone a link's end is brought forward, and nothing else is changed: `republish` must be `false`, and `expiresAt` sooner than it is",
    });
  requireToCome(end, parts.now());
  return access.commit(actor, async (tx) => {
    const { id, version } = await requireLink(tx, access, actor, "update", before.share_id);
    if (version !== before.version) throw problem("conflict", { detail: "the link was changed in the meantime" });
    await noteEvent(tx, edited(actor, "link-edited", `sharedLink:${id}`, ["end"]));
    return { changes: [], result: await updateLink(tx, actor.organization, id, { expires_at: end }) };
  });
}

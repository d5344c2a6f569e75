import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { isPlainlyPublic } from "../reachable/ownership.ts";
import type { GroupFacts } from "./promptShape.ts";

export const groupName = (row: { id: string }): string => `prompt:${row.id}`;

/** What is known of some groups beside their rows. */
export async function factsOf(
  { people }: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  rows: readonly { id: string; author: string }[],
): Promise<(row: { id: string; author: string }) => GroupFacts> {
  const names = await people?.names(actor.organization, [...new Set(rows.map((row) => row.author))]);
  return (row) => ({
    isPublic: isPlainlyPublic(access, groupName(row)),
    authorName: names?.get(row.author)?.name ?? "",
  });
}

import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { accountId, iso } from "../shapes.ts";
import type { ProjectRow } from "./queries.ts";
import type { Project } from "./schemas.ts";

export const projectName = (row: { id: string }): string => `project:${row.id}`;

export const projectOf = (row: ProjectRow): Project => ({
  _id: row.id,
  user: accountId(row.author),
  name: row.name,
  description: row.description,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
});

/** Whose some things are, and what these are called; empty for what the organization owns, and once the account has gone. */
export async function ownersOf(
  { people }: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  resources: readonly string[],
): Promise<(resource: string) => { owner: string; ownerName: string }> {
  const owners = new Map(resources.map((resource) => [resource, ownerOf(access, resource) ?? ""]));
  const names = await people?.names(actor.organization, [...new Set(owners.values())]);
  return (resource) => {
    const owner = owners.get(resource) ?? "";
    return { owner, ownerName: names?.get(owner)?.name ?? "" };
  };
}

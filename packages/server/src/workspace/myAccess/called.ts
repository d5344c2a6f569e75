import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { mayHearName } from "../../access/thingNames.ts";
import type { Actor } from "../../http/actor.ts";
import { declaredBy } from "../models/endpoints/endpointShape.ts";
import { listOffered } from "../models/endpoints/queries.ts";
import type { WorkspaceParts } from "../parts.ts";
import { namesOfThings } from "../requests/things.ts";
import { labelsOf } from "./queries.ts";

export interface Called {
  type: string;
  /** As its own calls name it; null for what has none here. */
  id: string | null;
  name: string | null;
}

export const typeNameOf = (resource: string): string => resource.slice(0, resource.indexOf(":"));

/**
 * What things of any type are called: by their rows, by configuration and the console (models), or as other applications registered them.
 * At most 500 of each type. Cost: one query for each type among them, by primary keys.
 */
export async function calledOf(
  { store: { db }, settings }: WorkspaceParts,
  organization: string,
  resources: readonly string[],
): Promise<(resource: string) => Called> {
  const names = await namesOfThings(db, organization, resources);
  if (resources.some((resource) => typeNameOf(resource) === "model")) {
    const made = (await listOffered(db, organization)).flatMap(declaredBy);
    for (const { id, model } of [...made, ...settings.models]) names.set(`model:${id}`, { name: model, id });
  }
  const nameless = [...new Set(resources.filter((resource) => !names.has(resource)))];
  const labels = await labelsOf(db, organization, nameless);
  return (resource) => {
    const known = names.get(resource);
    const name = known?.name || labels.get(resource);
    return { type: typeNameOf(resource), id: known?.id ?? null, name: name ? name : null };
  };
}

/** The same for whoever may hear it; of everything else, nothing. */
export async function nameHeard(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  resources: readonly string[],
): Promise<(resource: string) => Called> {
  const heard = new Set(resources.filter((resource) => mayHearName(access, actor, resource)));
  const called = await calledOf(parts, access.id, [...heard]);
  return (resource) => (heard.has(resource) ? called(resource) : { type: typeNameOf(resource), id: null, name: null });
}

/** Display names of principals, `organization` and owners; what is gone has none. */
export async function namesOfPrincipals(
  { people }: WorkspaceParts,
  organization: string,
  principals: Iterable<string>,
): Promise<(principal: string) => string | null> {
  const names = await people?.names(organization, [...new Set(principals)]);
  return (principal) => names?.get(principal)?.name ?? null;
}

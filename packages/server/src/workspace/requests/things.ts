import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { namesOf } from "../../access/people.ts";
import type { Found } from "../../access/unheld.ts";
import type { Tx } from "../../store/index.ts";
import type { WorkspaceParts } from "../parts.ts";
import { type ThingKindName, thingKinds } from "../things.ts";

const split = (name: string): [type: string, id: string] => {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
};

const isKind = (type: string): type is ThingKindName => Object.hasOwn(thingKinds, type);

/** A thing that there is, and what its row says where the engine does not hold it. */
export interface ThereThing {
  resource: string;
  found: Found;
}

/**
 * The thing that somebody means by a name, with the id of its own calls or the engine's.
 * @returns undefined for what there is not
 */
export async function findThing(
  parts: Pick<WorkspaceParts, "access">,
  db: Tx,
  access: OrganizationAccess,
  named: string,
): Promise<ThereThing | undefined> {
  const [type, id] = split(named);
  const row = isKind(type) ? await thingKinds[type].find(db, access.id, id) : undefined;
  const resource = row ? `${type}:${row.id}` : named;
  const found = await parts.access.unheld.find(db, access, [resource]);
  return found.suppose(access, resource, () => access.engine.isHeld(resource)) ? { resource, found } : undefined;
}

export interface NamedThing {
  name: string;
  /** As its own calls name it. */
  id: string;
}

/** What things are called; what has no name here is left out. */
export async function namesOfThings(
  db: Tx,
  organization: string,
  resources: readonly string[],
): Promise<Map<string, NamedThing>> {
  const names = new Map<string, NamedThing>();
  for (const [type, { rows }] of Object.entries(thingKinds)) {
    const ids = [...new Set(resources.filter((name) => name.startsWith(`${type}:`)).map((name) => split(name)[1]))];
    if (ids.length === 0) continue;
    for (const { id, publicId, name } of await rows(db, organization, ids))
      names.set(`${type}:${id}`, { name, id: publicId });
  }
  const groups = await namesOf(
    db,
    organization,
    resources.filter((name) => name.startsWith("group:")),
  );
  for (const [group, { name }] of groups)
    if (group.startsWith("group:")) names.set(group, { name, id: split(group)[1] });
  return names;
}

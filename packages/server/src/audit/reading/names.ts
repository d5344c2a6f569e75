import type { Access } from "../../access/index.ts";
import { namesOf } from "../../access/people.ts";
import { mayHearName } from "../../access/thingNames.ts";
import type { Actor } from "../../http/actor.ts";
import type { Store } from "../../store/index.ts";
import { namesOfThings } from "../../workspace/requests/things.ts";

const MOST = 2_000;

/** What people, groups, roles and things are called now; of things only what the reader may hear. What is gone has no name. */
export async function namesFor(
  { store, access: organizations }: { store: Store; access: Access },
  actor: Actor,
  wanted: Iterable<string>,
): Promise<Record<string, string>> {
  const access = organizations.of(actor);
  const all = [...new Set(wanted)].slice(0, MOST);
  const names: Record<string, string> = {};
  for (const [principal, { name }] of await namesOf(store.db, access.id, all))
    if (all.includes(principal)) names[principal] = name;
  const things = all.filter((name) => !/^(user|service|group|role):/.test(name) && name.includes(":"));
  const found = await organizations.unheld.find(store.db, access, things);
  for (const [resource, { name }] of await namesOfThings(store.db, access.id, things))
    if (name !== "" && found.suppose(access, resource, () => mayHearName(access, actor, resource)))
      names[resource] = name;
  return names;
}

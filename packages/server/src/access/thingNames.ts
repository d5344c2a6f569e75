import type { Actor } from "../http/actor.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** What a thing is called, and the id by which its own calls name it. */
export interface ThingName {
  name: string | null;
  id: string | null;
}

/** What things are called, for whoever may hear it. */
export type NameThings = (
  access: OrganizationAccess,
  actor: Actor,
  resources: readonly string[],
) => Promise<(resource: string) => ThingName>;

const NAMELESS: ThingName = { name: null, id: null };

/** Names of things, which the parts above keep: asked where an answer speaks of things. */
export class ThingNames {
  private find: NameThings = async () => () => NAMELESS;

  keep(find: NameThings): void {
    this.find = find;
  }

  /** Nameless is what has no name, and what the actor may not hear of. */
  async of(access: OrganizationAccess, actor: Actor, resources: readonly string[]) {
    if (resources.length === 0) return () => NAMELESS;
    return this.find(access, actor, [...new Set(resources)]);
  }
}

import type { Actor } from "../http/actor.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";
import { isStranger } from "./refusals.ts";

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

/** The resource that somebody means by the id of its own calls, as its type and that (`agent:agent_V1St…`); undefined: none. */
export type FindThing = (access: OrganizationAccess, named: string) => Promise<string | undefined>;

const NAMELESS: ThingName = { name: null, id: null };

/** Names of things, which the parts above keep: asked where an answer, or a question, speaks of things. */
export class ThingNames {
  private names: NameThings = async () => () => NAMELESS;
  private find: FindThing = async () => undefined;

  keep(names: NameThings, find: FindThing): void {
    this.names = names;
    this.find = find;
  }

  /** The resource as the engine names it, where it is named by the id of its own calls; what is not known stays as it is. */
  async resolve(access: OrganizationAccess, named: string): Promise<string> {
    return access.engine.isHeld(named) ? named : ((await this.find(access, named)) ?? named);
  }

  /** Nameless is what has no name, and what the actor may not hear of. */
  async of(access: OrganizationAccess, actor: Actor, resources: readonly string[]) {
    if (resources.length === 0) return () => NAMELESS;
    return this.names(access, actor, [...new Set(resources)]);
  }
}

const WITHOUT_CAPABILITIES = { capabilities: false };

/**
 * Whether somebody may hear what a thing is called: of what is sealed, and of links, whose titles are those of conversations, whoever may view it;
 * of groups, whoever reads these besides; of others, whoever can do anything with it.
 */
export function mayHearName(access: OrganizationAccess, actor: Actor, resource: string): boolean {
  if (resource.startsWith("group:") && access.may(actor, "read:groups", resource)) return true;
  const type = access.engine.typeOf(resource.slice(0, resource.indexOf(":")));
  if (type?.sealed || type?.visitorAction) return access.may(actor, "view", resource, WITHOUT_CAPABILITIES);
  return !isStranger(access, actor, resource, WITHOUT_CAPABILITIES);
}

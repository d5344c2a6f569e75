import type { Change } from "@gatehouse/engine";
import type { Tx } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** Whose the things of a type are, by their ids; what there is not is left out. */
export type FindOwners = (db: Tx, organization: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Things of which there are very many and of which few are ever shared: the engine holds them from when they are shared, until then
 * their row says whose they are (docs/model.md, "What"). A question about one is asked as if it were held, and a write takes it in.
 */
export class UnheldThings {
  private readonly finders = new Map<string, FindOwners>();

  /** @param type such as `conversation` */
  keep(type: string, find: FindOwners): void {
    this.finders.set(type, find);
  }

  /** Whether only the database can say if there is such a thing. */
  mayBe(access: OrganizationAccess, resource: string | undefined): resource is string {
    if (resource === undefined) return false;
    for (const type of this.finders.keys())
      if (resource.startsWith(type) && resource[type.length] === ":") return !access.engine.isHeld(resource);
    return false;
  }

  async find(db: Tx, access: OrganizationAccess, resources: readonly (string | undefined)[]): Promise<Found> {
    const wanted = resources.filter((resource) => this.mayBe(access, resource));
    const owners = new Map<string, string>();
    for (const [type, find] of this.finders) {
      const ids = wanted.filter((name) => name.startsWith(`${type}:`)).map((name) => name.slice(type.length + 1));
      if (ids.length === 0) continue;
      for (const [id, owner] of await find(db, access.id, [...new Set(ids)])) owners.set(`${type}:${id}`, owner);
    }
    return new Found(owners);
  }
}

/** What was found of some names that the engine does not hold. */
export class Found {
  private readonly owners: ReadonlyMap<string, string>;

  constructor(owners: ReadonlyMap<string, string>) {
    this.owners = owners;
  }

  /** What makes the engine hold it; nothing where it does, or where there is no such thing. */
  taking(access: OrganizationAccess, resource: string | undefined): Change[] {
    const owner = resource === undefined ? undefined : this.owners.get(resource);
    if (resource === undefined || owner === undefined || access.engine.isHeld(resource)) return [];
    return [{ kind: "resource-added", resource, owner, state: "active" }];
  }

  /** Asks as if the engine held it. */
  suppose<T>(access: OrganizationAccess, resource: string | undefined, ask: () => T): T {
    const taking = this.taking(access, resource);
    return taking.length === 0 ? ask() : access.engine.suppose(taking, ask);
  }
}

export const NOTHING_FOUND: Found = new Found(new Map());

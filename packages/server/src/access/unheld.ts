import type { Change } from "@gatehouse/engine";
import type { Tx } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** Whose the things of a type are, by their ids; what there is not is left out. */
export type FindOwners = (db: Tx, organization: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Something that lies in a thing, which is its parent. */
export interface Content {
  /** `file:64f0…` */
  resource: string;
  owner: string;
  parent: string;
}
/** What lies in the things of a type, by the ids of these. Bounded by whoever puts it there. */
export type FindContents = (db: Tx, organization: string, ids: readonly string[]) => Promise<readonly Content[]>;

interface Kind {
  findOwners: FindOwners;
  findContents: FindContents | undefined;
}

/**
 * Things of which there are very many and of which few are ever shared: the engine holds them from when they are shared, until then
 * their row says whose they are (docs/model.md, "What"). A question about one is asked as if it were held, and a write takes it in.
 * INVARIANT: what lies in a thing that is held is held, with its parent: a write that takes a thing in brings its contents, and one that
 * puts something into a thing that is held takes that in.
 */
export class UnheldThings {
  private readonly kinds = new Map<string, Kind>();

  /**
   * @param type such as `conversation`
   * @param findContents where others of its kind lie in such a thing
   */
  keep(type: string, findOwners: FindOwners, findContents?: FindContents): void {
    this.kinds.set(type, { findOwners, findContents });
  }

  /** Whether only the database can say if there is such a thing. */
  mayBe(access: OrganizationAccess, resource: string | undefined): resource is string {
    if (resource === undefined) return false;
    for (const type of this.kinds.keys())
      if (resource.startsWith(type) && resource[type.length] === ":") return !access.engine.isHeld(resource);
    return false;
  }

  /** For questions. What lies in a thing alters no answer about the thing: as long as nobody shared it, all of it is one person's. */
  async find(db: Tx, access: OrganizationAccess, resources: readonly (string | undefined)[]): Promise<Found> {
    const wanted = this.wanted(access, resources);
    return new Found(await this.ownersOf(db, access, wanted));
  }

  /** For writes, in their transaction: with what lies in it. */
  async findToTake(db: Tx, access: OrganizationAccess, resources: readonly (string | undefined)[]): Promise<Taken> {
    const wanted = this.wanted(access, resources);
    const contents: Content[] = [];
    for (const [type, { findContents }] of this.kinds) {
      const ids = idsOf(type, wanted);
      if (findContents && ids.length > 0) contents.push(...(await findContents(db, access.id, ids)));
    }
    return new Taken(await this.ownersOf(db, access, wanted), contents);
  }

  private wanted(access: OrganizationAccess, resources: readonly (string | undefined)[]): string[] {
    return [...new Set(resources.filter((resource) => this.mayBe(access, resource)))];
  }

  private async ownersOf(db: Tx, access: OrganizationAccess, wanted: readonly string[]): Promise<Map<string, string>> {
    const owners = new Map<string, string>();
    for (const [type, { findOwners }] of this.kinds) {
      const ids = idsOf(type, wanted);
      if (ids.length === 0) continue;
      for (const [id, owner] of await findOwners(db, access.id, ids)) owners.set(`${type}:${id}`, owner);
    }
    return owners;
  }
}

const idsOf = (type: string, resources: readonly string[]): string[] =>
  resources.filter((name) => name.startsWith(`${type}:`)).map((name) => name.slice(type.length + 1));

/** What was found of some names that the engine does not hold. */
export class Found {
  private readonly owners: ReadonlyMap<string, string>;

  constructor(owners: ReadonlyMap<string, string>) {
    this.owners = owners;
  }

  /** Asks as if the engine held it. */
  suppose<T>(access: OrganizationAccess, resource: string | undefined, ask: () => T): T {
    const adding = this.alone(access, resource);
    return adding.length === 0 ? ask() : access.engine.suppose(adding, ask);
  }

  /** What makes the engine hold it without what lies in it: to ask, and to delete it in the same write. */
  alone(access: OrganizationAccess, resource: string | undefined): Change[] {
    const owner = resource === undefined ? undefined : this.owners.get(resource);
    if (resource === undefined || owner === undefined || access.engine.isHeld(resource)) return [];
    return [{ kind: "resource-added", resource, owner, state: "active" }];
  }
}

/** The same with what lies in it: what a write needs. */
export class Taken extends Found {
  private readonly contents: readonly Content[];

  constructor(owners: ReadonlyMap<string, string>, contents: readonly Content[]) {
    super(owners);
    this.contents = contents;
  }

  /** What makes the engine hold it and all that lies in it; nothing where it does, or where there is no such thing. */
  taking(access: OrganizationAccess, resource: string | undefined): Change[] {
    const adding = this.alone(access, resource);
    if (adding.length === 0) return [];
    const changes: Change[] = [...adding];
    for (const { resource: content, owner, parent } of this.contents) {
      if (parent !== resource) continue;
      // One that was shared by itself is held already, without this parent.
      if (!access.engine.isHeld(content))
        changes.push({ kind: "resource-added", resource: content, owner, state: "active" });
      changes.push({ kind: "parent-added", resource: content, parent });
    }
    return changes;
  }
}

export const NOTHING_FOUND: Found = new Found(new Map());

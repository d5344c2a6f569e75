import type { Change } from "@gatehouse/engine";
import type { Tx } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** The state that is asked about: the present one, or a past one. */
type Asked = Pick<OrganizationAccess, "id" | "engine">;

/** What a thing's row says of it. */
export interface Row {
  owner: string;
  /** The thing that it is a part of (`conversation:64f0…`), of a type that knows its contents. */
  partOf?: string | null;
}
/** What the rows of things say, by their ids; what there is not is left out. */
export type FindRows = (db: Tx, organization: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Row>>;

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
  findRows: FindRows;
  findContents: FindContents | undefined;
}

/**
 * Things of which there are very many and of which few are ever shared: the engine holds them from when they are shared, until then
 * their row says whose they are (docs/model.md, "What"). A question about one is asked as if it were held, and a write takes it in.
 * INVARIANT: a thing and what lies in it are held together, the one as the parent of the other, or neither is. A write about either takes
 * all of it in; one that puts a thing into another takes both in if one is held; what is taken out lies there no more in its row, either.
 * So nothing is ever put under a parent without being asked about, and being held alters no answer.
 */
export class UnheldThings {
  private readonly kinds = new Map<string, Kind>();

  /**
   * @param type such as `conversation`
   * @param findContents where others of its kind lie in such a thing
   */
  keep(type: string, findRows: FindRows, findContents?: FindContents): void {
    this.kinds.set(type, { findRows, findContents });
  }

  /** Whether only the database can say if there is such a thing. */
  mayBe(access: Asked, resource: string | undefined): resource is string {
    if (resource === undefined) return false;
    for (const type of this.kinds.keys())
      if (resource.startsWith(type) && resource[type.length] === ":") return !access.engine.isHeld(resource);
    return false;
  }

  /** For questions. What lies in a thing alters no answer about the thing: as long as nobody shared it, all of it is one person's. */
  async find(db: Tx, access: Asked, resources: readonly (string | undefined)[]): Promise<Found> {
    return new Found(await this.rowsOf(db, access, resources));
  }

  /** For writes, in their transaction: with what lies in it. */
  async findToTake(db: Tx, access: Asked, resources: readonly (string | undefined)[]): Promise<Taken> {
    const rows = await this.rowsOf(db, access, resources);
    const contents: Content[] = [];
    for (const [type, { findContents }] of this.kinds) {
      const ids = idsOf(type, [...rows.keys()]);
      if (findContents && ids.length > 0) contents.push(...(await findContents(db, access.id, ids)));
    }
    return new Taken(rows, contents);
  }

  /** Of these that are not held, and of what they are parts of. */
  private async rowsOf(db: Tx, access: Asked, resources: readonly (string | undefined)[]): Promise<Map<string, Row>> {
    const rows = await this.read(db, access, resources);
    const wholes = [...rows.values()].flatMap(({ partOf }) => partOf ?? []);
    for (const [whole, row] of await this.read(db, access, wholes)) rows.set(whole, row);
    return rows;
  }

  private async read(db: Tx, access: Asked, resources: readonly (string | undefined)[]): Promise<Map<string, Row>> {
    const wanted = [...new Set(resources.filter((resource) => this.mayBe(access, resource)))];
    const rows = new Map<string, Row>();
    for (const [type, { findRows }] of this.kinds) {
      const ids = idsOf(type, wanted);
      if (ids.length === 0) continue;
      for (const [id, row] of await findRows(db, access.id, ids)) rows.set(`${type}:${id}`, row);
    }
    return rows;
  }
}

const idsOf = (type: string, resources: readonly string[]): string[] =>
  resources.filter((name) => name.startsWith(`${type}:`)).map((name) => name.slice(type.length + 1));

/** What was found of some names that the engine does not hold. */
export class Found {
  private readonly rows: ReadonlyMap<string, Row>;

  constructor(rows: ReadonlyMap<string, Row>) {
    this.rows = rows;
  }

  /** Asks as if the engine held it, where it lies. */
  suppose<T>(access: Asked, resource: string | undefined, ask: () => T): T {
    const adding = this.inItsPlace(access, resource);
    return adding.length === 0 ? ask() : access.engine.suppose(adding, ask);
  }

  /** The same for several, the first of which may be a part of another one. */
  supposeAll<T>(access: Asked, [first, ...others]: readonly string[], ask: () => T): T {
    return first === undefined ? ask() : this.suppose(access, first, () => this.supposeAll(access, others, ask));
  }

  /** What makes the engine hold it, as if it lay nowhere and nothing in it: to delete it in the same write. */
  alone(access: Asked, resource: string | undefined): Change[] {
    const row = this.unheld(access, resource);
    if (resource === undefined || row === undefined) return [];
    return [{ kind: "resource-added", resource, owner: row.owner, state: "active" }];
  }

  /** What it is a part of, if that is here and not held either. */
  protected wholeOf(access: Asked, resource: string | undefined): string | undefined {
    const whole = this.unheld(access, resource)?.partOf ?? undefined;
    return this.unheld(access, whole) && whole;
  }

  private inItsPlace(access: Asked, resource: string | undefined): Change[] {
    const parent = this.wholeOf(access, resource);
    if (resource === undefined || parent === undefined) return this.alone(access, resource);
    return [...this.alone(access, parent), ...this.alone(access, resource), { kind: "parent-added", resource, parent }];
  }

  private unheld(access: Asked, resource: string | undefined): Row | undefined {
    return resource === undefined || access.engine.isHeld(resource) ? undefined : this.rows.get(resource);
  }
}

/** The same with what lies in it: what a write needs. */
export class Taken extends Found {
  private readonly contents: readonly Content[];

  constructor(rows: ReadonlyMap<string, Row>, contents: readonly Content[]) {
    super(rows);
    this.contents = contents;
  }

  /** What makes the engine hold them, what they are parts of, and all that lies in these; nothing where it does, or where there is no such thing. */
  taking(access: Asked, ...resources: (string | undefined)[]): Change[] {
    const wholes = new Set(resources.map((resource) => this.wholeOf(access, resource) ?? resource));
    return [...wholes].flatMap((whole) => this.takingWhole(access, whole));
  }

  private takingWhole(access: Asked, whole: string | undefined): Change[] {
    const changes = this.alone(access, whole);
    if (changes.length === 0) return [];
    for (const { resource, owner, parent } of this.contents) {
      // One that is held would lie here already: nothing about which somebody decided is put anywhere by the way.
      if (parent !== whole || access.engine.isHeld(resource)) continue;
      changes.push({ kind: "resource-added", resource, owner, state: "active" });
      changes.push({ kind: "parent-added", resource, parent });
    }
    return changes;
  }
}

export const NOTHING_FOUND: Found = new Found(new Map());

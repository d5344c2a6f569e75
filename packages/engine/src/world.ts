import { Declared, type Type } from "./declared.ts";
import { EndingMembers } from "./ending-members.ts";
import { type Condition, GRANT, GrantTable } from "./grant-table.ts";
import { Blocks } from "./memory/blocks.ts";
import { Dates } from "./memory/dates.ts";
import { IdSet } from "./memory/idSet.ts";
import { ANYONE, EVERYONE, Names, NONE, ORGANIZATION } from "./memory/names.ts";
import { Ordered } from "./memory/ordered.ts";
import { Slots } from "./memory/slots.ts";
import type {
  AccountStatus,
  AttachmentMode,
  ConditionCompiler,
  ConditionEvaluator,
  FeatureCatalogue,
  TypeDefinition,
} from "./types.ts";

/*
 * The permission state of one organization. A name is a handle (memory/names.ts); what is asked all the time lies in columns:
 *
 *   nodes  8 × int32 a handle, one half of a cache line
 *     0  flags   kind 3 bits · hidden · restricted · organization-wide · status 2 bits · banned · … · type index (8 bits from bit 16)
 *     1  owner of a resource | primary role of a user | rank of a role
 *     2  grants of a resource: start in `grants.rows`     | account: its place in the subject sets (subjects.ts)
 *     3  grants of a resource: count                      | account: the epoch of that place
 *     4  parents: start in `parents.data`    5  their count
 *     6  memberships (groups that it is in): start in `memberships.data`    7  their count
 *
 *   grants       see grant-table.ts
 *   memberships  2 × int32 a row: group · slot in `expiries` (0: never)
 *   parents      1 × int32 a row
 *
 * What few things have lies in Maps by handle. Beside the columns, indexes by principal, owner, parent, type and group, each in the order of names.
 */
export const NODE = 8;
export const OWNER = 1;
export const PRIMARY_ROLE = 1;
export const RANK = 1;
export const GRANTS = 2;
export const GRANT_COUNT = 3;
export const SET_PLACE = 2;
export const SET_EPOCH = 3;
export const PARENTS = 4;
export const PARENT_COUNT = 5;
export const MEMBERSHIPS = 6;
export const MEMBERSHIP_COUNT = 7;

export const KIND = 0b111;
export const USER = 1;
export const SERVICE = 2;
export const ROLE = 3;
export const RESOURCE = 4;
export const HIDDEN = 1 << 3;
export const RESTRICTED = 1 << 4;
export const WIDE = 1 << 5;
export const STATUS_SHIFT = 6;
export const STATUS = 0b11 << STATUS_SHIFT;
export const BANNED = 1 << 8;
export const TYPE_SHIFT = 16;

export const statuses: readonly AccountStatus[] = ["active", "unverified", "deactivated"];

export interface HeldRole {
  role: number;
  expiresAt: number;
}

export interface HeldCapability {
  capability: string;
  /** A group's handle, or NONE for unscoped. */
  scope: number;
  expiresAt: number;
}

export interface Attachment {
  agent: number;
  thing: number;
  mode: AttachmentMode;
  attachedBy: number;
}

export interface Link {
  conversation: number;
  live: boolean;
  /** Of a live one; NONE of a snapshot. */
  maker: number;
}

export class World {
  readonly declared: Declared;
  readonly names = new Names();
  revision = 0;

  nodes = new Int32Array(64 * NODE);
  readonly grants = new GrantTable();
  readonly memberships = new Blocks(2);
  readonly parents = new Blocks(1);
  /** What the indexes below lie in. */
  readonly lists = new Blocks(1);
  readonly expiries = new Slots<number>();
  /** When things were last changed; no part of the state. */
  readonly dates = new Dates();

  readonly bans = new Map<number, number>();
  readonly roles = new Map<number, HeldRole[]>();
  readonly capabilities = new Map<number, HeldCapability[]>();
  /** The features that a role turns on, one bit each. */
  readonly features = new Map<number, Uint32Array>();
  readonly attachments = new Map<number, Attachment[]>();
  readonly attachedTo = new Map<number, Attachment[]>();
  readonly links = new Map<number, Link>();
  readonly linksOf = new Map<number, Set<number>>();
  readonly subgroups = new Map<number, Set<number>>();
  /** Permission types whose ceiling is down. */
  readonly ceilings = new Set<string>();
  publicLinks = false;
  /** How many conditions were evaluated so far, each counted by its cost: what costs most of a question. */
  evaluated = 0;
  grantCount = 0;
  readonly grantIds = new IdSet();
  /** Users who hold SUPER_ADMIN directly, without end, and are active. */
  superAdmins = 0;

  /** Resources with a grant to this principal; owned by this account; below this parent; shown by agents. */
  readonly reached = new Map<number, Ordered>();
  readonly owned = new Map<number, Ordered>();
  readonly children = new Map<number, Ordered>();
  readonly members = new Map<number, Ordered>();
  readonly endingMembers = new EndingMembers();
  readonly accounts: Ordered;
  readonly allRoles: Ordered;
  readonly shown: Ordered;
  private readonly byType: Ordered[] = [];

  private readonly compileText: ConditionCompiler | undefined;
  private readonly compiled = new Map<string, Condition>();

  constructor(types: readonly TypeDefinition[], features: FeatureCatalogue, compile: ConditionCompiler | undefined) {
    this.declared = new Declared(types, features);
    this.compileText = compile;
    this.accounts = new Ordered(this.names, this.lists);
    this.allRoles = new Ordered(this.names, this.lists);
    this.shown = new Ordered(this.names, this.lists);
  }

  flags(handle: number): number {
    return this.nodes[handle * NODE]!;
  }

  kind(handle: number): number {
    return this.nodes[handle * NODE]! & KIND;
  }

  type(handle: number): Type {
    return this.declared.types[this.nodes[handle * NODE]! >>> TYPE_SHIFT]!;
  }

  owner(handle: number): number {
    return this.nodes[handle * NODE + OWNER]!;
  }

  isAccount(handle: number): boolean {
    const kind = this.kind(handle);
    return kind === USER || kind === SERVICE;
  }

  isGroup(handle: number): boolean {
    return this.kind(handle) === RESOURCE && this.type(handle).name === "group";
  }

  status(handle: number): AccountStatus {
    return statuses[(this.flags(handle) & STATUS) >> STATUS_SHIFT]!;
  }

  ofType(type: Type): Ordered {
    let list = this.byType[type.index];
    if (!list) this.byType[type.index] = list = new Ordered(this.names, this.lists);
    return list;
  }

  /** Makes room for this many handles' nodes. */
  presize(handles: number): void {
    if (handles * NODE <= this.nodes.length) return;
    const larger = new Int32Array(handles * NODE);
    larger.set(this.nodes);
    this.nodes = larger;
  }

  /** Makes room for a handle's node and clears it. */
  claim(handle: number): void {
    if ((handle + 1) * NODE > this.nodes.length) this.presize(Math.ceil(((handle + 1) * 3) / 2));
    this.nodes.fill(0, handle * NODE, (handle + 1) * NODE);
    this.dates.forget(handle);
  }

  /** Rows of one list as indexes into the pool's data. */
  *parentsOf(handle: number): IterableIterator<number> {
    const start = this.nodes[handle * NODE + PARENTS]!;
    const count = this.nodes[handle * NODE + PARENT_COUNT]!;
    for (let index = 0; index < count; index++) yield this.parents.data[start + index]!;
  }

  *grantRows(handle: number): IterableIterator<number> {
    const start = this.nodes[handle * NODE + GRANTS]!;
    const count = this.nodes[handle * NODE + GRANT_COUNT]!;
    for (let index = 0; index < count; index++) yield start + index * GRANT;
  }

  *membershipsOf(handle: number): IterableIterator<{ group: number; expiresAt: number }> {
    const start = this.nodes[handle * NODE + MEMBERSHIPS]!;
    const count = this.nodes[handle * NODE + MEMBERSHIP_COUNT]!;
    const { data } = this.memberships;
    for (let row = start; row < start + count * 2; row += 2)
      yield { group: data[row]!, expiresAt: this.expiry(data[row + 1]!) };
  }

  expiry(slot: number): number {
    return slot === 0 ? Infinity : this.expiries.get(slot);
  }

  /** Compiled once for each text. @throws whatever the compiler throws */
  condition(text: string): Condition {
    const known = this.compiled.get(text);
    if (known) return known;
    const evaluate: ConditionEvaluator = this.compileText?.(text) ?? (() => undefined);
    const condition = { text, evaluate, cost: evaluate.cost ?? 1 };
    this.compiled.set(text, condition);
    return condition;
  }

  index(map: Map<number, Ordered>, key: number): Ordered {
    let list = map.get(key);
    if (!list) {
      list = new Ordered(this.names, this.lists);
      map.set(key, list);
    }
    return list;
  }

  unindex(map: Map<number, Ordered>, key: number, handle: number): void {
    const list = map.get(key);
    if (list?.remove(handle) && list.size === 0) map.delete(key);
  }
}

export { ANYONE, EVERYONE, NONE, ORGANIZATION };

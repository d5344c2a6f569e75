import type { Changes } from "./apply.ts";
import { GRANT } from "./grant-table.ts";
import { smallStateOf } from "./state.ts";
import { type Change, EngineError, type LinkTarget } from "./types.ts";
import {
  BANNED,
  GRANT_COUNT,
  GRANTS,
  KIND,
  MEMBERSHIP_COUNT,
  MEMBERSHIPS,
  NODE,
  NONE,
  OWNER,
  PARENT_COUNT,
  PARENTS,
  RESOURCE,
  ROLE,
  TYPE_SHIFT,
  type World,
} from "./world.ts";

/*
 * A snapshot, every part padded to 8 bytes, numbers little-endian:
 *
 *   int32 magic · int32 check sum of all that follows · float64 revision
 *   names        int32 n · uint16 lengths[n] · ASCII bytes, in the order of names; a name's handle is its place + 4
 *   flags[n] · owners[n] (resources), primary roles (users), ranks (roles)
 *   grants       counts[n] · principals[] · bits[] · ids[] of all rows, a resource's rows by id
 *   parents      counts[n] · parents[], by name
 *   memberships  counts[n] · groups[], by name · count of those that end · their rows[] · float64 ends[]
 *   rest         JSON: grants with an end or a condition, links, and whatever else few things have, as changes
 */
const MAGIC = 0x31304847; // "GH01"
const FIRST = 4;
const SMALL_KINDS: ReadonlySet<Change["kind"]> = new Set([
  "ceiling-set",
  "public-links-set",
  "feature-set",
  "ban-set",
  "role-given",
  "capability-set",
  "attachment-set",
]);

interface Rest {
  types: Extract<Change, { kind: "type-set" }>[];
  extras: [row: number, expiresAt: number | null, condition: string | null, glass: boolean][];
  links: [resource: string, link: LinkTarget][];
  changes: Change[];
}

/** Equal states give equal bytes, whatever their history. Cost: sorts the names. */
export function write(world: World): Uint8Array {
  const order = world.names.inOrder();
  const place = new Int32Array(world.names.length);
  for (let handle = 0; handle < FIRST; handle++) place[handle] = handle;
  order.forEach((handle, index) => {
    place[handle] = index + FIRST;
  });
  const byPlace = (a: number, b: number) => place[a]! - place[b]!;
  const typeOrder = canonicalTypes(world);
  const n = order.length;
  const flags = new Int32Array(n);
  const owners = new Int32Array(n);
  const grantCounts = new Int32Array(n);
  const parentCounts = new Int32Array(n);
  const membershipCounts = new Int32Array(n);
  const principals = new Int32Array(world.grantCount);
  const bits = new Int32Array(world.grantCount);
  const ids = new Int32Array(world.grantCount);
  const parents: number[] = [];
  const groups: number[] = [];
  const endingRows: number[] = [];
  const ends: number[] = [];
  const extras: Rest["extras"] = [];
  let row = 0;
  order.forEach((handle, index) => {
    const node = handle * NODE;
    const kind = world.nodes[node]! & KIND;
    flags[index] =
      kind === RESOURCE
        ? (world.nodes[node]! & 0xffff) | (typeOrder.get(world.nodes[node]! >>> TYPE_SHIFT)! << TYPE_SHIFT)
        : world.nodes[node]! & ~BANNED;
    owners[index] = kind === ROLE ? world.nodes[node + OWNER]! : place[world.nodes[node + OWNER]!]!;
    membershipCounts[index] = world.nodes[node + MEMBERSHIP_COUNT]!;
    for (const { group, expiresAt } of [...world.membershipsOf(handle)].sort((a, b) => byPlace(a.group, b.group))) {
      if (expiresAt !== Infinity) {
        endingRows.push(groups.length);
        ends.push(expiresAt);
      }
      groups.push(place[group]!);
    }
    if (kind !== RESOURCE) return;
    grantCounts[index] = world.nodes[node + GRANT_COUNT]!;
    const { grants } = world;
    for (const found of [...world.grantRows(handle)].sort((a, b) => grants.id(a) - grants.id(b))) {
      principals[row] = place[grants.principal(found)]!;
      bits[row] = grants.bits(found);
      ids[row] = grants.id(found);
      const extra = grants.extra(found);
      if (extra) {
        extras.push([
          row,
          extra.expiresAt === Infinity ? null : extra.expiresAt,
          extra.condition?.text ?? null,
          extra.glass,
        ]);
      }
      row++;
    }
    parentCounts[index] = world.nodes[node + PARENT_COUNT]!;
    for (const parent of [...world.parentsOf(handle)].sort(byPlace)) parents.push(place[parent]!);
  });
  const rest: Rest = { types: [], extras, links: [], changes: [] };
  for (const change of smallStateOf(world)) {
    if (change.kind === "type-set") rest.types.push(change);
    else if (change.kind === "resource-added" && change.link) rest.links.push([change.resource, change.link]);
    else if (SMALL_KINDS.has(change.kind)) rest.changes.push(change);
  }
  const texts = order.map((handle) => world.names.text(handle));
  const out = new Writer();
  out.float64([world.revision]);
  out.int32([n]);
  out.bytes(new Uint8Array(Uint16Array.from(texts, (text) => text.length).buffer));
  out.bytes(new TextEncoder().encode(texts.join("")));
  for (const column of [flags, owners, grantCounts, principals, bits, ids, parentCounts]) out.int32(column);
  for (const column of [parents, membershipCounts, groups, endingRows]) out.int32(column);
  out.float64(ends);
  out.bytes(new TextEncoder().encode(JSON.stringify(rest)));
  return out.finish();
}

/** Reads a snapshot into an empty world. @throws {EngineError} `snapshot-invalid` */
export function read(bytes: Uint8Array, world: World, changes: Changes): void {
  try {
    readInto(bytes, world, changes);
  } catch (error) {
    const why = error instanceof EngineError ? error.message : "it is cut off or damaged";
    throw new EngineError("snapshot-invalid", `this is not a usable snapshot: ${why}`);
  }
}

function readInto(bytes: Uint8Array, world: World, changes: Changes): void {
  const input = new Reader(bytes);
  const [revision] = input.float64();
  const [n] = input.int32();
  if (revision === undefined || n === undefined) throw new EngineError("snapshot-invalid", "it is empty");
  const lengthBytes = input.bytes();
  const lengths = new Uint16Array(lengthBytes.slice().buffer, 0, n);
  const text = input.bytes();
  const flags = input.int32();
  const owners = input.int32();
  const grantCounts = input.int32();
  const principals = input.int32();
  const bits = input.int32();
  const ids = input.int32();
  const parentCounts = input.int32();
  const parents = input.int32();
  const membershipCounts = input.int32();
  const groups = input.int32();
  const endingRows = input.int32();
  const ends = input.float64();
  const rest = JSON.parse(new TextDecoder().decode(input.bytes())) as Rest;

  changes.apply(rest.types);
  world.presize(n + FIRST);
  for (let index = 0, at = 0; index < n; index++) {
    world.names.intern(String.fromCharCode.apply(null, text.subarray(at, at + lengths[index]!) as unknown as number[]));
    at += lengths[index]!;
  }
  world.names.declareSorted();
  const { nodes } = world;
  for (let index = 0; index < n; index++) {
    const node = (index + FIRST) * NODE;
    nodes[node] = flags[index]!;
    nodes[node + OWNER] = owners[index]!;
  }
  world.grants.rows.presize(principals.length);
  world.memberships.presize(groups.length);
  const ending = new Map<number, number>();
  endingRows.forEach((row, index) => {
    ending.set(row, ends[index]!);
  });
  let row = 0;
  let parentRow = 0;
  let groupRow = 0;
  const owned = new IndexLoader(n + FIRST);
  const reached = new IndexLoader(n + FIRST);
  const children = new IndexLoader(n + FIRST);
  const members = new IndexLoader(n + FIRST);
  const byType = new IndexLoader(256);
  const roles = new IndexLoader(1);
  const accounts = new IndexLoader(1);
  for (let index = 0; index < n; index++) {
    const handle = index + FIRST;
    const node = handle * NODE;
    const kind = nodes[node]! & KIND;
    if (membershipCounts[index]! > 0) {
      readMemberships(world, handle, membershipCounts[index]!, groups, groupRow, ending);
      for (let end = groupRow + membershipCounts[index]!; groupRow < end; groupRow++) {
        if (kind !== RESOURCE) members.add(groups[groupRow]!, handle);
        else world.subgroups.set(groups[groupRow]!, (world.subgroups.get(groups[groupRow]!) ?? new Set()).add(handle));
      }
    }
    if (kind === ROLE) roles.add(0, handle);
    else if (kind !== RESOURCE) accounts.add(0, handle);
    else {
      byType.add(nodes[node]! >>> TYPE_SHIFT, handle);
      owned.add(owners[index]!, handle);
      if (parentCounts[index]! > 0) {
        readParents(world, handle, parentCounts[index]!, parents, parentRow);
        for (let end = parentRow + parentCounts[index]!; parentRow < end; parentRow++)
          children.add(parents[parentRow]!, handle);
      }
      const count = grantCounts[index]!;
      if (count === 0) continue;
      const start = world.grants.rows.reserve(count);
      nodes[node + GRANTS] = start;
      nodes[node + GRANT_COUNT] = count;
      for (let at = start; at < start + count * GRANT; at += GRANT, row++) {
        world.grants.set(at, ids[row]!, principals[row]!, bits[row]!, null);
        reached.add(principals[row]!, handle);
        world.grantIds.add(ids[row]! >>> 0);
      }
    }
  }
  world.lists.presize(row + n * 3);
  roles.each((_, handles) => world.allRoles.load(handles));
  accounts.each((_, handles) => world.accounts.load(handles));
  byType.each((type, handles) => world.ofType(world.declared.types[type]!).load(handles));
  owned.each((owner, handles) => world.index(world.owned, owner).load(handles));
  reached.each((principal, handles) => world.index(world.reached, principal).load(handles));
  children.each((parent, handles) => world.index(world.children, parent).load(handles));
  members.each((group, handles) => world.index(world.members, group).load(handles));
  world.grantCount = row;
  readExtras(world, rest, grantCounts);
  for (const [resource, link] of rest.links) {
    const handle = world.names.find(resource);
    const about = {
      conversation: world.names.find(link.conversation),
      live: link.live,
      maker: link.live ? world.names.find(link.maker) : NONE,
    };
    world.links.set(handle, about);
    world.linksOf.set(about.conversation, (world.linksOf.get(about.conversation) ?? new Set()).add(handle));
  }
  changes.apply(rest.changes);
  changes.countSuperAdmins();
  world.revision = revision;
}

function readMemberships(
  world: World,
  handle: number,
  count: number,
  groups: Int32Array,
  from: number,
  ending: ReadonlyMap<number, number>,
): void {
  const start = world.memberships.reserve(count);
  world.nodes[handle * NODE + MEMBERSHIPS] = start;
  world.nodes[handle * NODE + MEMBERSHIP_COUNT] = count;
  for (let index = 0; index < count; index++) {
    const end = ending.get(from + index);
    world.memberships.data[start + index * 2] = groups[from + index]!;
    world.memberships.data[start + index * 2 + 1] = end === undefined ? 0 : world.expiries.put(end);
    if (end !== undefined && world.isAccount(handle)) world.endingMembers.set(groups[from + index]!, handle, end);
  }
}

function readParents(world: World, handle: number, count: number, parents: Int32Array, from: number): void {
  const start = world.parents.reserve(count);
  world.nodes[handle * NODE + PARENTS] = start;
  world.nodes[handle * NODE + PARENT_COUNT] = count;
  world.parents.data.set(parents.subarray(from, from + count), start);
}

/** Gathers (key, handle) pairs that come in the order of handles, and hands out each key's handles at once, in order and each once. */
class IndexLoader {
  private readonly counts: Int32Array;
  private keys: Int32Array = new Int32Array(1024);
  private handles: Int32Array = new Int32Array(1024);
  private length = 0;

  constructor(keys: number) {
    this.counts = new Int32Array(keys);
  }

  add(key: number, handle: number): void {
    if (this.length === this.keys.length) {
      this.keys = doubled(this.keys);
      this.handles = doubled(this.handles);
    }
    this.keys[this.length] = key;
    this.handles[this.length++] = handle;
    this.counts[key]!++;
  }

  each(take: (key: number, handles: Int32Array) => void): void {
    const starts = new Int32Array(this.counts.length);
    for (let key = 1; key < starts.length; key++) starts[key] = starts[key - 1]! + this.counts[key - 1]!;
    const ends = starts.slice();
    const sorted = new Int32Array(this.length);
    for (let index = 0; index < this.length; index++) {
      const key = this.keys[index]!;
      const at = ends[key]!;
      if (at > starts[key]! && sorted[at - 1] === this.handles[index]) continue;
      sorted[at] = this.handles[index]!;
      ends[key] = at + 1;
    }
    for (let key = 0; key < ends.length; key++)
      if (ends[key]! > starts[key]!) take(key, sorted.subarray(starts[key]!, ends[key]!));
  }
}

/** Rows of the snapshot are in the order of the resources; a few carry more. */
function readExtras(world: World, rest: Rest, grantCounts: Int32Array): void {
  let next = 0;
  let row = 0;
  for (let index = 0; index < grantCounts.length && next < rest.extras.length; index++) {
    const count = grantCounts[index]!;
    const start = world.nodes[(index + FIRST) * NODE + GRANTS]!;
    for (; next < rest.extras.length && rest.extras[next]![0] < row + count; next++) {
      const [at, expiresAt, text, glass] = rest.extras[next]!;
      const condition = text === null ? null : world.condition(text);
      world.grants.carry(start + (at - row) * GRANT, { expiresAt: expiresAt ?? Infinity, condition, glass });
    }
    row += count;
  }
}

/** Given types keep their index; those declared later are numbered by name. */
function canonicalTypes(world: World): Map<number, number> {
  const later = world.declared.declaredLater().map((definition) => world.declared.type(definition.name)!.index);
  const given = world.declared.types.length - later.length;
  const order = new Map<number, number>();
  for (let index = 0; index < given; index++) order.set(index, index);
  later.forEach((index, at) => {
    order.set(index, given + at);
  });
  return order;
}

class Writer {
  private readonly parts: Uint8Array[] = [];
  private size = 8;

  bytes(part: Uint8Array): void {
    const head = new Uint8Array(new Float64Array([part.length]).buffer);
    const padded = new Uint8Array(Math.ceil(part.length / 8) * 8);
    padded.set(part);
    this.parts.push(head, padded);
    this.size += 8 + padded.length;
  }

  int32(values: Int32Array | readonly number[]): void {
    const column = values instanceof Int32Array ? values : Int32Array.from(values);
    this.bytes(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }

  float64(values: readonly number[]): void {
    this.bytes(new Uint8Array(Float64Array.from(values).buffer));
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.size);
    let at = 8;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    new Int32Array(whole.buffer).set([MAGIC, checksum(whole)]);
    return whole;
  }
}

class Reader {
  private readonly whole: Uint8Array;
  private at = 8;

  constructor(bytes: Uint8Array) {
    // Node's Buffer (files, PostgreSQL) is a Uint8Array whose `slice` does not copy: looked at as a plain one from here on.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // An own copy where the bytes are not aligned, as columns are read in place.
    this.whole = plain.byteOffset % 8 === 0 ? plain : plain.slice();
    if (bytes.length < 16 || bytes.length % 8 !== 0) throw new EngineError("snapshot-invalid", "it is too short");
    const head = new Int32Array(this.whole.buffer, this.whole.byteOffset, 2);
    if (head[0] !== MAGIC) throw new EngineError("snapshot-invalid", "it has another format");
    if (head[1] !== checksum(this.whole)) throw new EngineError("snapshot-invalid", "its check sum differs");
  }

  bytes(): Uint8Array {
    const [length] = new Float64Array(this.whole.buffer, this.whole.byteOffset + this.at, 1);
    const start = this.at + 8;
    if (length === undefined || start + length > this.whole.length)
      throw new EngineError("snapshot-invalid", "it is cut off");
    this.at = start + Math.ceil(length / 8) * 8;
    return this.whole.subarray(start, start + length);
  }

  int32(): Int32Array {
    const part = this.bytes();
    return new Int32Array(part.buffer, part.byteOffset, part.length / 4);
  }

  float64(): Float64Array {
    const part = this.bytes();
    return new Float64Array(part.buffer, part.byteOffset, part.length / 8);
  }
}

/** FNV-1a over 32-bit words: finds damage, not malice. */
function checksum(whole: Uint8Array): number {
  const words = new Int32Array(whole.buffer, whole.byteOffset, whole.length / 4);
  let sum = 0x811c9dc5 | 0;
  for (let index = 2; index < words.length; index++) sum = Math.imul(sum ^ words[index]!, 0x01000193);
  return sum;
}

function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}

import { CARRIES_MORE, G_BITS, GRANT } from "./grant-table.ts";
import type { RightsBook } from "./rights.ts";
import {
  ANYONE,
  BANNED,
  GRANT_COUNT,
  GRANTS,
  HIDDEN,
  KIND,
  NODE,
  OWNER,
  PARENT_COUNT,
  PARENTS,
  RESOURCE,
  SERVICE,
  SET_EPOCH,
  SET_PLACE,
  STATUS,
  TYPE_SHIFT,
  USER,
  type World,
} from "./world.ts";

/** What the lane says. ASK: not a plain case, ask the whole decision. */
export const ASK = 0;
export const FEATURE_OFF = 1;
export const DENIED = 2;
export const NOTHING = 3;
export const OWNS = 4;
export const GRANTED = 5;
export const FROM_PARENT = 6;
const NOT_PLAIN = -1;
/** Ints of a set's filter; a power of two. */
const FILTER = 8;
const HEAD = 1 + FILTER;

/**
 * The lane for plain questions, two million a second: an active account without capabilities and without anything that ends, and a type
 * that only features and grants decide (agents, prompts, projects, tools). Anything else, also a matching grant with an end or a
 * condition, goes to the whole decision (decide.ts); the two are compared by the oracle's tests.
 *
 * A subject's principal set lies in one piece of `sets`, made when first asked for and good for one epoch:
 *
 *   [ count · filter … | feature words … | principals, ascending … ]
 *
 * The filter has one bit for each principal (by its last eight bits), so that most principals that do not match cost one test.
 */
export class Lane {
  private readonly world: World;
  private readonly book: RightsBook;
  private readonly words: number;
  private sets = new Int32Array(1024);
  private end = 1;
  private epoch = 0;
  /** By type: 1 plain; the features that gate it, -1 for none; what ownership allows. */
  private plain = new Uint8Array(256);
  private readonly use = new Int16Array(256);
  private readonly share = new Int16Array(256);
  private readonly shareBit = new Int32Array(256);
  private readonly ownerBits = new Int32Array(256);

  constructor(world: World, book: RightsBook) {
    this.world = world;
    this.book = book;
    this.words = Math.ceil(world.declared.featureIndex.size / 32);
  }

  /**
   * @param subject, resource handles in use; @param bit one action's bit
   * @param now the moment, for whoever only wants yes or no; UNTIL for whoever wants to know until when, who cannot have it from here
   *   where a matching grant ends
   */
  ask(subject: number, bit: number, resource: number, now: number = UNTIL): number {
    if (this.end > this.limit()) this.book.forgetAll();
    if (this.epoch !== this.book.epoch) this.begin();
    const { nodes } = this.world;
    if (nodes[subject * NODE + SET_EPOCH] !== this.epoch) this.prepare(subject);
    const place = nodes[subject * NODE + SET_PLACE]!;
    if (place === NOT_PLAIN) return ASK;
    const node = resource * NODE;
    const flags = nodes[node]!;
    const type = flags >>> TYPE_SHIFT;
    if ((flags & (KIND | HIDDEN)) !== RESOURCE || this.plain[type] === 0) return ASK;
    const use = this.use[type]!;
    if (use >= 0 && !this.isOn(place, use)) return nodes[node + OWNER] === subject ? ASK : FEATURE_OFF;
    if (bit === this.shareBit[type] && this.share[type]! >= 0 && !this.isOn(place, this.share[type]!))
      return FEATURE_OFF;
    if (nodes[node + OWNER] === subject) return (this.ownerBits[type]! & bit) !== 0 ? OWNS : ASK;
    const mask = bit | (bit << 16);
    const own = this.matching(subject, place, nodes[node + GRANTS]!, nodes[node + GRANT_COUNT]!, mask, now);
    if (own === UNSURE) return ASK;
    if (own >>> 16 !== 0) return DENIED;
    const parents = nodes[node + PARENT_COUNT]!;
    if (parents === 0) return own !== 0 ? GRANTED : NOTHING;
    const start = nodes[node + PARENTS]!;
    let passed = false;
    for (let index = 0; index < parents; index++) {
      const above = this.askAbove(subject, place, this.world.parents.data[start + index]!, type, bit, 0, now);
      if (above === ASK || above === DENIED) return above;
      if (above === FROM_PARENT) passed = true;
    }
    return own !== 0 ? GRANTED : passed ? FROM_PARENT : NOTHING;
  }

  /** What one parent passes down to a child of type `childType` for `bit`; NOTHING, FROM_PARENT, DENIED or ASK. */
  private askAbove(
    subject: number,
    place: number,
    parent: number,
    childType: number,
    bit: number,
    depth: number,
    now: number,
  ): number {
    const { nodes, declared } = this.world;
    const node = parent * NODE;
    const flags = nodes[node]!;
    const type = declared.types[flags >>> TYPE_SHIFT]!;
    const sources = declared.types[childType]!.passedDown.get(type.name)?.get(bit);
    if (sources === undefined) return NOTHING;
    // Deep or many-branched trees are for the whole decision, which remembers where it has been.
    if (depth > 4 || this.plain[type.index] === 0) return ASK;
    let passed = false;
    for (const source of sources) {
      const found = this.matching(
        subject,
        place,
        nodes[node + GRANTS]!,
        nodes[node + GRANT_COUNT]!,
        source | (source << 16),
        now,
      );
      if (found === UNSURE) return ASK;
      if (found >>> 16 !== 0) return DENIED;
      if (found !== 0 || (nodes[node + OWNER] === subject && (type.ownerBits & source) !== 0)) passed = true;
      const start = nodes[node + PARENTS]!;
      for (let index = 0; index < nodes[node + PARENT_COUNT]!; index++) {
        const above = this.askAbove(
          subject,
          place,
          this.world.parents.data[start + index]!,
          type.index,
          source,
          depth + 1 + index,
          now,
        );
        if (above === ASK || above === DENIED) return above;
        if (above === FROM_PARENT) passed = true;
      }
    }
    return passed && (flags & HIDDEN) === 0 ? FROM_PARENT : NOTHING;
  }

  /** Allow and deny bits under `mask` of the rows that name one of the subject's principals; UNSURE if one of them is not plain. */
  private matching(subject: number, place: number, start: number, count: number, mask: number, now: number): number {
    const { data } = this.world.grants.rows;
    const { sets } = this;
    let bits = 0;
    for (let row = start, end = start + count * GRANT; row < end; row += GRANT) {
      const relevant = data[row + G_BITS]! & mask;
      if (relevant === 0) continue;
      const word = data[row]!;
      const principal = word & ~CARRIES_MORE;
      if (principal !== subject) {
        if ((sets[place + 1 + ((principal >>> 5) & (FILTER - 1))]! & (1 << (principal & 31))) === 0) continue;
        if (!this.isIn(place, principal)) continue;
      }
      if (word < 0) {
        const extra = now === UNTIL ? null : this.world.grants.extra(row);
        if (extra === null || extra.condition !== null || extra.glass) return UNSURE;
        if (extra.expiresAt <= now) continue;
      }
      bits |= relevant;
    }
    return bits;
  }

  private isIn(place: number, principal: number): boolean {
    const { sets } = this;
    let low = place + HEAD + this.words;
    let high = low + sets[place]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = sets[middle]!;
      if (found === principal) return true;
      if (found < principal) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  private isOn(place: number, feature: number): boolean {
    return (this.sets[place + HEAD + (feature >>> 5)]! & (1 << (feature & 31))) !== 0;
  }

  /** Sets of accounts that changed are left behind; past this, everything begins anew. */
  private limit(): number {
    return 65_536 + this.world.accounts.size * 64;
  }

  private begin(): void {
    this.epoch = this.book.epoch;
    this.end = 1;
    this.plain = new Uint8Array(256);
    for (const type of this.world.declared.types) {
      const { gate, definition } = type;
      const isDown = gate !== null && this.world.ceilings.has(gate.permissionType);
      const isPlain = !isDown && !type.isNarrow && !definition.open && type.memberBits === 0 && type.shownBit === 0;
      this.plain[type.index] = isPlain ? 1 : 0;
      this.use[type.index] = gate?.use ?? -1;
      this.share[type.index] = gate?.share ?? -1;
      this.shareBit[type.index] = type.bits.get("share") ?? 0;
      this.ownerBits[type.index] = type.ownerBits;
    }
  }

  private prepare(subject: number): void {
    const { world, book } = this;
    const flags = world.flags(subject);
    const kind = flags & KIND;
    const place = subject * NODE + SET_PLACE;
    world.nodes[subject * NODE + SET_EPOCH] = this.epoch;
    world.nodes[place] = NOT_PLAIN;
    if ((kind !== USER && kind !== SERVICE) || (flags & (STATUS | BANNED)) !== 0) return;
    const rights = book.resolve(subject, 0);
    if (rights.soonest !== Infinity || rights.capabilities.length > 0) return;
    const principals = [...rights.principals];
    // With public links off a grant to `anyone` counts as one to `everyone`, which a service is not in.
    const counted =
      world.publicLinks || rights.isUser ? principals : principals.filter((principal) => principal !== ANYONE);
    counted.sort((a, b) => a - b);
    const size = HEAD + this.words + counted.length;
    if (this.end + size > this.sets.length) {
      const larger = new Int32Array(Math.max(this.end + size, Math.ceil(this.sets.length * 1.5)));
      larger.set(this.sets);
      this.sets = larger;
    }
    const at = this.end;
    this.end += size;
    this.sets[at] = counted.length;
    this.sets.fill(0, at + 1, at + HEAD);
    for (const principal of counted) this.sets[at + 1 + ((principal >>> 5) & (FILTER - 1))]! |= 1 << (principal & 31);
    for (let word = 0; word < this.words; word++) this.sets[at + HEAD + word] = rights.features[word]!;
    this.sets.set(counted, at + HEAD + this.words);
    world.nodes[place] = at;
  }
}

const UNSURE = -1;
const UNTIL = Number.NEGATIVE_INFINITY;

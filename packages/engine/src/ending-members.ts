/** What was counted of a group holds from one end on until the next one. */
interface Counted {
  from: number;
  until: number;
  ended: number;
}

/**
 * The accounts whose membership in a group has an end, each with it (ms): so that whoever is in a group now is counted without a look at all
 * who are in it.
 *   group 7   ben 1798761600000 · cy 1798848000000     counted: from -∞ until 1798761600000, 0 ended
 * INVARIANT: an account stands here if and only if it stands in `world.members` of the group and its row has a slot in `expiries`.
 */
export class EndingMembers {
  private readonly ends = new Map<number, Map<number, number>>();
  private readonly counted = new Map<number, Counted>();

  /** @param end Infinity: none */
  set(group: number, account: number, end: number): void {
    const ends = this.ends.get(group) ?? new Map<number, number>();
    if (end === Infinity) ends.delete(account);
    else ends.set(account, end);
    this.keep(group, ends);
  }

  delete(group: number, account: number): void {
    const ends = this.ends.get(group);
    if (ends?.delete(account)) this.keep(group, ends);
  }

  /** How many have ended at a moment. Cost: the memberships with an end, when one of them changed or ended since it was asked last; else nothing. */
  countEnded(group: number, now: number): number {
    const ends = this.ends.get(group);
    if (!ends) return 0;
    const known = this.counted.get(group);
    if (known && known.from <= now && now < known.until) return known.ended;
    const counted = { from: -Infinity, until: Infinity, ended: 0 };
    for (const end of ends.values())
      if (end <= now) {
        counted.ended++;
        counted.from = Math.max(counted.from, end);
      } else counted.until = Math.min(counted.until, end);
    this.counted.set(group, counted);
    return counted.ended;
  }

  private keep(group: number, ends: Map<number, number>): void {
    if (ends.size === 0) this.ends.delete(group);
    else this.ends.set(group, ends);
    this.counted.delete(group);
  }
}

import { setImmediate as pause } from "node:timers/promises";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Tx } from "../../store/index.ts";
import { somePeople } from "./queries.ts";

const PEOPLE_AT_A_TIME = 500;
/** Members that are looked at for all things together; a thing beyond is told the most that one of its grants reaches. */
const MOST_STEPS = 20_000_000;

/**
 * Whom principals stand for: people who are active, through groups and roles as well. Cost: everybody once, in pieces, each with the principals
 * that they are, from memory.
 */
export class Reach {
  private readonly members: ReadonlyMap<string, Uint32Array>;
  private readonly places: ReadonlyMap<string, number>;
  private readonly marks: Uint32Array;
  private readonly known = new Map<string, number>();
  private mark = 0;
  private steps = 0;

  private constructor(people: readonly string[], members: ReadonlyMap<string, Uint32Array>) {
    this.members = members;
    this.places = new Map(people.map((account, place) => [account, place]));
    this.marks = new Uint32Array(people.length);
  }

  static async of(db: Tx, access: OrganizationAccess, now: number): Promise<Reach> {
    const people: string[] = [];
    const members = new Map<string, number[]>();
    for (let after = "user:"; ; ) {
      const some = await somePeople(db, access.id, after, PEOPLE_AT_A_TIME);
      for (const account of some) {
        const place = people.push(account) - 1;
        for (const principal of access.engine.principalSet(account as `user:${string}`, now)) {
          if (principal === account || principal === "everyone" || principal === "anyone") continue;
          const there = members.get(principal);
          if (there) there.push(place);
          else members.set(principal, [place]);
        }
      }
      const last = some.at(-1);
      if (last === undefined || some.length < PEOPLE_AT_A_TIME) break;
      after = last;
      await pause();
    }
    return new Reach(people, new Map([...members].map(([name, places]) => [name, Uint32Array.from(places)])));
  }

  /** How many people these principals are, each once, without the owner. */
  count(principals: readonly string[], owner: string): number {
    const isOwnerThere = this.places.has(owner);
    if (principals.some((one) => one === "everyone" || one === "anyone"))
      return this.marks.length - (isOwnerThere ? 1 : 0);
    const [first] = principals;
    const key = JSON.stringify([owner, ...[...principals].sort()]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const count =
      principals.length === 1 && first !== undefined && !this.members.has(first)
        ? Number(this.places.has(first) && first !== owner)
        : this.union(principals, owner);
    if (this.known.size < 100_000) this.known.set(key, count);
    return count;
  }

  private union(principals: readonly string[], owner: string): number {
    const lists = principals.map((one) => this.members.get(one)).filter((list) => list !== undefined);
    this.steps += lists.reduce((sum, list) => sum + list.length, 0);
    if (this.steps > MOST_STEPS) return Math.max(0, ...lists.map((list) => list.length));
    this.mark++;
    let count = 0;
    const see = (place: number) => {
      if (this.marks[place] === this.mark) return;
      this.marks[place] = this.mark;
      count++;
    };
    for (const list of lists) for (const place of list) see(place);
    for (const one of principals) {
      const place = this.places.get(one);
      if (place !== undefined) see(place);
    }
    const place = this.places.get(owner);
    return place !== undefined && this.marks[place] === this.mark ? count - 1 : count;
  }
}

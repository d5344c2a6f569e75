import { setImmediate as pause } from "node:timers/promises";
import type { OrganizationAccess } from "../../../access/organizationAccess.ts";
import type { Tx } from "../../../store/index.ts";
import { add, type Counts, countsOf } from "../counts.ts";
import { type Place, someAccounts, sumThings } from "./queries.ts";

export interface Summed extends Counts {
  /** `model:…`, `agent:…`, `group:…` */
  name: string;
  active: number;
}

export interface AddedUp {
  all: Summed[];
  total: Counts;
}

/** Rows at a time: some milliseconds in a database in this process; then others have their turn. */
const ROWS_OF_THINGS = 4_000;
const ROWS_OF_ACCOUNTS = 500;

/** What a period's usage of models, or of agents, was, one by one. Cost: the period's rows of that type, in pieces. */
export async function addUpThings(db: Tx, organization: string, period: string, type: string): Promise<AddedUp> {
  const sum = new Sum();
  for (let place: Place | undefined; ; ) {
    const { sums, next } = await sumThings(db, organization, period, type, place, ROWS_OF_THINGS);
    for (const { thing, active, ...counts } of sums) {
      sum.add(thing, counts, active);
      add(sum.total, counts);
    }
    if (!next) return sum.added();
    place = next;
    await pause();
  }
}

/**
 * What the members of each group did in a period, those who are in it now, through other groups as well. Whoever is in two groups counts in
 * both, and once in the total. Cost: who was active in the period, in pieces, each with the groups they are in, from memory.
 */
export async function addUpGroups(db: Tx, access: OrganizationAccess, period: string, now: number): Promise<AddedUp> {
  const sum = new Sum();
  for (let after = "user:"; ; ) {
    const accounts = await someAccounts(db, access.id, period, after, ROWS_OF_ACCOUNTS);
    for (const { account, ...counts } of accounts) {
      const groups = access.engine.principalSet(account as `user:${string}`, now).filter(isGroup);
      for (const group of groups) sum.add(group, counts, 1);
      if (groups.length > 0) add(sum.total, counts);
    }
    const last = accounts.at(-1);
    if (!last || accounts.length < ROWS_OF_ACCOUNTS) return sum.added();
    after = last.account;
    await pause();
  }
}

const isGroup = (principal: string): boolean => principal.startsWith("group:");

class Sum {
  readonly total = countsOf(undefined);
  private readonly byName = new Map<string, { active: number; counts: Counts }>();

  add(name: string, counts: Counts, active: number): void {
    const one = this.byName.get(name) ?? { active: 0, counts: countsOf(undefined) };
    one.active += active;
    add(one.counts, counts);
    this.byName.set(name, one);
  }

  added(): AddedUp {
    return {
      all: [...this.byName].map(([name, { active, counts }]) => ({ name, active, ...counts })),
      total: this.total,
    };
  }
}

import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../store/index.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { Ledger, type Owner } from "./ledger.ts";
import { dueAt, type Terms } from "./terms.ts";
import { verifyLedger } from "./verifyLedger.ts";

const ORGANIZATION = "6553f1000000000000000000";
const owner = (account: string): Owner => ({ organization: ORGANIZATION, account });
const START = 1_000;
const startOnly: Terms = { start: START, refill: null };
const TTL = 100;
const by = { actor: "user:ben" };

onEveryDatabase("the ledger", (given, kind) => {
  let store: Store;
  let now: number;
  let ledger: Ledger;

  beforeEach(async () => {
    store = await (await given()).open();
    await store.createOrganization({ id: ORGANIZATION, name: "One", slug: "one" });
    now = Date.parse("2026-11-30T12:00:00Z");
    ledger = new Ledger({ store, now: () => now });
  });

  const reserve = (account: string, id: string, { least = 1, wanted = 100, terms = startOnly } = {}) =>
    ledger.reserve(owner(account), { id, least, wanted, ttlMs: TTL, terms, facts: by });
  const booksOf = async (account: string) => {
    const row = await ledger.find(owner(account));
    return row && { available: row.available, held: row.held, spent: row.spent, issued: row.issued };
  };
  const kindsOf = async (account: string) =>
    (
      await store.db
        .selectFrom("ledger_entries")
        .select(["kind", "amount"])
        .where("account", "=", account)
        .orderBy("number")
        .execute()
    ).map(({ kind, amount }) => `${kind} ${amount}`);
  const expectSound = async () => expect((await verifyLedger(store.db, ORGANIZATION)).problems).toEqual([]);

  test("a first reservation gives what everybody starts with, and holds", async () => {
    expect(await reserve("user:ben", "r")).toEqual({ held: 100 });
    expect(await booksOf("user:ben")).toEqual({ available: 900, held: 100, spent: 0, issued: -1_000 });
    await expectSound();
  });

  test("an answer takes what it cost, and gives the rest back", async () => {
    await reserve("user:ben", "r");
    await ledger.settle(owner("user:ben"), "r", 30, by);
    expect(await booksOf("user:ben")).toEqual({ available: 970, held: 0, spent: 30, issued: -1_000 });
    expect(await kindsOf("user:ben")).toEqual(["start 1000", "reserved 100", "settled 30", "returned 70"]);
    await expectSound();
  });

  test("what it cost beyond is taken as far as it is there, and the organization bears what is missing", async () => {
    await reserve("user:ben", "r", { wanted: 400 });
    await ledger.settle(owner("user:ben"), "r", 1_500, by);
    expect(await booksOf("user:ben")).toEqual({ available: 0, held: 0, spent: 1_500, issued: -1_500 });
    expect((await kindsOf("user:ben")).slice(2)).toEqual(["settled 400", "overrun 600", "shortfall 500"]);
    await expectSound();
  });

  test("who has too little is refused, and nothing is held", async () => {
    expect(await reserve("user:ben", "r", { least: 1_001, wanted: 1_001 })).toEqual({ short: 1_000, budget: null });
    expect(await booksOf("user:ben")).toEqual({ available: 1_000, held: 0, spent: 0, issued: -1_000 });
  });

  test("what is held is not there for another answer", async () => {
    await reserve("user:ben", "first", { wanted: 1_000 });
    expect(await reserve("user:ben", "second")).toEqual({ short: 0, budget: null });
  });

  test("a reservation ends once: what is said of it after that moves nothing", async () => {
    await reserve("user:ben", "r");
    expect(await ledger.settle(owner("user:ben"), "r", 30, by)).toBe(true);
    expect(await ledger.settle(owner("user:ben"), "r", 30, by)).toBe(false);
    expect(await ledger.release(owner("user:ben"), "r", "user:ben")).toBe(false);
    expect(await booksOf("user:ben")).toMatchObject({ available: 970, spent: 30 });
  });

  test("one that is made again is the same one", async () => {
    await reserve("user:ben", "r");
    expect(await reserve("user:ben", "r")).toEqual({ held: 100 });
    expect(await booksOf("user:ben")).toMatchObject({ held: 100 });
  });

  describe("a reservation whose time is over", () => {
    beforeEach(async () => {
      await reserve("user:ben", "lost", { wanted: 1_000 });
      now += TTL;
    });

    test("is given back by the sweep", async () => {
      expect(await ledger.sweep()).toBe(1);
      expect(await booksOf("user:ben")).toMatchObject({ available: 1_000, held: 0 });
      expect(await ledger.sweep()).toBe(0);
      await expectSound();
    });

    test("and before another one is made", async () => {
      expect(await reserve("user:ben", "next")).toEqual({ held: 100 });
    });

    test("is still paid by whoever answers late", async () => {
      await ledger.sweep();
      expect(await ledger.settle(owner("user:ben"), "lost", 30, by)).toBe(true);
      expect(await booksOf("user:ben")).toEqual({ available: 970, held: 0, spent: 30, issued: -1_000 });
      await expectSound();
    });

    test("and no longer than a day", async () => {
      now += 25 * 60 * 60_000;
      await ledger.sweep();
      expect(await ledger.settle(owner("user:ben"), "lost", 30, by)).toBe(false);
    });
  });

  describe("a refill", () => {
    const monthly: Terms = { start: 100, refill: { value: 1, unit: "months", amount: 50 } };
    const spend = async (id: string, least: number) => {
      const reserved = await reserve("user:ben", id, { least, wanted: least, terms: monthly });
      if ("held" in reserved) await ledger.settle(owner("user:ben"), id, least, by);
      return reserved;
    };

    test("comes when it is due and nothing would be left; once, however many intervals have passed", async () => {
      expect(await spend("a", 90)).toEqual({ held: 90 });
      expect(await spend("b", 20)).toEqual({ short: 10, budget: null });
      now = Date.parse("2027-05-01T00:00:00Z");
      expect(await spend("c", 20)).toEqual({ held: 20 });
      expect(await booksOf("user:ben")).toMatchObject({ available: 40, issued: -150 });
      expect(await spend("d", 60)).toEqual({ short: 40, budget: null });
    });

    test("does not come while enough is left", async () => {
      await spend("a", 10);
      now = Date.parse("2027-05-01T00:00:00Z");
      await spend("b", 10);
      expect(await booksOf("user:ben")).toMatchObject({ issued: -100 });
    });
  });

  test("while balances are off, what was taken is written down and nobody's balance changes", async () => {
    await ledger.record(owner("user:ben"), 70, by);
    expect(await booksOf("user:ben")).toEqual({ available: 0, held: 0, spent: 70, issued: -70 });
    await reserve("user:ben", "r");
    expect(await booksOf("user:ben")).toEqual({ available: 900, held: 100, spent: 70, issued: -1_070 });
    await expectSound();
  });

  test("a balance that its entries do not make is found", async () => {
    await reserve("user:ben", "r");
    await reserve("user:eve", "r");
    await store.transact((tx) =>
      tx.updateTable("ledger_balances").set({ available: 901 }).where("account", "=", "user:ben").execute(),
    );
    const { problems } = await verifyLedger(store.db, ORGANIZATION);
    expect(problems).toEqual([
      "the balance of `user:ben` is not the sum of its entries",
      "the pockets of `user:ben` do not balance",
    ]);
  });

  test("many at the same time never hold more than there is", async () => {
    const made = await Promise.all(
      Array.from({ length: 25 }, (_, index) => reserve("user:ben", `r${index}`, { least: 100 })),
    );
    expect(made.filter((one) => "held" in one)).toHaveLength(10);
    expect(await booksOf("user:ben")).toMatchObject({ available: 0, held: 1_000 });
    await expectSound();
  });

  test("after any operations the books are what a plain reckoning says", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(operations, { maxLength: 30 }), async (steps) => {
        const account = `user:any${run++}`;
        const plain = new PlainReckoning();
        for (const step of steps) {
          if (step.what === "wait") now += step.ms;
          else if (step.what === "sweep") await ledger.sweep();
          else if (step.what === "reserve") {
            const { id, least, more } = step;
            const answer = await reserve(account, id, { least, wanted: least + more });
            expect(answer).toEqual(plain.reserve(id, least, least + more, now));
          } else if (step.what === "settle")
            expect(await ledger.settle(owner(account), step.id, step.cost, by)).toBe(
              plain.end(step.id, step.cost, now),
            );
          else expect(await ledger.release(owner(account), step.id, "user:ben")).toBe(plain.end(step.id, 0, now));
        }
        await ledger.sweep();
        plain.expire(now);
        expect((await booksOf(account)) ?? nothing).toEqual(plain.books());
      }),
      { numRuns: kind === "sqlite" ? 60 : 20 },
    );
    await expectSound();
  }, 60_000);
});

const nothing = { available: 0, held: 0, spent: 0, issued: 0 };
const ids = fc.constantFrom("a", "b", "c", "d");
const operations = fc.oneof(
  fc.record({ what: fc.constant("reserve" as const), id: ids, least: fc.nat(400), more: fc.nat(400) }),
  fc.record({ what: fc.constant("settle" as const), id: ids, cost: fc.nat(900) }),
  fc.record({ what: fc.constant("release" as const), id: ids }),
  fc.record({ what: fc.constant("wait" as const), ms: fc.nat(2 * TTL) }),
  fc.record({ what: fc.constant("sweep" as const) }),
);

/** What the ledger does, in the fewest words: one number for what is there, a list of what is held. */
class PlainReckoning {
  private available: number | null = null;
  private spent = 0;
  private borne = 0;
  private readonly held = new Map<string, { amount: number; until: number }>();

  reserve(id: string, least: number, wanted: number, now: number) {
    this.expire(now);
    const made = this.held.get(id);
    if (made) return { held: made.amount };
    this.available ??= START;
    if (this.available < least || (this.available === 0 && wanted > 0)) return { short: this.available, budget: null };
    const amount = Math.min(wanted, this.available);
    this.available -= amount;
    this.held.set(id, { amount, until: now + TTL });
    return { held: amount };
  }

  end(id: string, cost: number, now: number): boolean {
    this.expire(now);
    const made = this.held.get(id);
    if (!made) return false;
    this.held.delete(id);
    const there = (this.available ?? 0) + made.amount;
    this.spent += cost;
    this.borne += Math.max(0, cost - there);
    this.available = Math.max(0, there - cost);
    return true;
  }

  expire(now: number): void {
    for (const one of this.held.values()) {
      if (one.until > now) continue;
      this.available = (this.available ?? 0) + one.amount;
      one.amount = 0;
    }
  }

  books() {
    if (this.available === null) return nothing;
    const held = [...this.held.values()].reduce((sum, { amount }) => sum + amount, 0);
    return { available: this.available, held, spent: this.spent, issued: -START - this.borne };
  }
}

describe("a refill is due", () => {
  const at = (text: string) => new Date(text).getTime(); // without a zone: the server's own calendar
  test.each([
    ["2026-11-30T12:00:00", 30, "seconds", "2026-11-30T12:00:30"],
    ["2026-11-30T12:00:00", 90, "minutes", "2026-11-30T13:30:00"],
    ["2026-11-30T12:00:00", 13, "hours", "2026-12-01T01:00:00"],
    ["2026-11-30T12:00:00", 2, "days", "2026-12-02T12:00:00"],
    ["2026-11-30T12:00:00", 1, "weeks", "2026-12-07T12:00:00"],
    ["2027-01-31T12:00:00", 1, "months", "2027-03-03T12:00:00"], // February has 28 days
  ] as const)("%s and %d %s later: %s", (last, value, unit, due) =>
    expect(dueAt(at(last), { value, unit })).toBe(at(due)),
  );
});

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Store } from "../../store/index.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { saveBudget, useOf } from "../budgets/queries.ts";
import { Ledger, type Owner } from "../ledger/ledger.ts";
import type { Terms } from "../ledger/terms.ts";
import { verifyLedger } from "../ledger/verifyLedger.ts";
import type { Held } from "./slice.ts";
import { Slices } from "./slices.ts";
import { cutSlices } from "./writing.ts";

const ORGANIZATION = "6553f1000000000000000000";
const ben: Owner = { organization: ORGANIZATION, account: "user:ben" };
const START = 100_000;
const startOnly: Terms = { start: START, refill: null };
const by = { actor: "user:ben", model: "model:big" };

onEveryDatabase("slices of an account", (given) => {
  let store: Store;
  let now: number;
  let ledger: Ledger;
  let slices: Slices;
  const opened: Slices[] = [];
  const warn = vi.fn();

  beforeEach(async () => {
    store = await (await given()).open();
    await store.createOrganization({ id: ORGANIZATION, name: "One", slug: "one" });
    now = Date.parse("2026-11-30T12:00:00Z");
    ledger = new Ledger({ store, now: () => now });
    slices = server(store);
    warn.mockClear();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.stop();
  });

  function server(its: Store): Slices {
    const made = new Slices(new Ledger({ store: its, now: () => now }), { log: { warn }, now: () => now });
    opened.push(made);
    return made;
  }
  const hold = (wanted = 100, { of = slices, terms = startOnly as Terms | null, budgets = [] as string[] } = {}) =>
    of.hold({ owner: ben, terms, budgets }, wanted);
  /** By a slice, after as many calls as that takes. */
  async function held(wanted = 100, how: Parameters<typeof hold>[1] = {}): Promise<Held> {
    for (let call = 0; call < 5; call++) {
      const found = await hold(wanted, how);
      if (found) return found;
    }
    throw new Error("nothing was held");
  }
  const books = async () => {
    const row = await ledger.find(ben);
    return row && { available: row.available, held: row.held, spent: row.spent, issued: row.issued };
  };
  const entries = () =>
    store.db.selectFrom("ledger_entries").selectAll().where("account", "=", ben.account).orderBy("number").execute();
  const kinds = async () => (await entries()).map(({ kind, amount }) => `${kind} ${amount}`);
  const expectSound = async () => expect((await verifyLedger(store.db, ORGANIZATION)).problems).toEqual([]);

  describe("whoever asks", () => {
    test("now and then is looked at call by call", async () => {
      for (let call = 0; call < 10; call++) {
        expect(await hold()).toBeNull();
        now += 1_000;
      }
    });

    test("often is let in by a slice, of an eighth of what is there at most", async () => {
      expect([await hold(), await hold(), await hold()]).toEqual([null, null, null]);
      const fourth = await hold();
      expect(await books()).toMatchObject({ available: START - 800, held: 800 });
      fourth?.release();
      await slices.giveBack(ben);
      await expect(held(START / 8)).resolves.toBeDefined();
      await slices.giveBack(ben);
      await expect(held(START / 8 + 1)).rejects.toThrow("nothing was held");
      await expectSound();
    });

    test("more at a time than a slice has makes it larger, once for all who wait", async () => {
      await held();
      const all = await Promise.all(Array.from({ length: 30 }, () => hold()));
      expect(all.every((one) => one !== null)).toBe(true);
      const reserved = (await entries()).filter(({ kind }) => kind === "reserved");
      expect(reserved.length).toBeLessThan(6);
      await expectSound();
    });

    test("a hundred at once is let in by it, also while it is being written", async () => {
      (await held()).settle(10, by);
      const written = slices.written(ben);
      const all = await Promise.all(Array.from({ length: 100 }, () => hold()));
      expect(all.filter((one) => one === null)).toEqual([]);
      await written;
      const reserved = (await entries()).filter(({ kind }) => kind === "reserved");
      expect(reserved.length).toBeLessThan(5);
      await expectSound();
    });

    test("a hundred at once, as the first, is let in by one that is opened for all", async () => {
      const all = await Promise.all(Array.from({ length: 100 }, () => hold()));
      expect(all.filter((one) => one === null)).toHaveLength(3);
      expect((await entries()).filter(({ kind }) => kind === "reserved").length).toBeLessThan(3);
    });

    test("for more than there is gets nothing by it", async () => {
      expect((await Promise.all(Array.from({ length: 8 }, () => hold(START * 2)))).every((one) => one === null)).toBe(
        true,
      );
      expect(await books()).toMatchObject({ held: 0 });
    });
  });

  describe("what calls took", () => {
    test("is written in groups, an entry for each", async () => {
      for (const cost of [10, 20, 30]) (await held()).settle(cost, { ...by, tokens_out: cost });
      expect(await books()).toMatchObject({ spent: 0 });
      expect(slices.outstanding).toBe(800);
      await slices.written(ben);
      const settled = (await entries()).filter(({ kind }) => kind === "settled");
      expect(settled.map(({ amount, tokens_out, model }) => [amount, tokens_out, model])).toEqual([
        [10, 10, "model:big"],
        [20, 20, "model:big"],
        [30, 30, "model:big"],
      ]);
      expect(await books()).toMatchObject({ spent: 60 });
      await expectSound();
    });

    test("is written as it was, however many calls there were", async () => {
      const facts = { ...by, key_id: null, tokens_in: 3, tokens_out: 0, reason: 'it\'s "so" — ünd' };
      for (let call = 1; call <= 300; call++) (await held()).settle(call % 7, { ...facts, agent: `agent:${call}` });
      await slices.giveBack(ben);
      const settled = (await entries()).filter(({ kind }) => kind === "settled");
      expect(settled).toHaveLength(300 - Math.floor(300 / 7));
      expect(settled[0]).toEqual({
        ...{ organization_id: ORGANIZATION, account: ben.account, number: 3, at: now, kind: "settled" },
        ...{ debited: "held", credited: "spent", amount: 1, actor: "user:ben", reservation: expect.any(String) },
        ...{ model: "model:big", agent: "agent:1", key_id: null, context: null, conversation_id: null },
        ...{ tokens_in: 3, tokens_out: 0, prompt_rate: null, completion_rate: null, reason: facts.reason },
      });
      await expectSound();
    });

    test("is written by itself after a moment", async () => {
      (await held()).settle(10, by);
      await vi.waitFor(async () => expect(await books()).toMatchObject({ spent: 10 }), 5_000);
    });

    test("is nothing where a call was released, and is counted once where it ends twice", async () => {
      (await held()).release();
      const twice = await held();
      twice.settle(10, by);
      twice.settle(10, by);
      twice.release();
      await slices.giveBack(ben);
      expect(await books()).toEqual({ available: START - 10, held: 0, spent: 10, issued: -START });
    });

    test("beyond what they held is taken of what is there, and then of the organization", async () => {
      (await held()).settle(START + 500, by);
      await slices.giveBack(ben);
      expect(await books()).toEqual({ available: 0, held: 0, spent: START + 500, issued: -START - 500 });
      expect((await kinds()).slice(1)).toEqual([
        "reserved 800",
        "settled 800",
        `overrun ${START - 800}`,
        "shortfall 500",
      ]);
      await expectSound();
    });

    test("is written at once where it is more than what was held for it", async () => {
      (await held()).settle(5_000, by);
      await expect.poll(async () => (await books())?.spent, { interval: 5, timeout: 400 }).toBe(5_000);
    });

    test("is written once where nobody can say whether it was", async () => {
      let isLost = false;
      const lossy: Store = {
        ...store,
        async transact(work, alone) {
          const done = await store.transact(work, alone);
          if (!isLost) return done;
          isLost = false;
          throw new Error("the connection was lost");
        },
      };
      slices = server(lossy);
      (await held()).settle(10, by);
      isLost = true;
      await slices.written(ben);
      expect(warn).toHaveBeenCalledOnce();
      (await held()).settle(5, by);
      await slices.written(ben);
      await slices.giveBack(ben);
      expect(await books()).toEqual({ available: START - 15, held: 0, spent: 15, issued: -START });
      await expectSound();
    });

    test("of an account that is gone is nobody's", async () => {
      const call = await held();
      await store.transact(async (tx) => {
        for (const table of ["ledger_balances", "ledger_entries", "ledger_reservations"] as const)
          await tx.deleteFrom(table).execute();
      });
      call.settle(10, by);
      await slices.giveBack(ben);
      expect(await books()).toBeUndefined();
    });
  });

  describe("it is given back", () => {
    test("when nothing is asked any more", async () => {
      (await held()).settle(10, by);
      now += 3_001;
      await vi.waitFor(async () => expect(await books()).toMatchObject({ available: START - 10, held: 0 }), 5_000);
    });

    test("when the server stops, but for what is under way", async () => {
      const underWay = await held();
      (await held()).settle(10, by);
      await slices.stop();
      expect(await books()).toMatchObject({ available: START - 110, held: 100 });
      underWay.settle(50, by);
    });

    test("when its server is lost, at its end, by whoever asks next", async () => {
      (await held()).settle(10, by);
      now += 30_001;
      const next = { id: "r", least: 1, wanted: START, ttlMs: 1_000, terms: startOnly, facts: by };
      expect(await ledger.reserve(ben, next)).toEqual({ held: START });
      await expectSound();
    });

    test("when a balance is set: at once on every server, and what calls took meanwhile is charged", async () => {
      const call = await held();
      await ledger.inBook(ben, async (book, tx) => {
        await cutSlices(tx, book);
        book.take(START, by);
      });
      expect(await books()).toMatchObject({ available: 0, held: 0 });
      call.settle(10, by);
      await slices.written(ben);
      await slices.giveBack(ben);
      expect(await books()).toMatchObject({ available: 0, held: 0, spent: 10 });
      expect((await kinds()).at(-1)).toBe("shortfall 10");
      await expectSound();
    });
  });

  describe("budgets", () => {
    const allow = (amount: number, period: "day" | "none" = "none") =>
      store.transact((tx) =>
        saveBudget(tx, {
          ...{ organization_id: ORGANIZATION, principal: "group:one", whose: "administration", amount, period },
          ...{ set_by: "cli:test", set_at: 1 },
        }),
      );
    const use = (period = "all") => useOf(store.db, ORGANIZATION, "group:one", period);

    test.each([
      ["beside a balance", startOnly],
      ["alone", null],
    ])("count, %s", async (_how, terms) => {
      await allow(10_000);
      const how = { terms, budgets: ["group:one"] };
      (await held(100, how)).settle(60, by);
      await slices.written(ben);
      expect(await use()).toMatchObject({ spent: 60 });
      await slices.giveBack(ben);
      expect(await use()).toEqual({ held: 0, spent: 60 });
      expect(await books()).toMatchObject({ spent: 60, held: 0 });
      await expectSound();
    });

    test("are the bound, together with slices of others", async () => {
      await allow(1_000);
      await held(100, { budgets: ["group:one"] });
      expect((await use()).held).toBe(125);
    });

    test("of a new period count what comes in it", async () => {
      await allow(10_000, "day");
      const how = { budgets: ["group:one"] };
      (await held(100, how)).settle(10, by);
      now += 86_400_000 - 60_000;
      await slices.written(ben);
      now += 120_000;
      (await held(100, how)).settle(20, by);
      await slices.giveBack(ben);
      const uses = await store.db
        .selectFrom("ledger_budget_uses")
        .select(["held", "spent"])
        .orderBy("period")
        .execute();
      expect(uses).toEqual([
        { held: 0, spent: 10 },
        { held: 0, spent: 20 },
      ]);
    });
  });

  test("whatever two servers do, the books balance and nobody is let in for more than there is", async () => {
    const step = fc.record({
      server: fc.nat(1),
      what: fc.constantFrom("hold", "hold", "hold", "settle", "release", "write", "give back", "later"),
      amount: fc.integer({ min: 1, max: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await store.transact(async (tx) => {
          for (const table of ["ledger_balances", "ledger_entries", "ledger_reservations"] as const)
            await tx.deleteFrom(table).execute();
        });
        const servers = [server(store), server(store)];
        const underWay: { held: Held; wanted: number }[] = [];
        const terms: Terms = { start: 3_000, refill: null };
        let spent = 0;
        for (const { server: which, what, amount } of steps) {
          const of = servers[which] as Slices; // there are two
          const [first] = underWay;
          if (what === "hold") {
            const found = await hold(amount, { of, terms });
            if (found) underWay.push({ held: found, wanted: amount });
          } else if (what === "write") await of.written(ben);
          else if (what === "give back") await of.giveBack(ben);
          else if (what === "later") now += 500;
          else if (first) {
            underWay.shift();
            const cost = what === "settle" ? Math.min(amount, first.wanted) : 0;
            if (cost > 0) first.held.settle(cost, by);
            else first.held.release();
            spent += cost;
          }
        }
        for (const { held: one } of underWay) one.release();
        for (const one of servers) await one.stop();
        const after = await books();
        expect(after?.spent ?? 0).toBe(spent);
        expect(after?.held ?? 0).toBe(0);
        expect(spent).toBeLessThanOrEqual(3_000);
        await expectSound();
      }),
      { numRuns: 30 },
    );
  });
});

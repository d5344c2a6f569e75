import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@gatehouse/engine";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noteEvent, verifyTables } from "../store/index.ts";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { readHead, verifyFile, verifyTrail } from "./index.ts";
import { asJsonLines } from "./reading/exporting.ts";
import { askErasure } from "./sealing/erasing.ts";
import { type OpenTrail, openTrail } from "./testing/trail.ts";

const status = (account: string, to: "active" | "deactivated"): Change => ({
  kind: "account-status-set",
  account,
  status: to,
});

onEveryDatabase("the audit trail", (given) => {
  let trail: OpenTrail;
  let folder: string;
  beforeEach(async () => {
    trail = await openTrail(await given(), { AUDIT_RETENTION_DAYS: "30" });
    folder = await mkdtemp(join(tmpdir(), "gatehouse-trail-"));
  });
  afterEach(async () => {
    await trail.close();
    await rm(folder, { recursive: true, force: true });
  });

  const change = (changes: readonly Change[], reason?: string, by = "sue") =>
    trail.here.commit(trail.actor(by), async () => ({ changes, result: null }), reason);
  const event = (kind: "sign-in" | "agent-edited" = "sign-in", by = "ada") =>
    trail.store.transact((tx) =>
      noteEvent(tx, {
        organization: trail.organization,
        kind,
        actor: `user:${by}`,
        about: [kind === "sign-in" ? `user:${by}` : "agent:1"],
        facts: { way: "password" },
        details: { ip: "198.51.100.7", userAgent: "Firefox" },
        at: trail.now(),
      }),
    );
  /** Three segments. */
  const live = async () => {
    await change([status("user:ben", "deactivated")], "He left");
    await event();
    await trail.audit.sealer.seal();
    trail.seconds(60);
    await change([status("user:ben", "active")], "He came back");
    await event("agent-edited");
    await event();
    await trail.audit.sealer.seal();
    trail.seconds(60);
    await event();
    await trail.audit.sealer.seal();
  };
  const verify = (head?: string) => verifyTrail(trail.store, trail.organization, { head });
  const head = async () => (await trail.audit.trail.head(trail.actor("sue"))).head ?? "";
  const run = (statement: ReturnType<typeof sql>) => trail.store.transact((tx) => statement.execute(tx));
  const exported = async (span: { from?: number; to?: number } = {}) => {
    const file = join(folder, "trail.jsonl");
    let text = "";
    for await (const piece of asJsonLines(trail.store, trail.organization, {
      from: undefined,
      to: undefined,
      ...span,
    }))
      text += piece;
    await writeFile(file, text);
    return file;
  };
  const verifyIt = (file: string, kept?: string) =>
    verifyFile(file, kept === undefined ? undefined : (readHead(kept) ?? undefined));

  test("tells who changed what, what it was before, why and from where", async () => {
    await live();
    const { entries } = await trail.audit.trail.list(trail.actor("sue"), { limit: 50, about: "user:ben" });
    expect(entries[0]).toMatchObject({
      actor: "user:sue",
      words: "changed the status of an account",
      lines: [{ before: "deactivated", after: "active", about: ["user:ben"] }],
      reason: "He came back",
      ip: "192.0.2.3",
      origin: "api",
    });
    expect(entries[1]).toMatchObject({ lines: [{ before: "active", after: "deactivated" }], reason: "He left" });
  });

  test("is whole, in the database and as a file, with the head that was kept", async () => {
    await live();
    const kept = await head();
    await event();
    await trail.audit.sealer.seal();
    expect(await verify(kept)).toMatchObject({ result: "whole", problems: [], isHeadFound: true, waiting: 0 });
    const file = await exported();
    expect(await verifyIt(file, kept)).toMatchObject({ result: "whole", problems: [], isHeadFound: true });
    expect(await verifyIt(file, kept.split("-")[1])).toMatchObject({ result: "whole", isHeadFound: true });
  });

  describe("alters nobody unnoticed", () => {
    test.each([
      ["who did it, in the log", sql`update log set actor = 'user:ada' where revision = 3`, "segment 1, entry"],
      [
        "the change, in the log",
        sql`update log set changes = replace(changes, 'deactivated', 'active') where revision = 3`,
        "segment 1, entry",
      ],
      ["what it was before", sql`update log set former = null where revision = 3`, "it is not what was sealed"],
      ["when it was", sql`update log set at = at + 1 where revision = 4`, "segment 2, entry"],
      ["why", sql`update log set reason = 'For fun' where revision = 3`, "its details"],
      ["from where", sql`update log set ip = null where revision = 3`, "its details"],
      [
        "who signed in",
        sql`update audit_entries set body = replace(body, 'user:ada', 'user:ben') where revision is null`,
        "it is not what was sealed",
      ],
      [
        "an event's address",
        sql`update audit_entries set details = replace(details, '198.51', '203.0') where revision is null`,
        "its details",
      ],
      [
        "an entry together with its hash",
        sql`update audit_entries set hash = ${"0".repeat(64)} where number = 2`,
        "segment 1",
      ],
      ["a segment", sql`update audit_segments set root = ${"0".repeat(64)} where segment = 2`, "segment 2"],
      [
        "under what an entry is found",
        sql`update audit_marks set mark = 'on user:zoe' where mark = 'on user:ben'`,
        'it is not found under "on user:ben"',
      ],
      [
        "that it is found at all",
        sql`delete from audit_marks where mark = 'by user:sue' and number = (select min(number) from audit_marks where mark = 'by user:sue')`,
        'it is not found under "by user:sue"',
      ],
      [
        "that one is found where it does not belong",
        sql`insert into audit_marks (organization_id, mark, at, number)
          select organization_id, 'by user:ben', at, number from audit_marks where mark = 'by user:sue'`,
        "words that do not follow from them",
      ],
      ["when an event is listed", sql`update audit_entries set at = at - 1 where number = 2`, "at another moment"],
      ["where an entry leads", sql`update audit_entries set revision = 3 where revision = 4`, "segment 2"],
    ])("%s", async (_, statement, where) => {
      await live();
      await run(statement);
      const { result, problems } = await verify();
      expect(result).toBe("altered");
      expect(problems.join("\n")).toContain(where);
    });

    test.each([
      ["a row of the log", sql`delete from log where revision = 3`, "it is not what was sealed"],
      ["an entry", sql`delete from audit_entries where number = 3`, "entry 3 is missing"],
      ["a segment with its entries", sql`delete from audit_segments where segment = 2`, "segment 2 is missing"],
      [
        "an address, as if it had been erased",
        sql`update audit_entries set details = null, salt = null where body is not null`,
        "lost what is personal",
      ],
      [
        "an entry, as if it had gone by age",
        sql`update audit_entries set body = null, details = null, salt = null where revision is null`,
        "entries are gone",
      ],
    ])("nor is taken away %s", async (_, statement, said) => {
      await live();
      await run(statement);
      const { result, problems } = await verify();
      expect(result).toBe("altered");
      expect(problems.join("\n")).toContain(said);
    });

    test("nor is put in an entry", async () => {
      await live();
      await run(sql`insert into audit_entries (organization_id, number, segment, at, body, hash)
        select organization_id, 1000, segment, at, body, hash from audit_entries where body is not null limit 1`);
      expect(await verify()).toMatchObject({ result: "altered" });
    });

    test("nor are two entries changed for each other", async () => {
      await live();
      await run(sql`update audit_entries set number = 999 where number = 5`);
      await run(sql`update audit_entries set number = 5 where number = 6`);
      await run(sql`update audit_entries set number = 6 where number = 999`);
      expect(await verify()).toMatchObject({ result: "altered" });
    });

    test("a tail that was cut is noticed by the head that was kept", async () => {
      await live();
      const kept = await head();
      await run(sql`delete from audit_marks where number in (select number from audit_entries where segment = 3)`);
      await run(sql`delete from audit_entries where segment = 3`);
      await run(sql`delete from audit_segments where segment = 3`);
      expect(await verify()).toMatchObject({ result: "whole" });
      expect(await verify(kept)).toMatchObject({ result: "short", isHeadFound: false });
    });

    test("a trail that was rewritten whole, and sealed anew, is noticed by the head that was kept", async () => {
      await live();
      const kept = await head();
      await run(sql`delete from audit_entries`);
      await run(sql`delete from audit_marks`);
      await run(sql`delete from audit_segments`);
      await run(sql`update log set actor = 'user:ada' where revision = 3`);
      await event();
      await trail.audit.sealer.seal();
      for (let segment = 1; segment < 4; segment++) {
        await event();
        await trail.audit.sealer.seal();
      }
      expect(await verify()).toMatchObject({ result: "whole" });
      const verdict = await verify(kept);
      expect(verdict.result).toBe("altered");
      expect(verdict.problems.join("\n")).toContain("segment 3: its head is not the one that was kept");
    });
  });

  describe("as a file", () => {
    const lines = async (file: string) => (await readFile(file, "utf8")).trimEnd().split("\n");
    const write = (file: string, all: readonly string[]) => writeFile(file, `${all.join("\n")}\n`);

    test.each<[string, (all: string[]) => string[], string]>([
      ["a line is altered", (all) => all.map((one) => one.replace("He left", "He stole")), "its details"],
      [
        "who did it is altered",
        (all) => all.map((one) => one.replace('"actor":"user:sue"', '"actor":"user:ada"')),
        "it is not what was sealed",
      ],
      ["a line is taken out", (all) => all.toSpliced(3, 1), "is missing"],
      ["a line is there twice", (all) => all.toSpliced(3, 0, all[3] ?? ""), "out of order, or there twice"],
      ["lines change places", (all) => all.toSpliced(1, 2, all[2] ?? "", all[1] ?? ""), "out of order"],
      ["a line is no line", (all) => all.toSpliced(2, 1, "{"), "neither an entry nor a segment"],
      ["the last segment's line is gone", (all) => all.slice(0, -1), "in no segment"],
    ])("%s: altered", async (_, alter, said) => {
      await live();
      const file = await exported();
      await write(file, alter(await lines(file)));
      const { result, problems } = await verifyIt(file);
      expect(result).toBe("altered");
      expect(problems.join("\n")).toContain(said);
    });

    test("what ends before the head that was kept is told", async () => {
      await live();
      const kept = await head();
      const file = await exported();
      const all = await lines(file);
      const end = all.findIndex((one) => one.includes('"segment":{') && one.includes('"segment":2'));
      await write(file, all.slice(0, end + 1));
      expect(await verifyIt(file)).toMatchObject({ result: "whole" });
      expect(await verifyIt(file, kept)).toMatchObject({ result: "short" });
    });

    test("of some days only it holds whole segments, and the chain to the newest head", async () => {
      await live();
      const kept = await head();
      trail.days(3);
      await event();
      await trail.audit.sealer.seal();
      const until = Date.parse("2026-03-02T00:00:00Z");
      const early = await verifyIt(await exported({ to: until }), kept);
      expect(early).toMatchObject({ result: "whole", isHeadFound: true, segments: 4 });
      const late = await verifyIt(await exported({ from: until }), await head());
      expect(late).toMatchObject({ result: "whole", isHeadFound: true, from: 4, segments: 1 });
    });

    describe("with a tail that it leaves out", () => {
      const later = async () => {
        trail.days(3);
        await event("sign-in", "ben");
        await trail.audit.sealer.seal();
      };
      /** Five segments, of which the last is left out: of the one before it may be where it began. */
      const early = async () => {
        await live();
        await later();
        await later();
        return exported({ to: Date.parse("2026-03-02T00:00:00Z") });
      };

      test("says how much it does not hold", async () => {
        expect(await verifyIt(await early())).toMatchObject({ result: "whole", segments: 5, leftOut: 1 });
      });

      test("has what the trail tells of erasures, and a detail that was taken out of it is noticed", async () => {
        await live();
        await later();
        await later();
        await trail.store.transact((tx) => askErasure(tx, trail.organization, "user:ada", 1));
        await later();
        const file = await exported({ to: Date.parse("2026-03-02T00:00:00Z") });
        expect(await verifyIt(file)).toMatchObject({ result: "whole", erased: 4, leftOut: 2 });
        const all = await lines(file);
        const entry = JSON.parse(all[1] ?? "").entry;
        await write(file, all.with(1, JSON.stringify({ entry: { ...entry, details: null, salt: null } })));
        expect(await verifyIt(file)).toMatchObject({ result: "altered" });
      });

      test.each<[string, (all: string[]) => string[]]>([
        [
          "a segment in the middle whose entries are gone",
          (all) => {
            const at = all.findIndex((one) => one.includes('"segment":{') && one.includes('"segment":2'));
            const first = all.findIndex((one) => one.includes('"segment":{') && one.includes('"segment":1'));
            return all
              .with(at, JSON.stringify({ ...JSON.parse(all[at] ?? ""), entriesLeftOut: true }))
              .toSpliced(first + 1, at - first - 1);
          },
        ],
        [
          "a header that says nothing of it",
          (all) => all.with(0, JSON.stringify({ ...JSON.parse(all[0] ?? ""), to: undefined })),
        ],
        [
          "a field within an entry",
          (all) => all.with(1, (all[1] ?? "").replace('"entry":{', '"entry":{"by":"user:ada",')),
        ],
      ])("%s: altered", async (_, alter) => {
        const file = await early();
        await write(file, alter(await lines(file)));
        expect(await verifyIt(file)).toMatchObject({ result: "altered" });
      });

      test("a head that was taken off is noticed", async () => {
        const file = await early();
        const all = await lines(file);
        const first = all.findIndex((one) => one.includes('"segment":{'));
        await write(file, all.toSpliced(1, first));
        expect(await verifyIt(file)).toMatchObject({ result: "altered" });
      });
    });

    test("one that holds nothing is not called whole", async () => {
      await live();
      const file = await exported();
      await write(file, (await lines(file)).slice(0, 1));
      expect(await verifyIt(file)).toMatchObject({ result: "nothing" });
    });

    test("that begins where a head was kept, follows it or does not", async () => {
      await live();
      const kept = await head();
      trail.days(3);
      await event();
      await trail.audit.sealer.seal();
      const file = await exported({ from: Date.parse("2026-03-02T00:00:00Z") });
      expect(await verifyIt(file, kept)).toMatchObject({ result: "whole", isHeadFound: true });
      expect(await verifyIt(file, `3-${"1".repeat(64)}`)).toMatchObject({ result: "altered", isHeadFound: false });
    });

    test("another kind of file is no trail", async () => {
      const file = join(folder, "other.txt");
      await writeFile(file, "Hello\n");
      await expect(verifyIt(file)).rejects.toThrow("no trail");
    });
  });

  describe("when a person is erased", () => {
    const everything = async () =>
      JSON.stringify(await trail.store.db.selectFrom("audit_entries").selectAll().execute());
    const erase = async (account: string) => {
      await trail.store.transact((tx) => askErasure(tx, trail.organization, account, 1));
      await trail.audit.sealer.seal();
    };

    test("what is personal of them goes, what happened stays, and the chain is valid", async () => {
      await live();
      const kept = await head();
      expect(await everything()).toContain("198.51.100.7");
      await erase("user:ada");
      expect(await everything()).not.toContain("198.51.100.7");
      const { entries } = await trail.audit.trail.list(trail.actor("sue"), { limit: 50, actor: "user:ada" });
      expect(entries.map(({ words, isErased }) => `${words}: ${isErased}`).sort()).toEqual([
        "edited an agent: true",
        "signed in: true",
        "signed in: true",
        "signed in: true",
      ]);
      expect(await verify(kept)).toMatchObject({ result: "whole", erased: 4, isHeadFound: true });
      expect(await verifyIt(await exported(), kept)).toMatchObject({ result: "whole", erased: 4 });
    });

    test("also reasons of changes about them, in the log and on grants", async () => {
      const grant = {
        id: 1,
        principal: "user:ben",
        resource: "agent:1",
        allow: ["use"],
        deny: [],
        expiresAt: null,
        condition: null,
      };
      await change([{ kind: "resource-added", resource: "agent:1", owner: "user:sue", state: "active" }]);
      await change([{ kind: "grant-set", grant }], "Ben asked for it");
      await trail.audit.sealer.seal();
      await erase("user:ben");
      const text = JSON.stringify([
        await trail.store.db.selectFrom("log").selectAll().execute(),
        await trail.store.db.selectFrom("grant_records").selectAll().execute(),
      ]);
      expect(text).not.toContain("Ben asked for it");
      expect(await verifyTables(trail.store, trail.organization)).toMatchObject({ problems: [] });
      expect(await verify()).toMatchObject({ result: "whole" });
    });

    test("by hand, the trail names who asked and why; what they say goes like all that is personal", async () => {
      await live();
      const sue = trail.actor("sue");
      await trail.audit.trail.erase(sue, { account: "user:ada", reason: "She asked by mail" });
      const { entries } = await trail.audit.trail.list(sue, { limit: 50, kind: "audit-erased" });
      expect(entries).toMatchObject([
        { actor: "user:sue", origin: "api", about: ["user:ada"], reason: "She asked by mail", facts: { entries: 4 } },
      ]);
      expect(await verify()).toMatchObject({ result: "whole", erased: 4 });
      await erase("user:ada");
      expect(await everything()).not.toContain("She asked by mail");
      expect(await verify()).toMatchObject({ result: "whole", erased: 5 });
    });

    test("by hand, whoever is not of this organization is not found; who is gone is, as far as the trail knows them", async () => {
      const sue = trail.actor("sue");
      const wish = { account: "user:nobody", reason: "Why not" };
      await expect(trail.audit.trail.erase(sue, wish)).rejects.toMatchObject({ code: "resource-not-found" });
      expect(await trail.store.db.selectFrom("audit_erasures").selectAll().execute()).toEqual([]);
      await change([{ kind: "account-removed", account: "user:ben" }]);
      await trail.audit.trail.erase(sue, { account: "user:ben", reason: "Once more" });
    });

    test("an address that somebody typed goes, whoever's it is, and no other that holds it", async () => {
      const typed = (address: string) =>
        trail.store.transact((tx) =>
          noteEvent(tx, { organization: trail.organization, kind: "sign-in-refused", details: { typed: address } }),
        );
      for (const address of ["Stranger@example.org", "other_stranger@example.org", "stranger@example.org.uk"])
        await typed(address);
      await trail.audit.trail.erase(trail.actor("sue"), { address: "stranger@example.org", reason: "Asked by mail" });
      const text = await everything();
      expect(text).not.toContain('Stranger@example.org\\"');
      expect(text).toContain("other_stranger@example.org");
      expect(text).toContain("stranger@example.org.uk");
      const told = await trail.audit.trail.list(trail.actor("sue"), { limit: 5, kind: "audit-erased" });
      expect(told.entries).toMatchObject([{ actor: "user:sue", facts: { entries: 1, of: "address" } }]);
      expect(JSON.stringify(told)).not.toContain("stranger@");
      expect(await verify()).toMatchObject({ result: "whole", erased: 1 });
    });

    test("reasons of decisions about their things go, also from the changes that hid them", async () => {
      await change([{ kind: "resource-added", resource: "agent:1", owner: "user:ben", state: "active" }]);
      await change([{ kind: "resource-added", resource: "agent:2", owner: "user:ada", state: "active" }]);
      for (const [thing, owner] of [
        ["agent:1", "user:ben"],
        ["agent:2", "user:ada"],
      ] as const) {
        await trail.store.transact((tx) =>
          noteEvent(tx, { organization: trail.organization, kind: "decision-made", about: [thing, owner] }),
        );
        await change([{ kind: "resource-state-set", resource: thing, state: "hidden" }], `Bad: ${thing}`);
      }
      await trail.audit.sealer.seal();
      await erase("user:ben");
      const text = JSON.stringify(await trail.store.db.selectFrom("log").selectAll().execute());
      expect(text).not.toContain("Bad: agent:1");
      expect(text).toContain("Bad: agent:2");
      expect(await verify()).toMatchObject({ result: "whole" });
    });

    test("an account that goes is erased by itself", async () => {
      await event("sign-in", "ben");
      await change([{ kind: "account-removed", account: "user:ben" }], "Ben wished it");
      await trail.audit.sealer.seal();
      expect(await everything()).not.toContain("198.51.100.7");
      expect(await trail.store.db.selectFrom("audit_erasures").selectAll().execute()).toEqual([]);
      expect(await verify()).toMatchObject({ result: "whole", erased: 2 });
    });

    test("is asked by a super admin, or nobody", async () => {
      await expect(
        trail.audit.trail.erase(trail.actor("ada"), { account: "user:ben", reason: "Why not" }),
      ).rejects.toMatchObject({
        code: "forbidden",
      });
      await event("sign-in", "ben");
      await trail.audit.sealer.seal();
      await trail.audit.trail.erase(trail.actor("sue"), { account: "user:ben", reason: "Why not" });
      expect(await verify()).toMatchObject({ result: "whole", erased: 1 });
    });
  });

  test("what is too old goes, the heads stay, and the chain is valid", async () => {
    await live();
    const kept = await head();
    trail.days(31);
    await event("sign-in", "ben");
    await trail.audit.sealer.seal();
    await trail.audit.sealer.retireNow();
    const { entries } = await trail.audit.trail.list(trail.actor("sue"), { limit: 50 });
    expect(entries.filter(({ words }) => words === "signed in").map(({ actor }) => actor)).toEqual(["user:ben"]);
    expect(
      entries.filter(({ revision }) => revision !== null).map(({ isErased, reason }) => [isErased, reason]),
    ).toContainEqual([true, null]);
    const marks = await trail.store.db
      .selectFrom("audit_marks")
      .select("mark")
      .where("mark", "=", "by user:ada")
      .execute();
    expect(marks).toEqual([]);
    expect(await verify(kept)).toMatchObject({ result: "whole", retired: 4, isHeadFound: true });
    expect(await verifyIt(await exported(), kept)).toMatchObject({ result: "whole", retired: 4 });
  });

  test("what was erased before it went by age is no room to take away something else", async () => {
    await live();
    await trail.store.transact((tx) => askErasure(tx, trail.organization, "user:ada", 1));
    await trail.audit.sealer.seal();
    trail.days(31);
    await event("sign-in", "ben");
    await trail.audit.sealer.seal();
    await trail.audit.sealer.retireNow();
    expect(await verify()).toMatchObject({ result: "whole" });
    await run(sql`update audit_entries set details = null, salt = null where details is not null`);
    expect(await verify()).toMatchObject({ result: "altered" });
  });

  test("who reported somebody is withheld from whom it is about, and the file stays whole", async () => {
    const sue = trail.actor("sue");
    await trail.store.transact((tx) =>
      noteEvent(tx, {
        organization: trail.organization,
        kind: "thing-reported",
        actor: "user:ben",
        about: ["agent:1", "user:sue"],
        facts: { report: "r1" },
      }),
    );
    await trail.audit.sealer.seal();
    const all = await trail.audit.trail.list(sue, { limit: 50 });
    const its = all.entries.filter(({ kind }) => kind === "withheld");
    expect(its).toMatchObject([{ actor: "", about: [], facts: {}, ip: null }]);
    expect((await trail.audit.trail.one(sue, its[0]?.number ?? 0)).entry).toMatchObject({
      kind: "withheld",
      actor: "",
    });
    for (const narrowed of [{ actor: "user:ben" }, { about: "user:sue" }, { kind: "thing-reported" }]) {
      const { entries } = await trail.audit.trail.list(sue, { limit: 50, ...narrowed });
      expect(entries.filter(({ kind }) => kind === "withheld" || kind === "thing-reported")).toEqual([]);
    }
    const textOf = async (format: "jsonl" | "csv") => {
      let text = "";
      for await (const piece of await trail.audit.exports.begin(sue, { format })) text += piece;
      return text;
    };
    const csv = await textOf("csv");
    expect(csv).toContain("is withheld: it is about you");
    expect(csv).not.toContain("reported something");
    const file = join(folder, "hers.jsonl");
    await writeFile(file, await textOf("jsonl"));
    expect(await readFile(file, "utf8")).not.toContain("r1");
    expect(await verifyIt(file, await head())).toMatchObject({ result: "whole", withheld: 1 });
    // A change of permissions is withheld from nobody.
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    const at = lines.findIndex((one) => one.includes('"revision":1,'));
    const { number, hash } = JSON.parse(lines[at] ?? "").entry;
    await writeFile(file, lines.with(at, JSON.stringify({ entry: { number, hash, withheld: true } })).join("\n"));
    expect(await verifyIt(file)).toMatchObject({ withheld: 2 });
  });

  test("refusals of a loop are one entry with a count, and different ones are bounded", async () => {
    const refuse = (resource: string) =>
      trail.tally.note({ organization: trail.organization, kind: "refused", actor: "user:ada", about: [resource] });
    for (let times = 0; times < 5_000; times++) refuse("agent:1");
    for (let other = 2; other < 5_000; other++) refuse(`agent:${other}`);
    await trail.tally.flush();
    const rows = await trail.store.db.selectFrom("audit_events").select("facts").execute();
    expect(rows).toHaveLength(101);
    const counts = rows.map(({ facts }) => JSON.parse(facts).count).sort((a, b) => b - a);
    expect(counts.slice(0, 3)).toEqual([5_000, 4_899, 1]);
  });

  test("narrowed by several words at once it shows what has all of them, page by page each once", async () => {
    await live();
    const sue = trail.actor("sue");
    const signIns = await trail.audit.trail.list(sue, { limit: 50, actor: "user:ada", kind: "sign-in" });
    expect(signIns.entries).toHaveLength(3);
    const paged: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof trail.audit.trail.list>> = await trail.audit.trail.list(sue, {
        limit: 1,
        actor: "user:ada",
        kind: "sign-in",
        cursor,
      });
      paged.push(...page.entries.map(({ number }) => number));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(signIns.entries.map(({ number }) => number));
    const found = await trail.audit.trail.list(sue, { limit: 50, q: "edited an agent", origin: "api" });
    expect(found.entries.map(({ words }) => words)).toEqual([]);
    expect((await trail.audit.trail.list(sue, { limit: 50, q: "edited an agent" })).entries).toHaveLength(1);
    const span = { from: "2026-03-01T09:01:00Z", to: "2026-03-01T09:02:00Z" };
    expect((await trail.audit.trail.list(sue, { limit: 50, ...span, actor: "user:sue" })).entries).toHaveLength(1);
  });

  test("the oldest first it is the same the other way round, page by page", async () => {
    await live();
    const sue = trail.actor("sue");
    for (const asked of [
      { actor: "user:ada" },
      { actor: "user:ada", kind: "sign-in" },
      { to: "2026-03-01T09:02:00Z" },
    ]) {
      const newest = (await trail.audit.trail.list(sue, { ...asked, limit: 100 })).entries;
      expect(newest.length).toBeGreaterThan(1);
      const paged: number[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: Awaited<ReturnType<typeof trail.audit.trail.list>> = await trail.audit.trail.list(sue, {
          ...{ ...asked, cursor, limit: 1, order: "asc" as const },
        });
        paged.push(...page.entries.map(({ number }) => number));
        cursor = page.nextCursor;
      }
      expect(paged, JSON.stringify(asked)).toEqual(newest.map(({ number }) => number).toReversed());
    }
  });

  test("a place in one order is none in the other", async () => {
    await live();
    const sue = trail.actor("sue");
    const { nextCursor } = await trail.audit.trail.list(sue, { limit: 1, actor: "user:ada" });
    const turned = trail.audit.trail.list(sue, { limit: 1, actor: "user:ada", order: "asc", cursor: nextCursor ?? "" });
    await expect(turned).rejects.toMatchObject({ code: "cursor-invalid" });
  });

  test("is for nobody who may not read it", async () => {
    const ada = trail.actor("ada");
    await expect(trail.audit.trail.list(ada, { limit: 50 })).rejects.toMatchObject({ code: "forbidden" });
    await expect(trail.audit.trail.head(ada)).rejects.toMatchObject({ code: "forbidden" });
    await expect(trail.audit.trail.verify(ada, undefined)).rejects.toMatchObject({ code: "forbidden" });
    await expect(trail.audit.exports.begin(ada, { format: "csv" })).rejects.toMatchObject({ code: "forbidden" });
  });
});

import { expect, test } from "vitest";
import { matches, newId, searchText, TextInvalid } from "./index.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { organizationOf, writeChanges } from "./testing/organizations.ts";

test("ids are 24 hexadecimal digits, all different, in the order of the seconds in which they were made", () => {
  const ids = Array.from({ length: 1_000 }, () => newId(1_700_000_000_000));
  expect(ids.every((id) => /^6553f100[0-9a-f]{16}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(1_000);
  expect(newId(1_700_000_001_000) > newId(1_700_000_000_999)).toBe(true);
});

onEveryDatabase("texts", (given) => {
  test("ids that differ in case only are two ids, and come in the order of their bytes", async () => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const names = [
      "user:b",
      "user:B",
      "user:a",
      "user:A",
      "user:a-1",
      "user:aB",
      "user:a_1",
      "user:é",
      "user:Z",
      "user:z",
    ];
    await writeChanges(
      store,
      organization,
      names.map((user) => ({ kind: "user-added", user, role: "role:USER", status: "active" })),
    );
    const { changes } = await store.loadState(organization);
    const inBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(changes.map((change) => (change.kind === "user-added" ? change.user : ""))).toEqual(inBytes);
    await writeChanges(store, organization, [{ kind: "account-removed", account: "user:A" }]);
    expect((await store.loadState(organization)).changes).toHaveLength(names.length - 1);
  });

  test("what is hostile elsewhere is a text like any other here", async () => {
    const store = await (await given()).open();
    const texts = [
      "'; drop table users; --",
      '"quoted" `ticks` \\back\\slash',
      "line\nfeed\r\n\ttab",
      "separators \u2028 and \u2029",
      "🔥 family 👩‍👩‍👧 and e\u0301",
      "\u202Eright to left",
      "%_*?",
      "",
      "x".repeat(200_000),
      "\uFEFFbyte order mark",
      "\u0001\u001f\u007f",
    ];
    for (const [index, value] of texts.entries()) {
      await store.transact((tx) =>
        tx
          .insertInto("installation")
          .values({ key: `k${index}`, value, updated_at: 1 })
          .execute(),
      );
      const row = await store.db.selectFrom("installation").select("key").where("value", "=", value).executeTakeFirst();
      expect(row?.key).toBe(`k${index}`);
    }
    const rows = await store.db.selectFrom("installation").select(["key", "value"]).execute();
    for (const [index, value] of texts.entries())
      expect(rows.find((row) => row.key === `k${index}`)?.value).toBe(value);
  });

  test.each([
    ["NUL", "a\0b", /NUL/],
    ["half of a surrogate pair", "a\uD800b", /surrogate/],
  ])("%s is refused clearly, in what is written and in what is asked", async (_, text, words) => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    const writing = store.transact((tx) =>
      tx.insertInto("installation").values({ key: "k", value: text, updated_at: 1 }).execute(),
    );
    await expect(writing).rejects.toThrow(TextInvalid);
    await expect(writing).rejects.toThrow(words);
    await expect(store.db.selectFrom("users").select("id").where("email", "=", text).execute()).rejects.toThrow(
      TextInvalid,
    );
    const change = writeChanges(store, organization, [
      { kind: "user-added", user: `user:${text}`, role: "role:USER", status: "active" },
    ]);
    await expect(change).rejects.toThrow(TextInvalid);
    expect(await store.head(organization)).toBe(0);
  });

  test.each([
    ["ÄDA", true],
    ["a\u0308da", true],
    ["lovelace", true],
    ["@example", true],
    ["%", false],
    ["a_a", false],
    ["\\", false],
    ["", true],
  ])("searching %j finds Äda Lovelace: %s", async (typed, found) => {
    const store = await (await given()).open();
    const organization = await organizationOf(store);
    await store.transact((tx) =>
      tx
        .insertInto("users")
        .values({
          organization_id: organization,
          id: newId(),
          email: "aeda@example.org",
          name: "Äda Lovelace",
          search_text: searchText("Äda Lovelace", null, "aeda@example.org"),
          created_at: 1,
          updated_at: 1,
        })
        .execute(),
    );
    const rows = await store.db
      .selectFrom("users")
      .select("name")
      .where((e) => matches(e.ref("search_text"), typed))
      .execute();
    expect(rows.length === 1).toBe(found);
  });
});

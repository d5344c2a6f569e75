import { sql } from "kysely";
import { expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { newId } from "../../store/index.ts";
import { usage } from "../../store/migrations/0029-usage.ts";
import { analytics } from "../../store/migrations/0039-analytics.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import { countUsage } from "./count.ts";
import { beginOf } from "./periods.ts";
import { keptTotals, usageOf } from "./queries.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

onEveryDatabase("how much people use the workspace", (given) => {
  const inHouse = async (then: (house: House) => Promise<void>) => {
    const house = await openHouse({ database: await given() });
    try {
      await then(house);
    } finally {
      await house.close();
    }
  };
  const get = async (house: House, path: string, who = "sue") => (await house.as(who, "GET", path)).json();
  const count = (house: House, name: string, more: object) =>
    house.store.transact((tx) =>
      countUsage(tx, { organization: house.here, account: userOf(name), at: Date.now(), ...more }),
    );

  test("is counted where messages are stored, by day, week and month", () =>
    inHouse(async (house) => {
      await talk(house, "ada", "Hello");
      await talk(house, "ada", "Hello again");
      await talk(house, "ben", "Hello");
      for (const by of ["day", "week", "month"]) {
        const { periods } = await get(house, `/api/admin/usage?by=${by}&periods=2`);
        expect(periods).toMatchObject([
          { active: 0, messages: 0, isOver: true },
          { active: 2, messages: 3, conversations: 3, isOver: false },
        ]);
      }
    }));

  test("is no matter of what a client says of its tokens", () =>
    inHouse(async (house) => {
      const { id } = await talk(house, "ben", "Hello");
      for (const isCreatedByUser of [true, false]) {
        const stored = await house.as("ben", "POST", `/api/messages/${id}`, {
          text: "Stored",
          isCreatedByUser,
          tokenCount: 999_999_999,
        });
        expect(stored.statusCode, stored.body).toBe(201);
      }
      const { periods } = await get(house, "/api/admin/usage?by=day&periods=1");
      // Of the one answer, as it is counted here: one for four letters of "Hello" and "You said: Hello".
      expect(periods).toMatchObject([{ messages: 2, tokensIn: 2, tokensOut: 4 }]);
    }));

  test("is listed by person, the most first, page by page, in each order", () =>
    inHouse(async (house) => {
      const at = Date.now();
      await count(house, "ada", { at, messages: 3, conversations: 1, tokensIn: 10 });
      await count(house, "ben", { at: at - 1, messages: 5, conversations: 2, tokensOut: 5 });
      await count(house, "cy", { at: at - 2, messages: 5, conversations: 3 });
      const inOrder = async (sort: string) => {
        const names: string[] = [];
        let cursor: string | null = "";
        do {
          const page: { people: { id: string }[]; nextCursor: string | null } = await get(
            house,
            `/api/admin/usage/people?limit=1&sort=${sort}${cursor ? `&cursor=${cursor}` : ""}`,
          );
          names.push(...page.people.map(({ id }) => Buffer.from(id, "hex").toString().replaceAll("_", "")));
          cursor = page.nextCursor;
        } while (cursor);
        return names;
      };
      expect(await inOrder("messages")).toEqual(["cy", "ben", "ada"]);
      expect(await inOrder("conversations")).toEqual(["cy", "ben", "ada"]);
      expect(await inOrder("tokens")).toEqual(["ada", "ben", "cy"]);
      expect(await inOrder("lastAt")).toEqual(["ada", "ben", "cy"]);
    }));

  test("of a period that is over is added up once, and kept when somebody goes", () =>
    inHouse(async (house) => {
      const at = Date.now() - 2 * DAY;
      await count(house, "ada", { at, messages: 2 });
      const periods = async () => (await get(house, "/api/admin/usage?periods=3")).periods;
      expect(await periods()).toMatchObject([{ active: 1, messages: 2 }, {}, {}]);
      const period = `d${beginOf("day", at)}`;
      expect((await keptTotals(house.store.db, house.here, [period])).get(period)).toMatchObject({ active: 1 });
      for (const removed of house.people.removed)
        await house.store.transact((tx) => removed(tx, house.here, [], userOf("ada")));
      expect(await periods()).toMatchObject([{ active: 1, messages: 2 }, {}, {}]);
    }));

  test("of whoever goes before a period is over is nobody's, and still counted", () =>
    inHouse(async (house) => {
      await count(house, "ada", { messages: 2, conversations: 1 });
      await count(house, "ben", { messages: 1 });
      for (const removed of house.people.removed)
        await house.store.transact((tx) => removed(tx, house.here, [], userOf("ada")));
      for (const by of ["day", "week", "month"])
        expect((await get(house, `/api/admin/usage?by=${by}&periods=1`)).periods).toMatchObject([
          { active: 2, messages: 3, conversations: 1 },
        ]);
      const { people, nextCursor } = await get(house, "/api/admin/usage/people?limit=5");
      expect([people.map(({ messages }: { messages: number }) => messages), nextCursor]).toEqual([[1], null]);
      const rows = await house.store.db.selectFrom("usage_periods").select("account").execute();
      const gone = rows.map(({ account }) => account).filter((account) => account !== userOf("ben"));
      expect([gone.length, new Set(gone).size, gone.some((account) => account.includes(userOf("ada")))]).toEqual([
        3,
        3,
        false,
      ]);
    }));

  test("of messages that were there before is counted by the migration, in pieces", async () => {
    const database = await given();
    const first = await database.open();
    const { id: organization_id } = await first.createOrganization({ name: "Acme", slug: "acme" });
    const at = Date.parse("2026-11-30T10:00:00Z");
    const times = { created_at: at, updated_at: at };
    await first.transact(async (tx) => {
      await tx
        .insertInto("conversations")
        .values({ organization_id, id: newId(), conversation_id: "c", account: "user:1", endpoint: "echo", ...times })
        .execute();
      const rows = Array.from({ length: 10_100 }, (_, index) => ({
        organization_id,
        id: newId(),
        message_id: `m-${index}`,
        conversation_id: "c",
        account: index % 2 === 0 ? "user:1" : "user:2",
        is_created_by_user: (index < 10_000 ? 1 : 0) as 0 | 1,
        token_count: 2,
        ...times,
      }));
      for (let from = 0; from < rows.length; from += 1_000)
        await tx
          .insertInto("messages")
          .values(rows.slice(from, from + 1_000))
          .execute();
      // As it finds a database that was used before.
      for (const table of ["usage_periods", "usage_totals", "usage_things", "refusal_counts"])
        await sql`drop table ${sql.table(table)}`.execute(tx);
      const dialect = { text: sql`text`, bytes: sql`blob`, keyed: sql``, searched: sql`` };
      await usage(dialect).up(tx);
      await analytics(dialect).up(tx);
    });
    for (const period of ["d2026-11-30", "w2026-11-30", "m2026-11-01"])
      expect(await usageOf(first.db, organization_id, "user:1", [period])).toMatchObject([
        { conversations: 1, messages: 5_000, tokensIn: 10_000, tokensOut: 100, cost: 0, answers: 0, lastAt: at },
      ]);
    await first.close();
  });
});

test("docs/guides/leaving.md asks for what there is", async () => {
  const house = await openHouse();
  const guide = readGuide("leaving.md");
  const asked = [...guide.matchAll(/^ask "\$URL([^"]*(?:usage|view-as)[^"]*)"$/gm)].map(([, path = ""]) => path);
  expect(asked).toHaveLength(5);
  await house.store.transact((tx) =>
    tx
      .insertInto("users")
      .values({
        organization_id: house.here,
        id: userOf("cy").slice(5),
        email: "cy@example.org",
        name: "Cy",
        created_at: 1,
        updated_at: 1,
      })
      .execute(),
  );
  for (const path of asked)
    expect((await house.as("sue", "GET", path.replace("$CY", userOf("cy").slice(5)))).statusCode, path).toBe(200);
  await house.close();
});

test("is for whoever reads it, and is found of people only who are there", async () => {
  const house = await openHouse();
  for (const path of [
    "/api/admin/usage",
    "/api/admin/usage/people",
    `/api/admin/users/${userOf("ada").slice(5)}/usage`,
  ])
    expect((await house.as("ada", "GET", path)).json().code).toBe("forbidden");
  expect((await house.as("sue", "GET", "/api/admin/users/none/usage")).json().code).toBe("resource-not-found");
  expect((await house.as("sue", "GET", "/api/admin/usage?periods=61")).statusCode).toBe(400);
  await house.close();
});

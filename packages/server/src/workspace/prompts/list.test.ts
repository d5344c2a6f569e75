import type { Change } from "@gatehouse/engine";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { grant, type House, openHouse, userOf } from "../testing/house.ts";

/** Many prompts of Ada's; Cy reaches every third, Ben three. */
const MANY = 9_000;

let house: House;
const ids: string[] = [];
beforeAll(async () => {
  house = await openHouse();
  const groups = Array.from({ length: MANY }, (_, index) => {
    const id = newId();
    ids.push(id);
    return {
      organization_id: house.here,
      id,
      name: `Prompt ${index}`,
      category: index % 2 === 0 ? "code" : "",
      production_id: newId(),
      author: userOf("ada"),
      search_text: `prompt ${index}`,
      // Groups of seven are used alike; of these, some were changed at the same moment: the id decides there.
      uses: Math.floor(index / 7),
      created_at: 1_000,
      updated_at: 1_000 + (index % 3),
    };
  });
  const versions = groups.map(({ id, production_id }, index) => ({
    organization_id: house.here,
    id: production_id,
    group_id: id,
    version_index: 0,
    prompt: `Text ${index}`,
    type: "text" as const,
    author: userOf("ada"),
    created_at: 1_000,
  }));
  await house.store.transact(async (tx) => {
    for (let from = 0; from < MANY; from += 500) {
      const piece = [from, from + 500] as const;
      await tx
        .insertInto("prompt_groups")
        .values(groups.slice(...piece))
        .execute();
      await tx
        .insertInto("prompts")
        .values(versions.slice(...piece))
        .execute();
    }
  });
  await house.change(
    ids.map(
      (id): Change => ({ kind: "resource-added", resource: `prompt:${id}`, owner: userOf("ada"), state: "active" }),
    ),
  );
  await house.change([
    ...ids.filter((_, index) => index % 3 === 0).map((id) => grant(userOf("cy"), `prompt:${id}`, ["use"])),
    ...[17, 4_000, 8_999].map((index) => grant(userOf("ben"), `prompt:${ids[index]}`, ["use"])),
  ]);
});
afterAll(() => house.close());

interface Item {
  name: string;
  numberOfGenerations: number;
  updatedAt: string;
  productionPrompt: { prompt: string };
}
const list = async (person: string, query = "") => {
  const response = await house.as(person, "GET", `/api/prompts/groups?${query}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
};
const names = ({ promptGroups }: { promptGroups: Item[] }) => promptGroups.map(({ name }) => name);

async function all(person: string, query: string): Promise<Item[]> {
  const found: Item[] = [];
  for (let after: string | null = null; ; ) {
    const page = await list(person, `${query}${after === null ? "" : `&cursor=${encodeURIComponent(after)}`}`);
    found.push(...page.promptGroups);
    expect([page.pages, page.after === null]).toEqual(page.has_more ? ["9999", false] : ["1", true]);
    if (!page.has_more) return found;
    after = page.after;
  }
}

describe("a list among nine thousand prompts", () => {
  test("who reaches three gets three with their texts, most used first, in LibreChat's shape", async () => {
    const page = await list("ben");
    expect(page).toEqual({
      promptGroups: expect.any(Array),
      pageNumber: "1",
      pageSize: "10",
      pages: "1",
      has_more: false,
      after: null,
    });
    expect(names(page)).toEqual(["Prompt 8999", "Prompt 4000", "Prompt 17"]);
    expect(page.promptGroups[1]).toEqual({
      _id: ids[4_000],
      name: "Prompt 4000",
      numberOfGenerations: 571,
      oneliner: "",
      category: "code",
      productionId: expect.any(String),
      author: userOf("ada").slice(5),
      authorName: "ada",
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      productionPrompt: { _id: page.promptGroups[1].productionId, prompt: "Text 4000" },
    });
  });

  test("who reaches a third of them gets each once, over all pages, in one order", async () => {
    const found = await all("cy", "pageSize=100");
    expect(found).toHaveLength(MANY / 3);
    expect(new Set(found.map(({ name }) => name)).size).toBe(MANY / 3);
    const order = found.map(
      ({ numberOfGenerations, updatedAt }) => [numberOfGenerations, Date.parse(updatedAt)] as const,
    );
    expect(order).toEqual(order.toSorted((a, b) => b[0] - a[0] || b[1] - a[1]));
  });

  test("listed if and only if the engine says yes", async () => {
    const { engine } = house.access.of(house.here);
    const allowed = ids.filter((id) => engine.check(userOf("cy"), "use", `prompt:${id}`).allowed).length;
    expect(await all("cy", "limit=100")).toHaveLength(allowed);
  });

  test("a search that finds little ends; a word of the text is none of the name", async () => {
    expect((await all("cy", "name=PROMPT%203333")).map(({ name }) => name)).toEqual(["Prompt 3333"]);
    expect(await all("cy", "name=prompt%203334")).toEqual([]); // Cy cannot see it
    expect(await all("ben", "name=Text")).toEqual([]);
  });

  test("without pages: at most the 500 most used", async () => {
    const few = (await house.as("ben", "GET", "/api/prompts/all")).json();
    expect(few.map(({ name }: Item) => name)).toEqual(["Prompt 8999", "Prompt 4000", "Prompt 17"]);
    const many = (await house.as("ada", "GET", "/api/prompts/all?category=code")).json();
    expect(many).toHaveLength(500);
    expect(many[0].numberOfGenerations).toBe(Math.floor((MANY - 1) / 7));
  });

  test("the statement behind it is served by its index, in order", async () => {
    const { rows } = await sql<{ detail: string }>`explain query plan select id from prompt_groups
      where organization_id = ${house.here} and uses <= 50 and (uses < 50 or (uses = 50 and updated_at < 5)
      or (uses = 50 and updated_at = 5 and id > 'a')) order by uses desc, updated_at desc, id limit 500`.execute(
      house.store.db,
    );
    const plan = rows.map(({ detail }) => detail).join("\n");
    expect(plan).toContain("prompt_groups_by_use");
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN prompt_groups(?! USING)/);
  });
});

describe("categories", () => {
  test.each([
    ["code", ["Prompt 4000"]],
    ["sys__no__category__sys", ["Prompt 8999", "Prompt 17"]],
    ["sys__all__sys", ["Prompt 8999", "Prompt 4000", "Prompt 17"]],
    ["", ["Prompt 8999", "Prompt 4000", "Prompt 17"]],
    ["sys__my__prompts__sys", []],
    ["sys__shared__prompts__sys", ["Prompt 8999", "Prompt 4000", "Prompt 17"]],
    ["constructor", []],
  ])("%j", async (category, expected) => {
    expect(names(await list("ben", `category=${category}`))).toEqual(expected);
  });
});

describe("cursors", () => {
  test.each([
    ["altered", (cursor: string) => `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`],
    [
      "with another place",
      (cursor: string) => `${Buffer.from('[9,0,"a"]').toString("base64url")}.${cursor.split(".")[1]}`,
    ],
    [
      "LibreChat's",
      () => Buffer.from('{"numberOfGenerations":1,"updatedAt":"2026-01-01","_id":"a"}').toString("base64"),
    ],
  ])("one that is %s is refused", async (_what, altered) => {
    const { after } = await list("cy");
    const response = await house.as("cy", "GET", `/api/prompts/groups?cursor=${encodeURIComponent(altered(after))}`);
    expect([response.statusCode, response.json().code]).toEqual([400, "cursor-invalid"]);
  });

  test("another person's, and another question's, are refused", async () => {
    const cursor = encodeURIComponent((await list("cy")).after);
    expect((await house.as("ada", "GET", `/api/prompts/groups?cursor=${cursor}`)).statusCode).toBe(400);
    expect((await house.as("cy", "GET", `/api/prompts/groups?name=a&cursor=${cursor}`)).statusCode).toBe(400);
    expect((await house.as("cy", "GET", `/api/prompts/groups?limit=20&cursor=${cursor}`)).statusCode).toBe(200);
  });
});

test.each(["limit=0", "limit=101", "pageSize=x", "owner=nobody", "unknown=1"])("%s is refused", async (query) => {
  expect((await house.as("cy", "GET", `/api/prompts/groups?${query}`)).statusCode).toBe(400);
});

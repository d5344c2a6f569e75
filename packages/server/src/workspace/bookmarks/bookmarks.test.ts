import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grant, type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const talked = (person: string, text: string) => talk(house, person, text);
const put = (person: string, id: string, tags: string[]) =>
  house.as(person, "PUT", `/api/tags/convo/${id}`, { tags }).then((response) => response.json());
const all = async (person: string) => (await house.as(person, "GET", "/api/tags")).json();
const names = async (person: string) => (await all(person)).map(({ tag }: { tag: string }) => tag);
const titles = async (person: string, query: string) =>
  (await house.as(person, "GET", `/api/convos?${query}`))
    .json()
    .conversations.map(({ title }: { title: string }) => title);

describe("a bookmark", () => {
  test("is made once, in LibreChat's shape, and put on a conversation", async () => {
    const { id } = await talked("ada", "About cheese");
    const wish = { tag: "  Food ", description: "What to eat", addToConversation: true, conversationId: id };
    const made = await house.as("ada", "POST", "/api/tags", wish);
    expect(made.json()).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      user: userOf("ada").slice("user:".length),
      tag: "Food",
      description: "What to eat",
      count: 1,
      position: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const again = await house.as("ada", "POST", "/api/tags", { tag: "Food", description: "Another" });
    expect(again.json()).toEqual(made.json());
    expect((await house.as("ada", "GET", `/api/convos/${id}`)).json().tags).toEqual(["Food"]);
    expect(await titles("ada", "tags=Food")).toEqual(["About cheese"]);
    expect(await titles("ada", "tags=food")).toEqual([]);
  });

  test("is renamed on all conversations, moved, and deleted from all", async () => {
    const one = await talked("ben", "One");
    const two = await talked("ben", "Two");
    expect(await put("ben", one.id, ["b", "a", "c", "a"])).toEqual(["b", "a", "c"]);
    expect(await put("ben", two.id, ["a"])).toEqual(["a"]);
    expect((await all("ben")).map(({ tag, count, position }: never) => [tag, count, position])).toEqual([
      ["b", 1, 1],
      ["a", 2, 2],
      ["c", 1, 3],
    ]);
    expect((await house.as("ben", "PUT", "/api/tags/a", { tag: "A/1 ä", position: 1 })).json()).toMatchObject({
      tag: "A/1 ä",
      count: 2,
      position: 1,
    });
    expect(await names("ben")).toEqual(["A/1 ä", "b", "c"]);
    expect((await house.as("ben", "GET", `/api/convos/${one.id}`)).json().tags).toEqual(["A/1 ä", "b", "c"]);
    expect(await titles("ben", `tags=${encodeURIComponent("A/1 ä")}&tags=b`)).toEqual(["One"]);
    expect((await house.as("ben", "PUT", "/api/tags/b", { tag: "c" })).json().code).toBe("already-exists");
    await house.as("ben", "PUT", "/api/tags/c", { position: 99 });
    expect(await names("ben")).toEqual(["A/1 ä", "b", "c"]);
    const gone = await house.as("ben", "DELETE", `/api/tags/${encodeURIComponent("A/1 ä")}`);
    expect(gone.json()).toMatchObject({ tag: "A/1 ä", count: 2 });
    expect((await house.as("ben", "GET", `/api/convos/${two.id}`)).json().tags).toEqual([]);
    expect(await put("ben", one.id, [])).toEqual([]);
    expect((await all("ben")).map(({ count }: { count: number }) => count)).toEqual([0, 0]);
  });

  test("goes with its conversation's row, and with its account", async () => {
    const { id } = await talked("ada", "Short-lived");
    await put("ada", id, ["Brief"]);
    await house.as("ada", "DELETE", "/api/convos", { arg: { conversationId: id } });
    expect((await all("ada")).find(({ tag }: { tag: string }) => tag === "Brief").count).toBe(0);
  });

  test.each([
    ["an empty name", "POST", "/api/tags", { tag: " " }, 400],
    ["a name of 129 characters", "POST", "/api/tags", { tag: "x".repeat(129) }, 400],
    ["NUL in it", "POST", "/api/tags", { tag: "a\0" }, 400],
    ["no conversation to put it on", "POST", "/api/tags", { tag: "a", addToConversation: true }, 400],
    ["51 names", "PUT", "/api/tags/convo/x", { tags: Array.from({ length: 51 }, (_, at) => `t${at}`) }, 400],
    ["one that there is not", "PUT", "/api/tags/none", { position: 1 }, 404],
    ["one that there is not, to delete", "DELETE", "/api/tags/none", undefined, 404],
    ["an unknown field", "POST", "/api/tags", { tag: "a", user: "x" }, 400],
  ] as const)("is refused with %s", async (_what, method, url, body, status) => {
    const before = await all("cy");
    expect((await house.as("cy", method, url, body)).statusCode).toBe(status);
    expect(await all("cy")).toEqual(before);
  });

  test("is one of five hundred at most; a set that would be more changes nothing", async () => {
    const { id } = await talked("sue", "Many");
    for (let from = 0; from < 490; from += 49)
      await put(
        "sue",
        id,
        Array.from({ length: 49 }, (_, at) => `t${from + at}`),
      );
    const answer = await put(
      "sue",
      id,
      Array.from({ length: 11 }, (_, at) => `more${at}`),
    );
    expect(answer.code).toBe("conflict");
    expect((await names("sue")).length).toBe(490);
    expect((await house.as("sue", "GET", `/api/convos/${id}`)).json().tags).toHaveLength(49);
  });
});

describe("on a conversation that is shared", () => {
  test("each sees their own; whoever may not see the conversation hears that there is none", async () => {
    const { id, row } = await talked("ada", "Ours");
    await put("ada", id, ["Mine alone"]);
    const url = `/api/tags/convo/${id}`;
    expect((await house.as("cy", "PUT", url, { tags: ["x"] })).statusCode).toBe(404);
    expect((await house.as("dee", "PUT", url, { tags: ["x"] })).statusCode).toBe(404);
    await house.change([
      { kind: "resource-added", resource: `conversation:${row}`, owner: userOf("ada"), state: "active" },
      grant(userOf("ben"), `conversation:${row}`, ["view"]),
    ]);
    expect((await house.as("ben", "GET", `/api/convos/${id}`)).json().tags).toEqual([]);
    expect(await put("ben", id, ["Ben's"])).toEqual(["Ben's"]);
    expect((await house.as("ada", "GET", `/api/convos/${id}`)).json().tags).toEqual(["Mine alone"]);
    expect(await titles("ben", "tags=Mine%20alone")).toEqual([]);
    expect(await titles("ben", `tags=${encodeURIComponent("Ben's")}`)).toEqual(["Ours"]);
    expect(await names("ben")).not.toContain("Mine alone");
  });
});

test("without BOOKMARKS.USE there are none, by any way", async () => {
  const { id } = await talked("cy", "Switched off");
  await put("cy", id, ["Hidden"]);
  const feature = (on: boolean) =>
    house.change([{ kind: "feature-set", role: "role:USER", feature: "BOOKMARKS.USE", on }]);
  await feature(false);
  for (const [method, url, body] of [
    ["GET", "/api/tags", undefined],
    ["POST", "/api/tags", { tag: "x" }],
    ["PUT", "/api/tags/Hidden", { tag: "x" }],
    ["DELETE", "/api/tags/Hidden", undefined],
    ["PUT", `/api/tags/convo/${id}`, { tags: [] }],
    ["GET", "/api/convos?tags=Hidden", undefined],
  ] as const) {
    const response = await house.as("cy", method, url, body);
    expect([url, response.statusCode, response.json().code]).toEqual([url, 403, "feature-off"]);
  }
  expect((await house.as("cy", "GET", `/api/convos/${id}`)).json().tags).toEqual([]);
  await feature(true);
  expect((await house.as("cy", "GET", `/api/convos/${id}`)).json().tags).toEqual(["Hidden"]);
});

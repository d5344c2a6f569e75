import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../config/testing/guides.ts";
import { type House, openHouse } from "./testing/house.ts";

/* docs/guides/scoped-administration.md from its top to its end: Sue gives, Dee, who is Kim there, asks. Ben is in the group. */
const lines = readGuide("scoped-administration.md").split("\n");
let house: House;
let group = "";
beforeAll(async () => {
  house = await openHouse();
  group = (await house.ok("sue", "POST", "/api/admin/groups", { name: "Research" })).group._id;
  await house.ok("sue", "POST", `/api/admin/groups/${group}/members`, { userId: house.id("ben") });
});
afterAll(() => house.close());

test("what it gives is given, and what it asks is answered", async () => {
  const gifts = lines.filter((line) => line.startsWith("give '"));
  const questions = lines.filter((line) => line.startsWith("ask "));
  expect([gifts.length, questions.length]).toEqual([3, 4]);
  // Who gives is not who asks.
  const calls = lines.filter((line) => /^(give|ask)\(\)/.test(line)).map((line) => /Bearer \$(\w+)/.exec(line)?.[1]);
  expect(calls).toEqual(["TOKEN", "KIM_TOKEN"]);
  for (const gift of gifts) {
    const body = gift.slice("give '".length, -1).replace("$KIM", house.id("dee")).replace("$GROUP", group);
    await house.ok("sue", "POST", "/api/admin/grants", JSON.parse(body));
  }
  const answers = [];
  for (const question of questions) answers.push(await house.ok("dee", "GET", question.slice('ask "$URL'.length, -1)));
  expect(answers).toMatchObject([
    { scopes: [{ name: "Research", people: 1 }] },
    { users: [{ name: "ben" }], total: 1 },
    { users: [{ name: "ben" }], total: 1 },
    { people: [] },
  ]);
});

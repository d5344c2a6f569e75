import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";

/* docs/guides/prompts.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("prompts.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
const variables: Record<string, string> = { BEN: userOf("ben").slice(5) };
beforeAll(async () => {
  house = await openHouse();
  await house.change([{ kind: "feature-set", role: "role:USER", feature: "PROMPTS.SHARE", on: true }]);
});
afterAll(() => house.close());

test("has commands", () => expect(commands.length).toBeGreaterThan(10));

test.each(commands)("%s", async (command) => {
  const [, method, url = "", body] = /^ask (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filledIn(command)) ?? [];
  const response = await house.as(
    "ada",
    method as Parameters<House["as"]>[1],
    url,
    body === undefined ? undefined : JSON.parse(body),
  );
  expect(response.statusCode, response.body).toBe(200);
  const answer = response.json();
  if (command.includes('/api/prompts" -d')) variables.GROUP = answer.group._id;
  if (command.includes('/prompts" -d') && answer.group === undefined) variables.VERSION = answer.prompt._id;
  // What is asked for by a filter is found by it.
  if (url.includes("/groups?")) expect(answer.promptGroups).toHaveLength(1);
});

const filledIn = (command: string) =>
  command.replaceAll(/\$(GROUP|VERSION|BEN)/g, (_all, name: string) => variables[name] ?? "");

import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { ENGINEERING, type House, openHouse } from "../testing/house.ts";

/* docs/guides/limits.md from its top to its end, by Sue: every line that begins with `ask `. */
const commands = readGuide("limits.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
const variables: Record<string, string> = { GROUP: ENGINEERING.slice("group:".length) };
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(7));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/'?\$(GROUP|ID)'?/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*)'$/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const answer = await house.as("sue", method as "GET", url, body && JSON.parse(body));
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  if (method === "POST") variables.ID ??= answer.json().id;
});

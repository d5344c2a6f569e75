import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";

/* docs/guides/projects.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("projects.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
const variables: Record<string, string> = { BEN: userOf("ben").slice("user:".length) };
beforeAll(async () => {
  house = await openHouse();
  const agent = { name: "Helper", provider: "echo", model: "echo" };
  variables.AGENT = (await house.as("ada", "POST", "/api/agents", agent)).json().id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(9));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(PROJECT|AGENT|BEN)/g, (_all, name: string) => variables[name] ?? "");
  const [, method, url = "", body] = /^ask (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filled) ?? [];
  const wish = body === undefined ? undefined : JSON.parse(body);
  const response = await house.as("ada", method as Parameters<House["as"]>[1], url, wish);
  expect([200, 201, 204], response.body).toContain(response.statusCode);
  if (wish?.name === "Launch") variables.PROJECT = response.json()._id;
  if (url.includes("search=")) expect(response.json().projects).toHaveLength(1);
  if (url.includes("contents?")) expect(response.json().things).toMatchObject([{ name: "Helper" }]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";

/* docs/guides/asking-for-access.md from its top to its end: what begins with `ask` by Ben, what begins with `answer` by Ada. */
const commands = readGuide("asking-for-access.md")
  .split("\n")
  .filter((line) => /^(ask|answer) /.test(line));

let house: House;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await openHouse();
  const agent = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  const { id, _id } = agent.json();
  variables.AGENT = id;
  const wish = { principal: userOf("ben"), role: "viewer" };
  await house.as("ada", "POST", `/api/access/resources/agent/${_id}/grants`, wish);
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(5));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(AGENT|REQUEST)/g, (_all, name: string) => variables[name] ?? "");
  const [, who, method, url = "", body] = /^(\w+) (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filled) ?? [];
  const wish = body === undefined ? undefined : JSON.parse(body);
  const person = who === "ask" ? "ben" : "ada";
  const response = await house.as(person, method as Parameters<House["as"]>[1], url, wish);
  expect([200, 201], response.body).toContain(response.statusCode);
  const told = response.json();
  if (url.includes("draft")) expect(told.role).toBe("editor");
  if (url.includes("box=")) expect(told.requests).toMatchObject([{ message: "The greeting is wrong", state: "open" }]);
  if (url.endsWith("/requests")) variables.REQUEST = told.id;
  if (url.endsWith("/grant")) expect(told.state).toBe("granted");
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/* docs/guides/sealed-content.md from its top to its end: what begins with `admin` by Sue, what begins with `owner` by Ben. */
const commands = readGuide("sealed-content.md")
  .split("\n")
  .filter((line) => /^(admin|owner) /.test(line));
/** Of every request, as the guide's function says it; also of those without a body. */
const SAID = { "content-type": "application/json" };

let house: House;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await openHouse();
  variables.PERSON = userOf("ben").slice("user:".length);
  variables.CONVERSATION = (await talk(house, "ben", "What nobody is to know")).id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(7));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(PERSON|CONVERSATION|OPENING)/g, (_all, name: string) => variables[name] ?? "");
  const [, who, method, url = "", body] = /^(\w+) (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filled) ?? [];
  const wish = body === undefined ? undefined : JSON.parse(body);
  const person = who === "admin" ? "sue" : "ben";
  const response = await house.as(person, method as Parameters<House["as"]>[1], url, wish, SAID);
  expect([200, 201, 204], response.body).toContain(response.statusCode);
  const told = response.body === "" ? null : response.json();
  if (url.includes("sealed")) expect(told.things).toHaveLength(1);
  if (url.includes("/messages/")) expect(told[0].text).toBe("What nobody is to know");
  if (method === "POST" && url.endsWith("/admin/openings")) variables.OPENING = told.id;
  if (method === "GET" && url.endsWith("/openings")) expect(told.openings).toHaveLength(1);
  if (method === "DELETE") expect(told.isOpen).toBe(false);
});

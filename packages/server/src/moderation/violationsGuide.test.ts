import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../config/testing/guides.ts";
import { type House, openHouse } from "./testing/house.ts";

/* docs/guides/violations.md: its calls from top to end, as Ada; its commands are tried with the command line's own tests. */
const commands = readGuide("violations.md")
  .split("\n")
  .filter((line) => line.startsWith("admin "));

let house: House;
let ban = "";
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(6));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll("$PERSON", house.id("ben")).replaceAll("$BAN", ban);
  const [, method, url = "", body] = /^admin (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filled) ?? [];
  const wish = body === undefined ? undefined : JSON.parse(body);
  const told = await house.ok("ada", method as Parameters<House["as"]>[1], url, wish);
  if (method === "GET" && url.endsWith("/addresses")) ban = told.bans[0].id;
});

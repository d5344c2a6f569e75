import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/* docs/guides/shared-links.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("shared-links.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));
/** Of every request, as the guide's function says it; also of those without a body. */
const SAID = { "content-type": "application/json" };

let house: House;
const variables: Record<string, string> = { BEN: userOf("ben").slice("user:".length) };
beforeAll(async () => {
  house = await openHouse();
  variables.CONVERSATION = (await talk(house, "ada", "Our plans")).id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(8));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(CONVERSATION|LINK|SHARE|BEN)/g, (_all, name: string) => variables[name] ?? "");
  const [, method, url = "", body] = /^ask (\w+) "\$URL([^"]+)"(?: -d '(.*)')?$/.exec(filled) ?? [];
  const answer = await house.as(
    "ada",
    method as Parameters<House["as"]>[1],
    url,
    body === undefined ? undefined : JSON.parse(body),
    SAID,
  );
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  const told = answer.json();
  if (method === "POST" && command.includes("$CONVERSATION"))
    Object.assign(variables, { LINK: told._id, SHARE: told.shareId });
  // What is searched for is found.
  if (url.includes("search=") || url.endsWith("/links")) expect(told.links).toHaveLength(1);
});

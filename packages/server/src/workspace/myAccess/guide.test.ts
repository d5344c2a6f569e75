import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/* docs/guides/sharing-overview.md from its top to its end, by Ben, who was given something, has talked, and shared it. */
const commands = readGuide("sharing-overview.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const agent = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  const give = (giver: string, path: string, to: string) =>
    house.as(giver, "POST", `/api/access/resources/${path}/grants`, { principal: userOf(to), role: "viewer" });
  await give("ada", `agent/${agent.json()._id}`, "ben");
  await give("ben", `conversation/${(await talk(house, "ben", "Our plans")).row}`, "ada");
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(5));

test.each(commands)("%s", async (command) => {
  const [, url = ""] = /^ask "\$URL([^"]+)"$/.exec(command) ?? [];
  const answer = await house.as("ben", "GET", url);
  expect(answer.statusCode, answer.body).toBe(200);
  const { things, shares, features } = answer.json();
  expect((things ?? shares ?? features).length).toBeGreaterThan(0);
});

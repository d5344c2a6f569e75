import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";

/* docs/guides/explorer.md from its top to its end, by Sue, who administers. */
const commands = readGuide("explorer.md")
  .split("\n")
  .filter((line) => line.startsWith("explore "));

let house: House;
const said = new Map<string, string>();
beforeAll(async () => {
  house = await openHouse();
  const agent = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  said.set("AGENT", agent.json()._id).set("MOMENT", new Date().toISOString());
  said.set("ONE", userOf("ada").slice("user:".length)).set("OTHER", userOf("ben").slice("user:".length));
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(5));

test.each(commands)("%s", async (command) => {
  const [, path = "", text = ""] = /^explore (\S+) '(.+)'$/.exec(command) ?? [];
  const body = text.replaceAll(/\$(\w+)/g, (_, name) => said.get(name) ?? "");
  const answer = await house.as("sue", "POST", `/api/access/${path}`, JSON.parse(body));
  expect(answer.statusCode, answer.body).toBe(200);
  const { subjects, holders, types, things } = answer.json();
  expect((subjects ?? holders ?? types ?? things).length).toBeGreaterThan(0);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";

/* docs/guides/leaving.md from its top to its end, by Ada: every line that begins with `ask`, but for those of the workspace (workspace/usage). */
const commands = readGuide("leaving.md")
  .split("\n")
  .filter((line) => line.startsWith("ask ") && !/usage|view-as/.test(line));

let house: House;
let token: string;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await houseOn(await emptySqlite());
  ({ token } = await house.person("ada"));
  variables.BEN = (await house.person("ben")).id;
  variables.CY = (await house.person("cy")).id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(6));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/'?\$(BEN|CY)'?/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*)'$/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const answer = await house.call(method as "GET", url, body && JSON.parse(body), token);
  expect(answer.statusCode, answer.body).toBe(200);
});

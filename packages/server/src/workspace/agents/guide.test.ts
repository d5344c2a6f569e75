import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { uploadTo } from "../testing/files.ts";
import { type House, openHouse } from "../testing/house.ts";
import { makeAgent } from "../testing/tools.ts";

/* docs/guides/what-travels-with-an-agent.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("what-travels-with-an-agent.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await openHouse();
  const agent = await makeAgent(house, "ada");
  variables.AGENT_ID = agent.id;
  variables.OTHER_ID = (await makeAgent(house, "ada")).id;
  const fields = { agent_id: agent.id, tool_resource: "context" };
  variables.FILE_ID = (await uploadTo(house, "ada", "x", { fields })).body.file_id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(6));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(AGENT_ID|OTHER_ID|FILE_ID)/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*)' "/.exec(filled) ?? [];
  const [, method = "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const answer = await house.as(
    "ada",
    method as "GET" | "POST" | "PUT" | "DELETE",
    url,
    body === undefined ? undefined : JSON.parse(body),
  );
  expect(answer.statusCode, answer.body).toBe(method === "PUT" || method === "DELETE" ? 204 : 200);
});

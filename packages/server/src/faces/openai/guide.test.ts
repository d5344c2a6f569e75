import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { grant, type House, openHouse, userOf, VIEWER } from "../../workspace/testing/house.ts";
import { makeAgent } from "../../workspace/testing/tools.ts";
import { openTo } from "./testing/client.ts";

/* docs/guides/openai-api.md from its top to its end, by Ben, with whom an agent was shared. */
const guide = readGuide("openai-api.md");
const commands = guide.split("\n").filter((line) => line.startsWith("ask "));
const [, program = ""] = /```js\n([\s\S]*?)```/.exec(guide) ?? [];

let house: House;
const variables: Record<string, string> = { MODEL: "echo/echo" };
beforeAll(async () => {
  house = await openHouse();
  await openTo(house);
  const agent = await makeAgent(house, "ada");
  await house.change([grant(userOf("ben"), agent.resource, VIEWER)]);
  variables.AGENT = `agent:${agent.id}`;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(8));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(MODEL|AGENT)/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const answer = await house.as("ben", body ? "POST" : "GET", url, body && JSON.parse(body));
  expect(answer.statusCode, answer.body).toBe(200);
  if (url.endsWith("/models")) expect(answer.body).toContain(variables.AGENT);
  if (url.endsWith("/completions")) expect(answer.body.replaceAll(/[^a-zA-Z]/g, "")).toContain("said");
});

test("the program says what the model says", async () => {
  const said: string[] = [];
  const environment = {
    env: { ...variables, URL: house.url, TOKEN: "as-ben" },
    stdout: { write: (text: string) => said.push(text) },
  };
  const console = { log: (text: string) => said.push(`${text}\n`) };
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  const run = new AsyncFunction("OpenAI", "process", "console", program.replace(/^import .*$/m, ""));
  await run(OpenAI, environment, console);
  expect(said.join("")).toBe(`echo/echo\n${variables.AGENT}\nYou said: HelloYou said: Hello\n`);
});

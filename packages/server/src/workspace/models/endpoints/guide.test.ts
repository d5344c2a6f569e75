import { afterAll, beforeAll, expect, test } from "vitest";
import { modelId } from "../../../config/index.ts";
import { readGuide } from "../../../config/testing/guides.ts";
import { type ActionServer, openActionServer } from "../../testing/actionServer.ts";
import { answerAsEndpoint } from "../../testing/endpoints.ts";
import { type House, openHouse, userOf } from "../../testing/house.ts";

/* docs/guides/models.md from its top to its end, by Sue, with the file that it shows: every line that begins with `ask` does what it says. */
const guide = readGuide("models.md");
const commands = guide.split("\n").filter((line) => line.startsWith("ask "));
const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];

let server: ActionServer;
let house: House;
const variables: Record<string, string> = { ME: userOf("sue"), MODEL_ID: modelId("Local", "gemma") };
beforeAll(async () => {
  server = await openActionServer();
  answerAsEndpoint(server, ["gemma", "qwen"]);
  house = await openHouse({ yaml: `version: 1.3.5\n${yaml}`, network: server.network });
});
afterAll(async () => {
  await house.close();
  await server.close();
});

test("has commands", () => expect(commands).toHaveLength(9));

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(/\$(ME|MODEL_ID|ENDPOINT_ID)/g, (_all, name: string) => variables[name] ?? "");
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const answer = await house.as("sue", method as "GET", url, body && JSON.parse(body));
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  const told = answer.body === "" ? null : answer.json();
  if (url.endsWith("/endpoints")) variables.ENDPOINT_ID = told._id;
  if (url.endsWith("/test")) expect(told).toMatchObject({ isReached: true, models: ["gemma", "qwen"] });
  if (url === "/api/admin/models")
    expect(told.models).toContainEqual(
      expect.objectContaining({ id: variables.MODEL_ID, isOffered: true, restricted: true, grants: 1 }),
    );
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { type ActionServer, openActionServer } from "../testing/actionServer.ts";
import { type House, openHouse } from "../testing/house.ts";
import { isFinal, Listener } from "../testing/listen.ts";
import { MCP, weather } from "../testing/tools.ts";

/* docs/guides/agent-actions.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const text = readGuide("agent-actions.md");
const commands = text.split("\n").filter((line) => line.startsWith("ask "));
const [, yaml = ""] = /```yaml\n(.*?)```/s.exec(text) ?? [];

let house: House;
let server: ActionServer;
const variables: Record<string, string> = {
  KEY: "s3cret",
  SPEC: JSON.stringify(weather({ servers: [{ url: "https://api.example.org" }] })),
};
beforeAll(async () => {
  server = await openActionServer();
  house = await openHouse({ yaml: `version: 1.3.0\n${yaml}`, network: server.network });
  await house.change(MCP);
});
afterAll(async () => {
  await house.close();
  await server.close();
});

test("has commands, and a list of hosts", () => {
  expect(commands).toHaveLength(9);
  expect(house.settings.actions.allowedDomains).toHaveLength(5);
});

test.each(commands)("%s", async (command) => {
  const filled = command.replaceAll(
    /\$(KEY|SPEC|AGENT_ID|TOOL_ID|MESSAGE_ID|FUNCTION)/g,
    (_all, name: string) => variables[name] ?? "",
  );
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*)' "/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const response = await fetch(`${house.url}${url}`, {
    method,
    headers: { "x-person": "ada", ...(body && { "content-type": "application/json" }) },
    ...(body && { body }),
  });
  const answer = await response.text();
  expect(response.status, answer).toBe(url === "/api/agents" ? 201 : 200);
  if (url === "/api/agents") variables.AGENT_ID = JSON.parse(answer).id;
  if (url.startsWith("/api/agents/actions/") && method === "POST") variables.TOOL_ID = JSON.parse(answer)[1].action_id;
  if (url !== "/api/agents/chat/agents") return;
  const listener = await Listener.to(house, "ada", JSON.parse(answer).streamId);
  await listener.closed;
  // To the service itself it would be https; the guide's reader has one that answers.
  const { messageId, content } = listener.heard.find(isFinal)?.data.responseMessage ?? {};
  expect(content[0]).toMatchObject({ type: "tool_call" });
  variables.MESSAGE_ID = messageId;
  variables.FUNCTION = content[0].tool_call.name;
});

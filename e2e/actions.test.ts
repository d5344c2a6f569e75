import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { makeSmallWorld } from "./support/smallWorld.ts";

/*
 * Agents' actions on the built server: whatever the list of hosts says, no request goes to this machine or into its network. A service that
 * listens here counts who comes.
 */
let server: RunningServer;
let ada: Person;
let came = 0;
const service = createServer((_request, response) => {
  came++;
  response.end("{}");
});
const hosts = ["127.0.0.1", "localhost", "169.254.169.254", "0x7f000001", "2130706433", "127.1", "0177.0.0.1"];

beforeAll(async () => {
  await new Promise<void>((listening) => service.listen(0, "127.0.0.1", listening));
  const domains = hosts.map((host) => `"http://${host}:${port()}"`).join(", ");
  server = await startServer({
    yaml: `version: 1.3.0\nactions: { allowedDomains: [${domains}] }\n`,
    env: { LIMIT_MESSAGE_IP: "false", LOG_LEVEL: "info" },
  });
  ada = (await makeSmallWorld(server.url)).ada;
});
afterAll(async () => {
  await stopServers();
  service.close();
});

const port = () => (service.address() as AddressInfo).port;
const specAt = (url: string) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Inside" },
    servers: [{ url }],
    paths: { "/": { get: { operationId: "look" } } },
  });

async function agent(): Promise<string> {
  return (await ada.post("/api/agents", { name: "Helper", provider: "echo", model: "echo" })).body.id;
}

describe("a host in the list that stands for this machine", () => {
  test.each(hosts)("%s is not spoken to", async (host) => {
    const id = await agent();
    const url = `http://${host}:${port()}`;
    const made = await ada.post(`/api/agents/actions/${id}`, { metadata: { domain: url, raw_spec: specAt(url) } });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const { body } = await ada.post("/api/agents/chat/agents", { text: "/run look", agent_id: id });
    for (
      let attempt = 0;
      (await ada.get(`/api/agents/chat/status/${body.streamId}`)).body.status === "running";
      attempt++
    ) {
      expect(attempt).toBeLessThan(200);
      await new Promise((next) => setTimeout(next, 50));
    }
    const messages = (await ada.get(`/api/messages/${body.streamId}`)).body;
    expect(messages[1].content[0]).toMatchObject({
      type: "tool_call",
      tool_call: {
        output: expect.stringMatching(/^error: the tool could not be called: its host is not in the public network/),
      },
    });
    expect(came).toBe(0);
  });
});

test("a host that is not in the list is refused when the action is made", async () => {
  const url = "http://[::1]";
  const made = await ada.post(`/api/agents/actions/${await agent()}`, {
    metadata: { domain: url, raw_spec: specAt(url) },
  });
  expect(made).toMatchObject({ status: 400, body: { code: "request-invalid" } });
  expect(made.body.detail).toContain("actions.allowedDomains");
});

test("YAML is read in a process of its own", async () => {
  const spec = `openapi: 3.1.0\nservers: [{ url: "http://localhost:${port()}" }]\npaths: { /: { get: { operationId: look } } }\n`;
  expect((await ada.post("/api/tools/read", { spec })).body).toMatchObject({
    functions: [{ name: "look" }],
    isAllowed: true,
  });
});

import { expect } from "vitest";
import type { House } from "./house.ts";

/** Where the service of the tests is, in the tests' own network. */
export const DOMAIN = "http://api.test";
export const yamlOf = (...domains: string[]): string =>
  `version: 1.3.0\nactions: { allowedDomains: [${domains.map((one) => `"${one}"`).join(", ")}] }\n`;

/** `getWeather` and `note`, which takes a body. */
export const weather = (more: object = {}): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Weather" },
    servers: [{ url: DOMAIN }],
    paths: {
      "/weather/{city}": {
        get: {
          operationId: "getWeather",
          parameters: [
            { name: "city", in: "path", required: true, schema: { type: "string" } },
            { name: "units", in: "query", schema: { type: "string" } },
            { name: "X-Trace", in: "header", schema: { type: "string" } },
          ],
        },
      },
      "/notes": {
        post: {
          operationId: "note",
          requestBody: {
            content: { "application/json": { schema: { type: "object", properties: { text: { type: "string" } } } } },
          },
        },
      },
    },
    ...more,
  });

export interface MadeAgent {
  /** As LibreChat's routes name it. */
  id: string;
  _id: string;
  /** `agent:<_id>` */
  resource: string;
}

export async function makeAgent(house: House, person: string, more: object = {}): Promise<MadeAgent> {
  const made = await house.as(person, "POST", "/api/agents", {
    name: "Helper",
    provider: "echo",
    model: "echo",
    ...more,
  });
  expect(made.statusCode, made.body).toBe(201);
  const { id, _id } = made.json();
  return { id, _id, resource: `agent:${_id}` };
}

/** A tool of a person's own, or of the organization's. @returns its id */
export async function makeTool(house: House, person: string, more: object = {}): Promise<string> {
  const made = await house.as(person, "POST", "/api/tools", { spec: weather(), domain: DOMAIN, ...more });
  expect(made.statusCode, made.body).toBe(201);
  return made.json()._id;
}

/** LibreChat's way: a tool that is lent to an agent. @returns its id */
export async function makeAction(
  house: House,
  person: string,
  agent: MadeAgent,
  metadata: object = {},
): Promise<string> {
  const body = { functions: [], metadata: { domain: DOMAIN, raw_spec: weather(), ...metadata } };
  const made = await house.as(person, "POST", `/api/agents/actions/${agent.id}`, body);
  expect(made.statusCode, made.body).toBe(200);
  return made.json()[1].action_id;
}

export const MCP = ["MCP_SERVERS.CREATE", "MCP_SERVERS.SHARE"].map((feature) => ({
  kind: "feature-set" as const,
  role: "role:USER",
  feature,
  on: true,
}));

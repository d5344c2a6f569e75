import { expect } from "vitest";
import { type ActionServer, json } from "./actionServer.ts";
import type { House } from "./house.ts";

export const ENDPOINTS = "/api/admin/models/endpoints";
/** Where the endpoint of the tests is, in the tests' own network: allowed by the operator, because it has no certificate. */
export const BASE_URL = "http://models.test/v1";
export const allowing = (...more: string[]): string =>
  `version: 1.3.0\nendpoints:\n  allowedAddresses: ["models.test:80"]\n${more.join("\n")}`;
export const KEY = "sk-made-in-the-console-9876";

/** Answers as an OpenAI-compatible endpoint does: a list of models, a title, and `Hello from <model>`. */
export function answerAsEndpoint(server: ActionServer, models: readonly string[] = ["big", "small"]): void {
  server.answer((response, call) => {
    if (call.url.endsWith("/models")) return json({ data: models.map((id) => ({ id })) })(response, call);
    const { model, stream } = JSON.parse(call.body);
    if (stream !== true) return json({ choices: [{ message: { content: "A fine title" } }] })(response, call);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const said = { choices: [{ delta: { content: `Hello from ${model}` }, finish_reason: "stop" }] };
    response.end(`data: ${JSON.stringify(said)}\n\ndata: [DONE]\n\n`);
  });
}

/** An endpoint of the console. @returns its id */
export async function makeEndpoint(house: House, more: object = {}, person = "sue"): Promise<string> {
  const wish = { name: "Lab", baseURL: BASE_URL, key: KEY, models: ["big", "small"], ...more };
  const made = await house.as(person, "POST", ENDPOINTS, wish);
  expect(made.statusCode, made.body).toBe(201);
  return made.json()._id;
}

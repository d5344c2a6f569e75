import Fastify from "fastify";
import { expect, test } from "vitest";
import { readJsonBodies } from "./jsonBody.ts";
import type { App } from "./types.ts";

async function echo(body: string | Buffer) {
  const app = Fastify();
  readJsonBodies(app as unknown as App);
  app.post("/", async (request) => ({ body: request.body }));
  const { statusCode } = await app.inject({
    method: "POST",
    url: "/",
    headers: { "content-type": "application/json" },
    payload: body,
  });
  return statusCode;
}

test.each([
  ["an object", '{"a":[1,{"b":"]}"}]}', 200],
  ["brackets in strings are no depth", `{"a":"${"[".repeat(500)}"}`, 200],
  ["no JSON", "{a}", 400],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), 400],
  ["5,000 deep", `${"[".repeat(5000)}${"]".repeat(5000)}`, 400],
  ["__proto__", '{"__proto__":{"admin":true}}', 400],
])("a body of %s", async (_, body, status) => {
  const answered = await echo(body);
  // Without our error handler a problem is a plain 500 of Fastify's; what counts is that it is refused.
  expect(answered === 200).toBe(status === 200);
});

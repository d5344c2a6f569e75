import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { readJsonBodies } from "./jsonBody.ts";
import type { App } from "./types.ts";

async function echo(body: string | Buffer, headers: Record<string, string> = { "content-type": "application/json" }) {
  const app = Fastify();
  readJsonBodies(app as unknown as App);
  app.post("/", async (request) => ({ body: request.body }));
  const { statusCode } = await app.inject({ method: "POST", url: "/", headers, payload: body });
  return statusCode;
}

test.each([
  ["an object", '{"a":[1,{"b":"]}"}]}', 200],
  ["brackets in strings are no depth", `{"a":"${"[".repeat(500)}"}`, 200],
  ["no JSON", "{a}", 400],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), 400],
  ["5,000 deep", `${"[".repeat(5000)}${"]".repeat(5000)}`, 400],
  ["a number that no double holds", '{"a":[1e999]}', 400],
  ["a number of 400 digits", `{"a":-${"9".repeat(400)}}`, 400],
  ["texts that only look like such numbers", '{"a":"1e999","b":1e99}', 200],
  ["__proto__", '{"__proto__":{"admin":true}}', 400],
  ["a key given twice", '{"role":"USER","name":"A","role":"ADMIN"}', 400],
  ["a key given twice, once with an escape", '{"role":"USER","r\\u006fle":"ADMIN"}', 400],
  ["a key given twice, deep in a list", '{"a":[{"b":1},{"b":{"c":1,"c":2}}]}', 400],
  ["a key in several objects, and as a value", '{"a":{"a":["a","a",{"a":"a"}]},"b":{"a":"b"}}', 200],
])("a body of %s", async (_, body, status) => {
  const answered = await echo(body);
  // Without our error handler a problem is a plain 500 of Fastify's; what counts is that it is refused.
  expect(answered === 200).toBe(status === 200);
});

test.each([
  ["application/json", 200],
  ["Application/JSON; charset=utf-8", 200],
  ['application/json; charset="UTF-8"', 200],
  ["application/json;charset=utf-16", 415],
  ["application/json; charset=utf-8; charset=utf-16", 415],
  ["application/json; charset=latin1", 415],
  ["text/plain", 415],
  ["text/plain; charset=utf-8", 415],
  ["application/x-www-form-urlencoded", 415],
  ["multipart/form-data; boundary=x", 415],
  ["application/jsonx", 415],
  ["no media type at all", 415],
  ["", 415],
])("a body said to be `%s`: %s", async (type, status) => {
  expect(await echo("{}", { "content-type": type })).toBe(status);
});

test.each([
  ["identity", 200],
  ["gzip", 415],
  ["br", 415],
])("a body encoded as `%s`: %s", async (encoding, status) => {
  expect(await echo("{}", { "content-type": "application/json", "content-encoding": encoding })).toBe(status);
});

describe("no body, though its type is said, as clients do that say it of each request", () => {
  const answered = async (method: "DELETE" | "POST", options: object) => {
    const app = Fastify();
    readJsonBodies(app as unknown as App);
    app.route({ method, url: "/", ...options, handler: async ({ body }) => ({ isThere: body !== undefined }) });
    const response = await app.inject({ method, url: "/", headers: { "content-type": "application/json" } });
    return response.statusCode === 200 && response.json();
  };

  test.each(["DELETE", "POST"] as const)("%s that takes none: there is none", async (method) => {
    expect(await answered(method, {})).toEqual({ isThere: false });
    expect(await answered(method, { schema: { querystring: { type: "object" } } })).toEqual({ isThere: false });
  });

  test.each(["DELETE", "POST"] as const)("%s that takes one: refused", async (method) => {
    expect(await answered(method, { schema: { body: { type: "object" } } })).toBe(false);
  });
});

test("a body of which nothing is said: 415", async () => {
  expect(await echo("{}", { "content-length": "2" })).toBe(415);
  expect(await echo("{}", { "transfer-encoding": "chunked" })).toBe(415);
});

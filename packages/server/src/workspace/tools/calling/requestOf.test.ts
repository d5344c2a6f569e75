import { describe, expect, test } from "vitest";
import type { Json } from "../../../config/index.ts";
import { readDocument } from "../openapi/readDocument.ts";
import { credentialsOf, requestOf } from "./requestOf.ts";

/* What a model's arguments become. They are a model's words: whoever wrote what it read may have chosen them. */
const ORIGIN = "https://api.example.org";
const operation = (given: object, path = "/a/{id}/b", method = "post") => {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path" }));
  const document = {
    openapi: "3.1.0",
    servers: [{ url: `${ORIGIN}/v1` }],
    paths: { [path]: { parameters, [method]: given } },
  };
  const [read] = readDocument(JSON.stringify(document)).operations;
  if (!read) throw new Error("no operation");
  return read;
};
const sent = (given: object, args: Record<string, Json>, path?: string) => {
  const { url, ...more } = requestOf(ORIGIN, operation(given, path), args);
  return { ...more, url: url.href };
};
const at = (name: string, place: string, more: object = {}) => ({ parameters: [{ name, in: place, ...more }] });

describe("where an argument goes", () => {
  test("into the path, as one piece of it", () =>
    expect(sent({}, { id: "x/y?z#ä %2e" }).url).toBe(`${ORIGIN}/v1/a/x%2Fy%3Fz%23%C3%A4%20%252e/b`));
  test("into the query", () =>
    expect(sent(at("q", "query"), { id: "1", q: "a&b=c" }).url).toBe(`${ORIGIN}/v1/a/1/b?q=a%26b%3Dc`));
  test("several of a query, each by itself, or in one", () => {
    expect(sent(at("q", "query"), { id: "1", q: ["a", "b"] }).url).toContain("?q=a&q=b");
    expect(sent(at("q", "query", { explode: false }), { id: "1", q: ["a", "b"] }).url).toContain("?q=a%2Cb");
  });
  test("into a header", () =>
    expect(sent(at("X-Team", "header"), { id: "1", "X-Team": "blue" }).headers).toEqual({ "x-team": "blue" }));
  test("into a body of JSON, and nothing that the document does not name", () =>
    expect(
      sent(
        { requestBody: { content: { "application/json": { schema: { properties: { n: {}, m: {} } } } } } },
        { id: "1", n: 2, evil: true },
      ),
    ).toMatchObject({ body: '{"n":2}', headers: { "content-type": "application/json" } }));
  test("into a form", () =>
    expect(
      sent(
        { requestBody: { content: { "application/x-www-form-urlencoded": { schema: { properties: { n: {} } } } } } },
        { id: "1", n: "a&b" },
      ),
    ).toMatchObject({ body: "n=a%26b" }));
});

describe("refused", () => {
  test.each([
    ["a way up", "..", "/a/{id}/b"],
    ["a way up, in itself", ".", "/a/{id}/b"],
    ["a way up, of two arguments", ".", "/a/{id}{id}/b"],
    ["a way up, at the end", "..", "/a/{id}"],
  ])("%s", (_what, id, path) => expect(() => sent({}, { id }, path)).toThrow("another address"));
  // `DELETE /users/` is another operation than `DELETE /users/{id}`.
  test.each([
    ["an empty text", ""],
    ["an empty list", []],
    ["a list of nothing", [""]],
    ["nothing", null],
  ])("%s as a piece of the path", (_what, id) => {
    expect(() => sent({}, { id }, "/users/{id}")).toThrow("`id` is empty");
    expect(() => sent({}, { id }, "/users/{id}/keys")).toThrow("`id` is empty");
  });
  test.each(["a\r\nX-Evil: 1", "a\nb", "a\0b", "ä\u2028"])("a header with %j", (value) =>
    expect(() => sent(at("X-Team", "header"), { id: "1", "X-Team": value })).toThrow("no header can"),
  );
  test("what is missing is named", () => expect(() => sent({}, {})).toThrow("missing: id"));
});

test.each(["@evil.test", "//evil.test", "\\\\evil.test", ":8443", "?", "#"])("%j leads to no other host", (id) =>
  expect(new URL(sent({}, { id }, "/{id}").url).origin).toBe(ORIGIN),
);

test.each([
  [{ type: "none" }, {}],
  [{ type: "api_key", as: "bearer" }, { authorization: "Bearer k:ey" }],
  [{ type: "api_key", as: "basic" }, { authorization: "Basic azpleQ==" }],
  [{ type: "api_key", as: "custom", header: "X-Key" }, { "x-key": "k:ey" }],
] as const)("%j is sent as %j", (auth, headers) => expect(credentialsOf(auth, "k:ey")).toEqual(headers));

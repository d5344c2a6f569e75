import { describe, expect, test } from "vitest";
import { DocumentReader } from "./documentReader.ts";
import { readDocument } from "./readDocument.ts";

const head = { openapi: "3.1.0", info: { title: "Weather" }, servers: [{ url: "https://api.example.org/v1/" }] };
const of = (paths: object, more: object = {}) => readDocument(JSON.stringify({ ...head, paths, ...more }));
const only = (operation: object, more: object = {}, path = "/a") =>
  of({ [path]: { post: operation } }, more).operations[0];

test("a document is read as functions", () => {
  const yaml = `
openapi: 3.0.3
info: { title: Weather, description: Of the world }
servers: [{ url: https://api.example.org/v1 }]
paths:
  /weather/{city}:
    parameters:
      - { name: city, in: path, required: true, schema: { type: string }, description: Which }
    get:
      operationId: getWeather
      summary: Weather now
      parameters:
        - { name: units, in: query, schema: { $ref: "#/components/schemas/Units" } }
      responses: { "200": { $ref: "http://evil.test/never-fetched" } }
components:
  schemas:
    Units: { type: string, enum: [metric, imperial] }
`;
  expect(readDocument(yaml)).toEqual({
    title: "Weather",
    description: "Of the world",
    origin: "https://api.example.org",
    operations: [
      {
        name: "getWeather",
        description: "Weather now",
        method: "get",
        path: "/v1/weather/{city}",
        parameters: [
          { name: "city", in: "path", isExploded: false },
          { name: "units", in: "query", isExploded: true },
        ],
        body: null,
        schema: {
          type: "object",
          properties: {
            city: { type: "string", description: "Which" },
            units: { type: "string", enum: ["metric", "imperial"] },
          },
          required: ["city"],
        },
      },
    ],
  });
});

describe("the body", () => {
  const content = (schema: object, type = "application/json") => ({
    requestBody: { required: true, content: { [type]: { schema } } },
  });
  test("its fields are arguments beside the others", () =>
    expect(only(content({ properties: { a: { type: "number" } }, required: ["a"] }))).toMatchObject({
      body: { type: "json", argument: null, names: ["a"] },
      schema: { properties: { a: { type: "number" } }, required: ["a"] },
    }));
  test("one that would name two arguments alike is one argument", () =>
    expect(only({ parameters: [{ name: "a", in: "query" }], ...content({ properties: { a: {} } }) })).toMatchObject({
      body: { argument: "body" },
      schema: { required: ["body"] },
    }));
  test("a list is one argument", () =>
    expect(only(content({ type: "array", items: {} }))?.body?.argument).toBe("body"));
  test("a form is one", () =>
    expect(only(content({ properties: { a: {} } }, "application/x-www-form-urlencoded"))?.body?.type).toBe("form"));
  test("another type is refused", () =>
    expect(() => only(content({}, "multipart/form-data"))).toThrow("cannot be sent"));
});

describe("names", () => {
  const namesOf = (...ids: (string | undefined)[]) =>
    of(Object.fromEntries(ids.map((operationId, index) => [`/p${index}`, { get: { operationId } }]))).operations.map(
      ({ name }) => name,
    );
  test("without operationId: of method and path", () =>
    expect(
      of({ "/weather/{city}/now": { get: { parameters: [{ name: "city", in: "path" }] } } }).operations[0]?.name,
    ).toBe("get_weather_city_now"));
  test("are valid for models", () =>
    expect(namesOf("get the weather: now!", "été", "…")).toEqual(["get_the_weather_now", "t", "get_p2"]));
  test("are there once", () => expect(namesOf("a", "a", "a b", "a_b")).toEqual(["a", "a_2", "a_b", "a_b_2"]));
  test("are short, and those of long ones differ", () => {
    const [one = "", two = ""] = namesOf(`${"x".repeat(200)}1`, `${"x".repeat(200)}2`);
    expect([one.length, two.length]).toEqual([46, 46]);
    expect(one).not.toBe(two);
  });
});

test("callbacks, webhooks and `x-…` are not looked at", () => {
  const broken = { $ref: "file:///etc/passwd" };
  const { operations } = of(
    { "/a": { get: { callbacks: { x: broken }, "x-y": broken }, "x-z": broken }, "x-paths": broken },
    { webhooks: { w: { post: broken } }, "x-w": broken },
  );
  expect(operations).toHaveLength(1);
});

describe("refused in words", () => {
  const ref = ($ref: string) => ({ parameters: [{ name: "a", in: "query", schema: { $ref } }] });
  const tree = {
    components: {
      schemas: {
        T: { properties: { t: { $ref: "#/components/schemas/T" } } },
        A: { $ref: "#/components/schemas/B" },
        B: { $ref: "#/components/schemas/A" },
      },
    },
  };
  const bomb = (levels: number) =>
    Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        `S${level}`,
        {
          properties: Object.fromEntries(
            [..."abcdefghij"].map((name) => [name, { $ref: `#/components/schemas/S${level + 1}` }]),
          ),
        },
      ]),
    );
  test.each([
    ["nothing", () => readDocument(""), "no object"],
    ["no YAML", () => readDocument("a: [1"), "no valid YAML"],
    ["a list", () => readDocument("[]"), "no object"],
    ["Swagger 2", () => readDocument('{"swagger":"2.0"}'), "Swagger 2"],
    ["OpenAPI 4", () => of({}, { openapi: "4.0.0" }), "must be 3.0 or 3.1"],
    ["no server", () => of({ "/a": { get: {} } }, { servers: [] }), "`servers` must say"],
    ["a relative server", () => of({ "/a": { get: {} } }, { servers: [{ url: "/v1" }] }), "must be an address"],
    [
      "a server with variables",
      () => of({ "/a": { get: {} } }, { servers: [{ url: "https://{host}/" }] }),
      "without variables",
    ],
    [
      "a server with a password",
      () => of({ "/a": { get: {} } }, { servers: [{ url: "https://a:b@c.org/" }] }),
      "must be an address",
    ],
    ["another scheme", () => of({ "/a": { get: {} } }, { servers: [{ url: "file:///etc" }] }), "must be an address"],
    [
      "an operation on another host",
      () => of({ "/a": { get: { servers: [{ url: "https://evil.test" }] } } }),
      "another host",
    ],
    ["a path that is none", () => of({ "a/b": { get: {} } }), "no path"],
    ["a path that leads up", () => of({ "/a/../../b": { get: {} } }), "leads elsewhere"],
    ["a path that leads up, encoded", () => of({ "/a/%2E./b": { get: {} } }), "leads elsewhere"],
    ["a path that leads nowhere else", () => of({ "/a/./b": { get: {} } }), "leads elsewhere"],
    ["a path with a parameter that is not there", () => of({ "/{a}": { get: {} } }), "none of its parameters"],
    ["no operation", () => of({ "/a": {} }), "no operation"],
    [
      "101 operations",
      () => of(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`/${n}`, { get: {} }]))),
      "more than 100 operations",
    ],
    ["a reference over the network", () => only(ref("http://169.254.169.254/schema")), "nothing is fetched"],
    ["a reference to a file", () => only(ref("file:///etc/passwd")), "nothing is fetched"],
    ["a reference to another document", () => only(ref("other.yaml#/a")), "nothing is fetched"],
    ["a reference to nothing", () => only(ref("#/components/nothing")), "leads to nothing"],
    ["a reference to what objects bring along", () => only(ref("#/constructor/prototype")), "leads to nothing"],
    ["a circle of references", () => only(ref("#/components/schemas/A"), tree), "in a circle"],
    ["a schema that contains itself", () => only(ref("#/components/schemas/T"), tree), "contains itself"],
    [
      "schemas that unfold to billions",
      () => only(ref("#/components/schemas/S0"), { components: { schemas: { ...bomb(12), S12: {} } } }),
      "too many values",
    ],
    [
      "a header that HTTP needs is left out; one that is no header",
      () => only({ parameters: [{ name: "a\r\nb", in: "header" }] }),
      "no name of a header",
    ],
    ["`__proto__`", () => readDocument(JSON.stringify(head).replace("{", '{"__proto__":{},')), "no name"],
    ["2 MB", () => readDocument(`{"a":"${"x".repeat(2_000_000)}"}`), "bytes at most"],
    ["brackets without end", () => readDocument("[".repeat(500_000)), "nested too deep"],
    ["nested JSON", () => readDocument(`{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`), "nested too deep"],
    [
      "aliases that unfold to billions",
      () =>
        readDocument(
          [
            "a0: &a0 [x,x,x,x,x,x,x,x,x]",
            ...Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(",")}]`),
          ].join("\n"),
        ),
      "too many values",
    ],
    ["an alias of itself", () => readDocument("a: &a\n  b: *a"), "contains itself"],
  ])("%s", (_what, read, words) => expect(read).toThrow(words));
});

test("headers that HTTP or the credential needs are no arguments", () =>
  expect(
    only({
      parameters: ["Host", "authorization", "Content-Length", "Cookie", "X-Forwarded-For"].map((name) => ({
        name,
        in: "header",
      })),
    })?.parameters,
  ).toEqual([]));

describe("in a process of its own", () => {
  const reader = new DocumentReader();
  test("it is read", async () =>
    expect(
      (await reader.read(JSON.stringify({ ...head, paths: { "/a": { get: {} } } }), "ada")).operations,
    ).toHaveLength(1));
  test("what was read last is not read again; of eight documents, not of more", async () => {
    const text = (title: string) =>
      JSON.stringify({ ...head, info: { title, version: "1" }, paths: { "/a": { get: {} } } });
    const first = await reader.read(text("first"), "ada");
    for (let index = 0; index < 7; index++) await reader.read(text(`other ${index}`), "ben");
    expect(await reader.read(text("first"), "cy")).toBe(first);
    for (let index = 0; index < 8; index++) await reader.read(text(`another ${index}`), "ben");
    expect(await reader.read(text("first"), "cy")).not.toBe(first);
  });
  test("it is refused as a problem", () =>
    expect(reader.read("{}", "ada")).rejects.toMatchObject({
      code: "request-invalid",
      detail: "the OpenAPI document: `openapi` must be 3.0 or 3.1",
    }));
  test("others have their turn, however slow it is", async () => {
    let isOver = false;
    const reading = reader
      .read('"'.repeat(1_000_000), "ada")
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    let longest = 0;
    for (let before = performance.now(); !isOver; before = performance.now()) {
      await new Promise((next) => setTimeout(next, 1));
      longest = Math.max(longest, performance.now() - before);
    }
    await reading;
    expect(longest).toBeLessThan(2_000);
  });
});

import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ActionServer, json, leadingTo, openActionServer, PUBLIC_ADDRESS } from "../../testing/actionServer.ts";
import { Outbound, type Sent } from "./outbound.ts";

/* The way out, over real HTTP to a server that stands for all the names of a network of the test's own. */
let server: ActionServer;
const ALLOWED = [
  "http://api.test",
  "http://other.test",
  "http://127.0.0.1",
  "http://[::1]",
  "http://169.254.169.254",
  "http://localhost",
];
beforeEach(async () => {
  server = await openActionServer();
});
afterEach(() => server.close());

const never = new AbortController().signal;
const sent = (url: string, more: Partial<Sent> = {}): Sent => ({
  method: "GET",
  url: new URL(url),
  headers: {},
  credentials: { authorization: "Bearer s3cret" },
  body: undefined,
  ...more,
});
const send = (url: string, more: Partial<Sent> = {}, longestMs = 2_000) =>
  new Outbound(ALLOWED, { network: server.network, longestMs }).send(sent(url, more), never);

test("brings an answer back", async () => {
  server.answer(json({ weather: "fine" }));
  expect(
    await send("http://api.test/weather?city=Oslo", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    }),
  ).toEqual({
    status: 200,
    text: '{"weather":"fine"}',
    isCut: false,
  });
  expect(server.calls).toMatchObject([
    {
      method: "POST",
      url: "/weather?city=Oslo",
      body: "{}",
      headers: { host: "api.test", authorization: "Bearer s3cret", "content-type": "application/json" },
    },
  ]);
});

test("asks no proxy of the environment", async () => {
  process.env.HTTP_PROXY = "http://127.0.0.1:9";
  try {
    expect((await send("http://api.test/")).status).toBe(200);
  } finally {
    delete process.env.HTTP_PROXY;
  }
});

describe("goes nowhere but to hosts of the list", () => {
  test.each(["http://evil.test/", "https://api.test/", "http://api.test:8080/", "ftp://api.test/"])(
    "%s",
    async (url) => {
      await expect(send(url)).rejects.toThrow(/not among the hosts|no http address/);
      expect(server.connected).toEqual([]);
    },
  );

  test("not with a name in the address", () =>
    expect(send("http://ada:pw@api.test/")).rejects.toThrow("a name or a password"));
});

describe("goes to no address that is not public, even of a host of the list", () => {
  test.each([
    "http://127.0.0.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://127.1/",
    "http://017700000001/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data",
  ])("%s", async (url) => {
    await expect(send(url)).rejects.toThrow("not in the public network");
    expect(server.connected).toEqual([]);
  });

  test.each([
    [["127.0.0.1"]],
    [["169.254.169.254"]],
    [["::ffff:10.0.0.1"]],
    // A name that stands for both: which of them would be connected to is not left to chance.
    [[PUBLIC_ADDRESS, "10.0.0.1"]],
    [["64:ff9b::7f00:1"]],
  ])("a name that stands for %j", async (addresses) => {
    server.names.set("api.test", addresses);
    await expect(send("http://api.test/")).rejects.toThrow("not in the public network");
    expect(server.connected).toEqual([]);
  });

  test("a name that stands for another address each time is asked once for each connection, and that address is connected to", async () => {
    const answers = [[PUBLIC_ADDRESS], ["127.0.0.1"]];
    server.names.set("api.test", () => answers.shift() ?? ["127.0.0.1"]);
    expect((await send("http://api.test/")).status).toBe(200);
    expect(server.connected).toEqual([PUBLIC_ADDRESS]);
    await expect(send("http://api.test/")).rejects.toThrow("not in the public network");
    expect(server.connected).toEqual([PUBLIC_ADDRESS]);
  });

  test("the message names no address", async () => {
    server.names.set("api.test", ["10.11.12.13"]);
    await expect(send("http://api.test/")).rejects.not.toThrow(/\d+\.\d+/);
  });
});

describe("redirects", () => {
  test.each([
    ["http://169.254.169.254/latest/meta-data", "not in the public network"],
    ["http://localhost/", "not in the public network"],
    ["http://evil.test/", "not among the hosts"],
    ["//evil.test/", "not among the hosts"],
    ["file:///etc/passwd", "no http address"],
    ["http://[", "no address"],
  ])("to %s are refused", async (location, why) => {
    server.names.set("localhost", ["127.0.0.1"]);
    server.answer(leadingTo(location));
    await expect(send("http://api.test/")).rejects.toThrow(why);
    expect(server.calls).toHaveLength(1);
  });

  test("to another origin lose what is secret, and every header of the call", async () => {
    server.answer((response, { headers }) =>
      headers.host === "api.test"
        ? void leadingTo("http://other.test/b")(response, undefined as never)
        : void json({ at: "b" })(response, undefined as never),
    );
    expect((await send("http://api.test/a", { headers: { "x-tenant": "acme" } })).text).toBe('{"at":"b"}');
    expect(server.calls[1]).toMatchObject({ url: "/b", headers: { host: "other.test" } });
    expect(server.calls[1]?.headers).not.toHaveProperty("authorization");
    expect(server.calls[1]?.headers).not.toHaveProperty("x-tenant");
  });

  test("within the origin keep it", async () => {
    server.answer(
      (response, { url }) => void (url === "/a" ? leadingTo("/b") : json({}))(response, undefined as never),
    );
    await send("http://api.test/a");
    expect(server.calls[1]).toMatchObject({ url: "/b", headers: { authorization: "Bearer s3cret" } });
  });

  test.each([
    [302, "GET", ""],
    [307, "POST", "{}"],
  ])("%i goes on as %s with the body %j", async (status, method, body) => {
    server.answer(
      (response, { url }) => void (url === "/a" ? leadingTo("/b", status) : json({}))(response, undefined as never),
    );
    await send("http://api.test/a", { method: "POST", body: "{}" });
    expect(server.calls[1]).toMatchObject({ method, body });
  });

  test("more than three are refused", async () => {
    server.answer(leadingTo("/again"));
    await expect(send("http://api.test/")).rejects.toThrow("too many times");
    expect(server.calls).toHaveLength(4);
  });
});

describe("is bounded", () => {
  test("a server that never answers", async () => {
    server.answer(() => undefined);
    await expect(send("http://api.test/", {}, 300)).rejects.toThrow("took too long");
  });

  test("a name that is never found", async () => {
    server.network.resolve = () => new Promise(() => undefined);
    await expect(send("http://api.test/", {}, 300)).rejects.toThrow("took too long");
  });

  test("an answer that never ends is cut", async () => {
    server.answer((response) => {
      response.writeHead(200);
      const writing = setInterval(() => response.write(Buffer.alloc(64 * 1_024, "x")), 1);
      response.once("close", () => clearInterval(writing));
    });
    const { text, isCut } = await send("http://api.test/", {}, 10_000);
    expect({ length: text.length, isCut }).toEqual({ length: 1_024 * 1_024, isCut: true });
  });

  test("an answer that drips for ever is given up", async () => {
    server.answer((response) => {
      response.writeHead(200);
      const writing = setInterval(() => response.write("x"), 20);
      response.once("close", () => clearInterval(writing));
    });
    await expect(send("http://api.test/", {}, 300)).rejects.toThrow("took too long");
  });

  test("what unpacks to a thousand times its size is cut", async () => {
    const packed = gzipSync(Buffer.alloc(500 * 1_024 * 1_024));
    server.answer((response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(packed));
    const { text, isCut } = await send("http://api.test/", {}, 10_000);
    expect({ length: text.length, isCut }).toEqual({ length: 1_024 * 1_024, isCut: true });
  });

  test.each(["gzip, gzip", "zstd", "compress"])("what is packed as %s is refused", async (encoding) => {
    server.answer((response) => void response.writeHead(200, { "content-encoding": encoding }).end("x"));
    await expect(send("http://api.test/")).rejects.toThrow("not understood");
  });

  test("what is packed wrongly is refused", async () => {
    server.answer((response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"));
    await expect(send("http://api.test/")).rejects.toThrow("packed wrongly");
  });

  test("headers without end are refused", async () => {
    server.answer((response) => void response.writeHead(200, { "x-long": "x".repeat(64 * 1_024) }).end());
    await expect(send("http://api.test/")).rejects.toThrow("too long headers");
  });

  test("a large body is not sent", () =>
    expect(send("http://api.test/", { method: "POST", body: "x".repeat(300_000) })).rejects.toThrow("bytes at most"));

  test("whoever gives it up is heard at once", async () => {
    server.answer(() => undefined);
    const giving = new AbortController();
    const sending = new Outbound(ALLOWED, { network: server.network }).send(sent("http://api.test/"), giving.signal);
    setTimeout(() => giving.abort(new Error("cut")), 50);
    await expect(sending).rejects.toThrow("cut");
  });
});

test("a header cannot bring another one", async () => {
  await expect(send("http://api.test/", { headers: { "x-a": "1\r\nx-b: 2" } })).rejects.toThrow("cannot be sent");
  expect(server.calls).toEqual([]);
});

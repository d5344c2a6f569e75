import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createApp } from "./createApp.ts";
import { RequestRecord } from "./requestRecord.ts";
import { UnreadableShapes, unreadableRequests } from "./unreadableRequests.ts";

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A connection to a server with one route, `GET /slow`, that begins its answer and does not end it. */
async function connection(): Promise<{ socket: Socket; heard: Promise<string>; record: RequestRecord }> {
  const log = pino({ level: "silent" });
  const record = new RequestRecord(() => undefined);
  const app = await createApp({
    log,
    record,
    trustProxy: 0,
    version: "test",
    authenticate: async () => null,
    recognise: () => null,
    reach: async () => undefined,
  });
  app.get("/slow", { config: { auth: "none" } }, async (_request, reply) => {
    reply.hijack().raw.writeHead(200, { "content-type": "text/plain" }).write("begun");
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closing.push(() => app.close());
  return { ...connectTo(app.server), record };
}

function connectTo(server: Server): { socket: Socket; heard: Promise<string> } {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
  });
  // A reset after the answer is no failure: what was heard counts.
  socket.on("error", () => undefined);
  return { socket, heard: new Promise((resolve) => socket.once("close", () => resolve(heard))) };
}

/** An answer as it came over the wire. */
function read(heard: string) {
  const [head = "", body = ""] = heard.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  const headers = Object.fromEntries(fields.map((field) => field.toLowerCase().split(/: ?/, 2)));
  return { status: Number(line.split(" ")[1]), headers, body: JSON.parse(body) };
}

test.each([
  ["headers of 64 kB", `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(65_536)}\r\n\r\n`, 431, "headers-too-large"],
  ["an address of 64 kB", `GET /${"x".repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, "headers-too-large"],
  ["what is no HTTP", "\u0016\u0003\u0001\r\n\r\n", 400, "http-malformed"],
  [
    "two lengths",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    400,
    "http-malformed",
  ],
  [
    "chunks with 64 kB of extensions",
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2;${"x".repeat(65_536)}\r\n{}\r\n0\r\n\r\n`,
    413,
    "body-too-large",
  ],
])("%s: a problem like every other", async (_what, bytes, status, code) => {
  const { socket, heard, record } = await connection();
  socket.write(bytes);
  const answer = read(await heard);
  expect(answer).toMatchObject({
    status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      connection: "close",
      "x-content-type-options": "nosniff",
    },
    body: { type: `/docs/errors#${code}`, status, code },
  });
  for (const member of ["title", "detail", "help", "message", "error", "requestId"])
    expect(answer.body[member], member).toEqual(expect.any(String));
  expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(JSON.stringify(answer.body))));
  expect(record.times.refusals().get(status)).toBe(1);
});

test("a request that does not come to its end is told so", async () => {
  const server = createServer({ requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 20 });
  server.on("clientError", unreadableRequests(new RequestRecord(() => undefined)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closing.push(() => new Promise((closed) => server.close(closed)));
  const { socket, heard } = connectTo(server);
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Le");
  expect(read(await heard)).toMatchObject({ status: 408, body: { code: "request-timeout" } });
});

test("one whose body does not come to its end is told so in the shape of its address", async () => {
  const shapes = new UnreadableShapes();
  shapes.below("/v1", ({ code }) => ({
    status: 408,
    type: "application/json",
    headers: { "X-Other": "yes" },
    body: { code },
  }));
  const server = createServer({ requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 20 });
  server.on("clientError", unreadableRequests(new RequestRecord(() => undefined), shapes));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closing.push(() => new Promise((closed) => server.close(closed)));
  const told = async (url: string) => {
    const { socket, heard } = connectTo(server);
    socket.write(`POST ${url} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf`);
    return read(await heard);
  };
  expect(await told("/v1/chat/completions")).toMatchObject({
    ...{ status: 408, body: { code: "request-timeout" } },
    headers: { "content-type": "application/json", "x-other": "yes", connection: "close" },
  });
  for (const url of ["/v10", "/api/v1/x"])
    expect(await told(url)).toMatchObject({
      status: 408,
      body: { code: "request-timeout", title: expect.any(String) },
    });
});

test("a request that was answered before its body came is not answered once more", async () => {
  const server = createServer({ requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 20 });
  server.on("request", (_request, response) => response.writeHead(401).end());
  server.on("clientError", unreadableRequests(new RequestRecord(() => undefined)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closing.push(() => new Promise((closed) => server.close(closed)));
  const request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";
  for (const sent of [`${request}half`, `${request}123456789${request}half`]) {
    const { socket, heard } = connectTo(server);
    socket.write(sent);
    const statuses = (await heard).match(/HTTP\/1\.1 \d+/g);
    expect(new Set(statuses)).toEqual(new Set(["HTTP/1.1 401"]));
  }
});

test("what comes after a whole request that was answered is told of", async () => {
  const { socket, heard } = await connection();
  socket.write("GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
  await new Promise((answered) => socket.once("data", answered));
  socket.write("no HTTP\r\n\r\n");
  expect((await heard).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 404", "HTTP/1.1 400"]);
});

test("an answer that has begun is cut off, and nothing of another is mixed in", async () => {
  const { socket, heard } = await connection();
  socket.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await new Promise((begun) => socket.once("data", begun));
  socket.write("no HTTP\r\n\r\n");
  const all = await heard;
  expect(all).toContain("begun");
  expect(all).not.toContain("http-malformed");
});

test("whoever went away is not answered", () => {
  const record = new RequestRecord(() => undefined);
  const answer = unreadableRequests(record);
  const socket = connect({ port: 9, host: "127.0.0.1" }).on("error", () => undefined);
  socket.destroy();
  answer(Object.assign(new Error("parse"), { code: "HPE_INVALID_METHOD" }), socket);
  answer(Object.assign(new Error("reset"), { code: "ECONNRESET" }), socket);
  expect(record.times.refusals().size).toBe(0);
});

test("a request without a host is a problem like every other", async () => {
  const { socket, heard } = await connection();
  socket.end("GET /slow HTTP/1.1\r\nConnection: close\r\n\r\n");
  expect(read(await heard)).toMatchObject({ status: 400, body: { code: "request-invalid" } });
});

test.each([
  ["/slow?search=%E0%A4", "begins a character that does not end"],
  ["/slow?search=%ff", "stands for no character"],
  ["/slow?search=50%", "has no digits"],
])("an address with a `%%` is refused: %s %s", async (path) => {
  const { socket, heard } = await connection();
  socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(read(await heard)).toMatchObject({ status: 400, body: { code: "request-invalid" } });
});

import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createApp } from "./createApp.ts";
import type { App } from "./types.ts";

const open: App[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

const LONG = "permission ".repeat(500);
const COOKIE = "/cookie";

async function server(compression = true): Promise<App> {
  const app = await createApp({
    log: pino({ level: "silent" }),
    compression,
    trustProxy: 0,
    version: "test",
    authenticate: async () => null,
    recognise: () => null,
    reach: async () => undefined,
  });
  open.push(app);
  const config = { auth: "none" } as const;
  for (const path of ["/api/things", "/api/auth/refresh", "/api/authority"])
    app.get(path, { config }, async () => ({ LONG }));
  app.post("/api/access/check", { config }, async () => ({ LONG }));
  app.get("/api/short", { config }, async () => ({ short: true }));
  app.get("/page", { config }, async (_request, reply) => reply.type("text/html; charset=utf-8").send(LONG));
  app.get("/script", { config }, async (_request, reply) => reply.type("text/javascript").send(LONG));
  app.get("/picture", { config }, async (_request, reply) => reply.type("image/png").send(LONG));
  app.get(COOKIE, { config }, async (_request, reply) => reply.setCookie("session", "secret").send({ LONG }));
  return app;
}

const ask = (app: App, url: string, accepted = "gzip, br", method: "GET" | "POST" = "GET") =>
  app.inject({ method, url, headers: { "accept-encoding": accepted } });

test.each([
  ["data", "/api/things", "br"],
  ["pages", "/page", "br"],
  ["scripts", "/script", "br"],
  ["what only begins as the sign-in does", "/api/authority", "br"],
  ["short answers", "/api/short", undefined],
  ["pictures, which are compressed already", "/picture", undefined],
  ["answers of the sign-in", "/api/auth/refresh", undefined],
  ["answers that set a cookie", COOKIE, undefined],
])("%s: %s is sent as %s", async (_what, url, encoding) => {
  const answer = await ask(await server(), url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-encoding"]).toBe(encoding);
});

test("what is answered before the router is not compressed by the router either", async () => {
  const answer = await ask(await server(), "/api/access/check", "br", "POST");
  expect(answer.headers["content-encoding"]).toBeUndefined();
});

test("what arrives is what was said, as the caller accepts it", async () => {
  const app = await server();
  const said = JSON.stringify({ LONG });
  const brotli = await ask(app, "/api/things", "br;q=1.0, gzip;q=0.5");
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(said);
  const gzip = await ask(app, "/api/things", "gzip");
  expect(gzip.headers).toMatchObject({ "content-encoding": "gzip", vary: expect.stringContaining("accept-encoding") });
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(said);
  expect((await ask(app, "/api/things", "identity")).body).toBe(said);
});

test("where it is off nothing is compressed", async () => {
  const answer = await ask(await server(false), "/api/things");
  expect(answer.headers["content-encoding"]).toBeUndefined();
});

test("an event reaches its reader before the next one is there", async () => {
  const app = await server();
  const events = new PassThrough();
  app.get("/events", { config: { auth: "none" } }, async (_request, reply) =>
    reply.type("text/event-stream; charset=utf-8").header("Content-Encoding", "identity").send(events),
  );
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const asking = request({ port, path: "/events", headers: { "accept-encoding": "gzip, br" } }).end();
  events.write("data: one\n\n");
  const [answer] = await once(asking, "response");
  expect(answer.headers["content-encoding"]).toBe("identity");
  const [first] = await once(answer, "data");
  expect(String(first)).toBe("data: one\n\n");
  events.end("data: two\n\n");
  const [second] = await once(answer, "data");
  expect(String(second)).toBe("data: two\n\n");
});

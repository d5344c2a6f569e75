import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createApp } from "./createApp.ts";

/* A server is stopped while it is asked. */
async function openApp() {
  const app = await createApp({
    log: pino({ level: "silent" }),
    trustProxy: 0,
    version: "1",
    authenticate: async () => null,
    recognise: () => null,
    reach: async () => undefined,
  });
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  app.post("/slow", { config: { auth: "none" } }, async () => {
    asked.resolve();
    await gate.promise;
    return { said: "all of it" };
  });
  let wasStopping: () => void = () => undefined;
  const stopping = new Promise<void>((resolve) => {
    wasStopping = resolve;
  });
  app.addHook("preClose", async () => wasStopping());
  app.addHook("preClose", () => app.stopping.answered());
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const ask = () => fetch(`http://127.0.0.1:${port}/slow`, { method: "POST", body: "{}", headers });
  return { app, ask, asked: asked.promise, stopping, answer: gate.resolve };
}
const headers = { "content-type": "application/json" };

test("what was asked before is answered, what is asked meanwhile is told to ask elsewhere", async () => {
  const { app, ask, asked, stopping, answer } = await openApp();
  const before = ask();
  await asked;
  const closed = app.close();
  await stopping;
  const meanwhile = await ask();
  expect([meanwhile.status, meanwhile.headers.get("retry-after"), meanwhile.headers.get("connection")]).toEqual([
    503,
    "1",
    "close",
  ]);
  expect(await meanwhile.json()).toMatchObject({ code: "not-current", detail: "the server is being stopped" });
  answer();
  expect(await (await before).json()).toEqual({ said: "all of it" });
  await closed;
});

test("what takes too long is not waited for", async () => {
  const { app, ask, asked } = await openApp();
  const before = ask().catch((error: Error) => error.message);
  await asked;
  await app.close();
  expect(await before).toBe("fetch failed");
});

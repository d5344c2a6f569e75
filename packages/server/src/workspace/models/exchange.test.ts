import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Agent } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askedBy } from "./exchange.ts";

/* The bytes of an answer, as its connection brings them. */
const agent = new Agent();
const server = createServer((_request, response) => {
  response.write("one");
  setTimeout(() => response.end("two"), 10);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await agent.destroy();
  server.close();
});

const ask = (signal = new AbortController().signal) => askedBy(agent, url, { method: "GET", headers: {}, signal });

test("what came before anybody read it is not lost", async () => {
  const { body } = await ask();
  await pause(100);
  const pieces: string[] = [];
  await new Promise<void>((ended) => {
    body.handTo({ take: (piece) => pieces.push(piece.toString()) > 0, end: () => ended() });
  });
  expect(pieces.join("")).toBe("onetwo");
});

test("whoever lets go of it hears nothing more, neither of what had come already nor of its end", async () => {
  const { body } = await ask();
  await pause(100);
  const heard: string[] = [];
  body.handTo({
    take(piece) {
      heard.push(piece.toString());
      body.letGo();
      return true;
    },
    end: () => heard.push("ended"),
  });
  await pause(50);
  expect(heard).toEqual(["one"]);
});

test("one that is given up before it was answered fails with what it was given up with", async () => {
  const given = new Error("given up");
  const giving = new AbortController();
  const asked = ask(giving.signal);
  giving.abort(given);
  await expect(asked).rejects.toBe(given);
});

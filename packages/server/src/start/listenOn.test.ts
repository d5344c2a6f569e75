import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { expect, test } from "vitest";
import type { App } from "../http/types.ts";
import { listenOn } from "./listenOn.ts";

const app = () => Fastify() as unknown as App;

test("a port on which something listens is said in words, with what to do", async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
  const { port } = other.address() as AddressInfo;
  await expect(listenOn(app(), { host: "127.0.0.1", port })).rejects.toMatchObject({
    name: "ConfigurationError",
    message: expect.stringContaining(`\`PORT\` is ${port}, on which something listens already`),
  });
  other.close();
});

test("so is an address that is not this machine's", async () => {
  await expect(listenOn(app(), { host: "192.0.2.1", port: 0 })).rejects.toMatchObject({
    name: "ConfigurationError",
    message: expect.stringContaining('`HOST` is "192.0.2.1"'),
  });
});

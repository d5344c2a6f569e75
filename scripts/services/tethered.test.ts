import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { freePort, temporaryDirectory, tethered, untilReady } from "./tethered.mjs";

const listen = (port: number) => ["-e", `require("node:net").createServer().listen(${port}, "127.0.0.1")`];

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

test("a server runs until it is stopped, and leaves nothing", async () => {
  const directory = temporaryDirectory("tether", undefined);
  const port = await freePort();
  const server = tethered(process.execPath, listen(port), { directory, signal: "TERM" });
  await untilReady("the server", server, () => isOpen(port));
  await server.stop();
  expect(await isOpen(port)).toBe(false);
  expect(existsSync(directory)).toBe(false);
});

test("a server ends with whoever holds it, even when that one is killed", async () => {
  const directory = temporaryDirectory("tether", undefined);
  const port = await freePort();
  const code = `
    import { tethered } from ${JSON.stringify(new URL("./tethered.mjs", import.meta.url).href)};
    tethered(process.execPath, ${JSON.stringify(listen(port))}, { directory: ${JSON.stringify(directory)}, signal: "TERM" });`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "ignore" });
  await expect.poll(() => isOpen(port), { timeout: 10_000 }).toBe(true);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await expect.poll(() => isOpen(port), { timeout: 10_000 }).toBe(false);
  await expect.poll(() => existsSync(directory), { timeout: 10_000 }).toBe(false);
});

test("a server that does not start says why", async () => {
  const directory = temporaryDirectory("tether", undefined);
  const server = tethered(process.execPath, ["-e", "console.error('no licence'); process.exit(1)"], {
    directory,
    signal: "TERM",
  });
  await expect(untilReady("the server", server, async () => false, 1_000)).rejects.toThrow("no licence");
});

// A Redis (or Valkey) server for one run of the tests, in memory only.
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { findOnPath } from "./find.mjs";
import { freePort, temporaryDirectory, tethered, untilReady } from "./tethered.mjs";

/** The path of a server, or null. */
export const findRedis = () => findOnPath("valkey-server") ?? findOnPath("redis-server");

/**
 * @param {string} program as {@link findRedis} gives
 * @returns {Promise<{ uri: string, version: string, stop: () => Promise<void> }>}
 */
export async function startRedis(program) {
  const directory = temporaryDirectory("redis", undefined);
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory];
  const server = tethered(program, args, { directory, signal: "TERM" });
  await untilReady("Redis", server, () => answersPing(port));
  const version = /v=(\S+)/.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1] ?? "?";
  return { uri: `redis://127.0.0.1:${port}`, version, stop: server.stop };
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
const answersPing = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const answer = (/** @type {boolean} */ ready) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once("data", (data) => answer(data.toString().startsWith("+PONG")));
    socket.once("error", () => answer(false));
    socket.once("close", () => answer(false));
  });

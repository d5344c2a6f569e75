import { request } from "node:http";
import { connect } from "node:net";
import { findOperatorSocket } from "@gatehouse/server";
import { failure } from "../failure.ts";
import type { Wire, WireAnswer, WireRequest, WireStream } from "./wire.ts";

/**
 * HTTP over the operator's socket of the server that runs on a data directory.
 * @returns null if no server listens there
 * @throws {Failure} if it is not ours to open
 */
export async function socketWire(dataDir: string): Promise<Wire | null> {
  const path = await socketOf(dataDir);
  if (path === null || !(await isListening(path))) return null;
  return { send: (wish) => send(path, wish), open: (wish) => open(path, wish), close: async () => undefined };
}

async function socketOf(dataDir: string): Promise<string | null> {
  try {
    return await findOperatorSocket(dataDir);
  } catch (error) {
    throw isForbidden(error) ? notYours(dataDir, error) : error;
  }
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) => {
      if (isForbidden(error)) reject(notYours(path, error));
      // Not there, or left behind by a server that was killed.
      else resolve(false);
    });
  });
}

const isForbidden = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM");

const notYours = (path: string, cause: unknown) =>
  failure(
    "socket-not-yours",
    `The server's socket \`${path}\` belongs to somebody else.\nRun the command as the user that the server runs as.`,
    { cause },
  );

async function send(socketPath: string, wish: WireRequest): Promise<WireAnswer> {
  const { status, body } = await open(socketPath, wish);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    throw lost(error);
  }
  return { status, body: Buffer.concat(chunks).toString("utf8") };
}

function open(socketPath: string, { method, url, headers, body }: WireRequest): Promise<WireStream> {
  // Of a DELETE Node does not say by itself where its body ends.
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const all = { host: "localhost", ...length, ...headers };
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method, path: url, headers: all }, (response) =>
      resolve({ status: response.statusCode ?? 0, body: response }),
    );
    asking.once("error", (error) => reject(lost(error)));
    asking.end(body);
  });
}

const lost = (cause: unknown) =>
  failure("connection-lost", "The connection to the server was lost; what was asked may have been done.", { cause });

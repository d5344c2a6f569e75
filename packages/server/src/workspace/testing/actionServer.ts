import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Network } from "../tools/outbound/connecting.ts";

export interface ActionCall {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}
export type Answering = (response: ServerResponse, call: ActionCall) => void | Promise<void>;

/** Somebody's service that actions speak to, over real HTTP, and a network in which every name leads to it. */
export interface ActionServer {
  calls: ActionCall[];
  answer(how: Answering): void;
  network: Network;
  /** What names stand for; default: a public address. Asked anew at every connection. */
  names: Map<string, (() => readonly string[]) | readonly string[]>;
  /** Addresses that were connected to. */
  connected: string[];
  close(): Promise<void>;
}

export const PUBLIC_ADDRESS = "93.184.216.34";

export async function openActionServer(): Promise<ActionServer> {
  let how: Answering = json({ ok: true });
  const calls: ActionCall[] = [];
  const connected: string[] = [];
  const names: ActionServer["names"] = new Map();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    calls.push(call);
    response.on("error", () => undefined);
    await how(response, call);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    connected,
    names,
    answer: (one) => {
      how = one;
    },
    network: {
      resolve: async (host) => {
        const found = names.get(host) ?? [PUBLIC_ADDRESS];
        return typeof found === "function" ? found() : found;
      },
      route: (address) => {
        connected.push(address);
        return { address: "127.0.0.1", port };
      },
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

export const json =
  (body: unknown, status = 200): Answering =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

export const leadingTo =
  (location: string, status = 302): Answering =>
  (response) => {
    response.writeHead(status, { location }).end();
  };

import { isIP } from "node:net";
import type { ReadableStream } from "node:stream/web";
import { Agent, fetch } from "undici";
import { isPublicAddress } from "../tools/outbound/addresses.ts";
import { connectorTo, type Network, theNetwork } from "../tools/outbound/connecting.ts";
import { OutboundFailed } from "../tools/outbound/outboundFailed.ts";

/** From the connection to the last byte: models that think for long do so within it. */
const LONGEST_MS = 15 * 60_000;
/** Most that is read of one answer, unpacked. */
const MOST_ANSWER_BYTES = 16 * 1_024 * 1_024;
const MOST_HEADER_BYTES = 16 * 1_024;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

export interface ToEndpoint {
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
}

/**
 * The way to endpoints that were made in the console: an administrator typed where they are, who is not the operator. To public addresses, with
 * https, or to what the operator allows (`endpoints.allowedAddresses`); no redirect is followed, nothing is read for ever, and no proxy of the
 * environment is between.
 */
export class WayOut {
  private readonly allowed: ReadonlySet<string>;
  private readonly agent: Agent;

  constructor(allowedAddresses: readonly string[], { network = theNetwork }: { network?: Network } = {}) {
    this.allowed = new Set(allowedAddresses);
    this.agent = new Agent({
      connect: connectorTo(network, (hostname, port) => this.allowed.has(`${hostname}:${port}`.toLowerCase())),
      // No connection is kept: where a name leads is looked at for each request.
      pipelining: 0,
      maxHeaderSize: MOST_HEADER_BYTES,
      maxOrigins: 1_000,
    });
  }

  /** What is wrong with an address before anybody is asked about it; undefined if nothing is. */
  whyNot({ protocol, hostname, port }: URL): string | undefined {
    const isAllowed = this.allowed.has(`${hostname}:${port === "" ? DEFAULT_PORTS[protocol] : port}`);
    if (isAllowed) return undefined;
    const bare = hostname.replace(/^\[|\]$/g, "");
    if (isIP(bare) !== 0 && !isPublicAddress(bare))
      return "it is not in the public network; whoever runs this server allows others in `endpoints.allowedAddresses` of librechat.yaml";
    if (protocol === "https:") return undefined;
    return "it must begin with `https://`; whoever runs this server allows others in `endpoints.allowedAddresses` of librechat.yaml";
  }

  /**
   * A redirect is an answer like any other.
   * @throws what `fetch` throws; its cause is an `OutboundFailed` where the address is not one to speak to
   */
  async fetch(url: string, { signal, ...sent }: ToEndpoint): Promise<Response> {
    const { status, headers, body } = await fetch(url, {
      ...sent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
      redirect: "manual",
      dispatcher: this.agent,
    });
    const type = headers.get("content-type");
    // What says more than its type is nobody's matter.
    return new Response(hasBody(status) ? bounded(body) : null, {
      status,
      headers: type === null ? {} : { "content-type": type },
    });
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

const hasBody = (status: number): boolean => ![204, 205, 304].includes(status);

/** Fails where there is more than is read of an answer. */
function bounded(body: ReadableStream<Uint8Array> | null): globalThis.ReadableStream<Uint8Array> | null {
  if (body === null) return null;
  let read = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      read += piece.byteLength;
      if (read > MOST_ANSWER_BYTES) controller.error(new OutboundFailed("its answer is too long"));
      else controller.enqueue(piece);
    },
  });
  return (body as globalThis.ReadableStream<Uint8Array>).pipeThrough(limit);
}

import { isIP } from "node:net";
import { Agent } from "undici";
import { isPublicAddress } from "../tools/outbound/addresses.ts";
import { connectorTo, type Network, theNetwork } from "../tools/outbound/connecting.ts";
import { OutboundFailed } from "../tools/outbound/outboundFailed.ts";
import { type AnswerBody, askedBy, type EndpointAnswer, type ToEndpoint } from "./exchange.ts";

/** From the connection to the last byte: models that think for long do so within it. */
const LONGEST_MS = 15 * 60_000;
/** Most that is read of one answer, unpacked. */
const MOST_ANSWER_BYTES = 16 * 1_024 * 1_024;
const MOST_HEADER_BYTES = 16 * 1_024;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

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
      // Counted by whoever asks.
      headersTimeout: 0,
      bodyTimeout: 0,
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
   * @throws what undici throws: an `OutboundFailed` where the address is not one to speak to
   */
  async ask(url: string, { signal, ...sent }: ToEndpoint): Promise<EndpointAnswer> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
    const { status, headers, body } = await askedBy(this.agent, url, { ...sent, signal: limited });
    return { status, headers, body: bounded(body) };
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

/** Fails where there is more than is read of an answer. */
const bounded = (body: AnswerBody): AnswerBody => ({
  goOn: () => body.goOn(),
  letGo: () => body.letGo(),
  handTo(receiver) {
    let read = 0;
    body.handTo({
      end: (failure) => receiver.end(failure),
      take(piece) {
        read += piece.byteLength;
        if (read <= MOST_ANSWER_BYTES) return receiver.take(piece);
        body.letGo();
        receiver.end(new OutboundFailed("its answer is too long"));
        return true;
      },
    });
  },
});

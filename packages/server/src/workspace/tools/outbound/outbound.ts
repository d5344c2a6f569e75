import { Client } from "undici";
import { AllowedHosts, hostInWords, NOT_ALLOWED } from "./allowedHosts.ts";
import { connectorTo, type Network, theNetwork } from "./connecting.ts";
import { OutboundFailed } from "./outboundFailed.ts";
import { letGo, readBounded } from "./readBounded.ts";

/** From the first connection to the last byte, redirects included. */
export const LONGEST_MS = 30_000;
/** Between two pieces of an answer, and before the first. */
const SILENCE_MS = 20_000;
const MOST_REDIRECTS = 3;
export const MOST_BODY_BYTES = 256 * 1_024;
const MOST_ADDRESS_LENGTH = 8_192;
const MOST_HEADER_BYTES = 16 * 1_024;

export interface Sent {
  method: string;
  url: URL;
  /** Names in lower case. INVARIANT: what is secret is in `credentials`. */
  headers: Readonly<Record<string, string>>;
  /** Headers that go to this origin only. */
  credentials: Readonly<Record<string, string>>;
  body: string | undefined;
}

export interface Received {
  status: number;
  text: string;
  /** There was more than is read. */
  isCut: boolean;
}

/**
 * The only way in which agents' actions leave this server: to hosts that the operator allows, at public addresses, as long as it takes and no
 * longer, and no proxy of the environment between.
 */
export class Outbound {
  readonly allowed: AllowedHosts;
  private readonly network: Network;
  private readonly longestMs: number;

  constructor(
    domains: readonly string[],
    { network = theNetwork, longestMs = LONGEST_MS }: { network?: Network; longestMs?: number } = {},
  ) {
    this.allowed = new AllowedHosts(domains);
    this.network = network;
    this.longestMs = longestMs;
  }

  /**
   * Follows up to three redirects, each asked about as the first address was; what is secret stays with the origin that it is for.
   * @throws {OutboundFailed} in plain words, without addresses; whatever `signal` was aborted with
   */
  async send(sent: Sent, signal: AbortSignal): Promise<Received> {
    const time = AbortSignal.timeout(this.longestMs);
    const limited = AbortSignal.any([signal, time]);
    let next = sent;
    try {
      for (let redirects = 0; ; redirects++) {
        const answer = await this.sendOnce(next, limited);
        if (!("location" in answer)) return answer;
        if (redirects === MOST_REDIRECTS) throw new OutboundFailed("it leads on to other addresses too many times");
        next = redirected(next, answer);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (time.aborted) throw new OutboundFailed("it took too long");
      throw error instanceof OutboundFailed ? error : new OutboundFailed(inWords(error), { cause: error });
    }
  }

  private async sendOnce(
    { method, url, headers, credentials, body }: Sent,
    signal: AbortSignal,
  ): Promise<Received | { status: number; location: string }> {
    requireSendable(this.allowed, url, body);
    // One of its own: nothing is kept of a connection, and none is shared.
    const client = new Client(url.origin, {
      connect: connectorTo(this.network),
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      maxHeaderSize: MOST_HEADER_BYTES,
      pipelining: 1,
    });
    try {
      const {
        statusCode,
        headers: answered,
        body: stream,
      } = await whileNotAborted(
        signal,
        client.request({
          method: method as "GET", // of the five that a document is read for
          path: `${url.pathname}${url.search}`,
          headers: {
            accept: "application/json, text/*;q=0.9, */*;q=0.1",
            "accept-encoding": "gzip, br",
            "user-agent": "Gatehouse",
            ...headers,
            ...credentials,
          },
          ...(body !== undefined && { body }),
          signal,
        }),
      );
      const location = oneOf(answered.location);
      if (REDIRECTS.has(statusCode) && location !== undefined) {
        letGo(stream);
        return { status: statusCode, location };
      }
      const { bytes, isCut } = await whileNotAborted(signal, readBounded(stream, oneOf(answered["content-encoding"])));
      return { status: statusCode, text: bytes.toString("utf8"), isCut };
    } finally {
      await client.destroy().catch(() => undefined);
    }
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function requireSendable(allowed: AllowedHosts, url: URL, body: string | undefined): void {
  if (!/^https?:$/.test(url.protocol)) throw new OutboundFailed("its address is no http address");
  if (url.username !== "" || url.password !== "") throw new OutboundFailed("its address holds a name or a password");
  if (!allowed.allows(url)) throw new OutboundFailed(NOT_ALLOWED, { host: hostInWords(url) });
  if (url.href.length > MOST_ADDRESS_LENGTH) throw new OutboundFailed("its address gets too long");
  if (body !== undefined && Buffer.byteLength(body) > MOST_BODY_BYTES)
    throw new OutboundFailed(`what is sent may have ${MOST_BODY_BYTES} bytes at most`);
}

function redirected(sent: Sent, { status, location }: { status: number; location: string }): Sent {
  if (!URL.canParse(location, sent.url.href)) throw new OutboundFailed("it leads on to something that is no address");
  const url = new URL(location, sent.url);
  url.hash = "";
  if (sent.url.protocol === "https:" && url.protocol !== "https:")
    throw new OutboundFailed("it leads on to an address without encryption");
  const isSame = url.origin === sent.url.origin;
  const keepsMethod = status === 307 || status === 308 || sent.method === "GET";
  const { "content-type": type, ...others } = sent.headers;
  return {
    url,
    method: keepsMethod ? sent.method : "GET",
    body: keepsMethod ? sent.body : undefined,
    headers: { ...(isSame && others), ...(keepsMethod && type !== undefined && { "content-type": type }) },
    credentials: isSame ? sent.credentials : {},
  };
}

const oneOf = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/** Looking up a name cannot be given up; whoever waits for it can. */
async function whileNotAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", stop));
}

/** What went wrong, by its code: the words of others may name addresses. */
export function inWords(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|ETIMEDOUT/.test(code)) return "it took too long";
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/.test(code)) return "it cannot be reached";
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return "its certificate is not valid";
  if (/HEADERS_OVERFLOW/.test(code)) return "its answer has too long headers";
  if (/INVALID_ARG/.test(code)) return "what is sent holds characters that cannot be sent";
  return "the connection to it broke";
}

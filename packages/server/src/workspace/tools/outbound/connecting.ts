import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { isPublicAddress } from "./addresses.ts";
import { OutboundFailed } from "./outboundFailed.ts";

/** What the way out needs of the network. Tests bring another one; no setting does. */
export interface Network {
  /** All addresses of a host. */
  resolve(host: string): Promise<readonly string[]>;
  /** Where a connection to an address that passed is made to. */
  route(address: string, port: number): { address: string; port: number };
}

export const theNetwork: Network = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  route: (address, port) => ({ address, port }),
};

const CONNECT_MS = 5_000;
const MOST_TRIED = 3;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { "https:": 443, "http:": 80 };

/**
 * Connects to addresses that were looked at, and to no name: what a name stands for a moment later is never asked.
 * INVARIANT: every connection to where people said is made here: of actions, and of endpoints made in the console.
 * @param mayBePrivate whether a host on a port may be outside of the public network: as the operator says, of no action
 */
export function connectorTo(
  network: Network,
  mayBePrivate: (hostname: string, port: number) => boolean = () => false,
): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_MS, allowH2: false, maxCachedSessions: 0 });
  return (options, callback) => {
    const port = options.port ? Number(options.port) : (DEFAULT_PORTS[options.protocol] ?? 0);
    addressesOf(network, options.hostname, mayBePrivate(options.hostname, port)).then(
      (addresses) => {
        const [first, ...others] = addresses.slice(0, MOST_TRIED);
        if (first === undefined) return callback(new OutboundFailed("its host has no address"), null);
        const attempt = (address: string, left: readonly string[]): void => {
          const to = network.route(address, port);
          // The certificate is that of the host, not of its address; an address has no name to send.
          const isNamed = isIP(options.hostname.replace(/^\[|\]$/g, "")) === 0;
          connect(
            {
              protocol: options.protocol,
              hostname: to.address,
              port: String(to.port),
              ...(isNamed && { servername: options.hostname }),
            },
            (error, socket) => {
              const [next, ...rest] = left;
              if (error && next !== undefined) attempt(next, rest);
              else if (error) callback(error, null);
              else callback(null, socket);
            },
          );
        };
        attempt(first, others);
      },
      (error: unknown) => callback(error instanceof Error ? error : new OutboundFailed("its host is not known"), null),
    );
  };
}

/** @throws {OutboundFailed} if one of them is not of the public network: a name that stands for both is not trusted */
async function addressesOf(network: Network, hostname: string, isAnywhere: boolean): Promise<readonly string[]> {
  const bare = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(bare) === 0 ? await resolved(network, bare) : [bare];
  if (!isAnywhere && !addresses.every(isPublicAddress))
    throw new OutboundFailed("its host is not in the public network");
  // IPv4 first: there are more networks without IPv6 than without IPv4.
  return addresses.toSorted((a, b) => isIP(a) - isIP(b));
}

async function resolved(network: Network, host: string): Promise<readonly string[]> {
  try {
    return await network.resolve(host);
  } catch (error) {
    throw new OutboundFailed("its host is not known", { cause: error });
  }
}

interface Entry {
  protocol: string;
  host: string;
  /** Hosts below `host`, and not itself. */
  isBelow: boolean;
  port: string;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

/** Where actions may speak to: `actions.allowedDomains` of `librechat.yaml`. */
export class AllowedHosts {
  private readonly entries: readonly Entry[];

  /** @param domains `example.org`, `*.example.org`, `https://api.example.org:8443`; without a scheme https, without a port the scheme's own */
  constructor(domains: readonly string[]) {
    this.entries = domains.map(entryOf);
  }

  allows({ protocol, hostname, port }: URL): boolean {
    const at = port === "" ? DEFAULT_PORTS[protocol] : port;
    return this.entries.some(
      (entry) =>
        entry.protocol === protocol &&
        entry.port === at &&
        (entry.isBelow ? hostname.endsWith(`.${entry.host}`) : hostname === entry.host),
    );
  }
}

function entryOf(domain: string): Entry {
  const [, scheme = "https", star, host = "", port] =
    /^(?:(https?):\/\/)?(\*\.)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(domain) ?? [];
  const protocol = `${scheme}:`;
  return {
    protocol,
    isBelow: star !== undefined,
    // As addresses write it: an IPv4 address in whatever notation is one of four numbers there.
    host: URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : host,
    port: port ?? DEFAULT_PORTS[protocol] ?? "",
  };
}

/** Where an action speaks to, for people: `https://api.example.org:8443`, and `api.example.org` for https at its own port. */
export const hostInWords = ({ protocol, host, origin }: URL): string => (protocol === "https:" ? host : origin);

export const NOT_ALLOWED =
  "its host is not among the hosts that actions may speak to; whoever runs this server allows one in `actions.allowedDomains` of librechat.yaml";
export const notAllowed = (url: URL): string => NOT_ALLOWED.replace("its host", `\`${hostInWords(url)}\``);

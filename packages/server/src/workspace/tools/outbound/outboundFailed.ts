/**
 * A request that did not go out, or brought nothing back. INVARIANT: the message names no host, no address, and nothing that was sent: whoever
 * only uses an agent hears it.
 */
export class OutboundFailed extends Error {
  /** The host that is not allowed, for those who know the tool. */
  readonly host: string | undefined;

  constructor(message: string, { host, ...options }: ErrorOptions & { host?: string } = {}) {
    super(message, options);
    this.name = "OutboundFailed";
    this.host = host;
  }
}

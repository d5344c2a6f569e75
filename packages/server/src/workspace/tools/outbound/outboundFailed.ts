/** A request that did not go out, or brought nothing back. INVARIANT: the message names no address, and nothing that was sent. */
export class OutboundFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutboundFailed";
  }
}

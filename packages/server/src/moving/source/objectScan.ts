const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NEWLINE = 0x0a;

/** Where an object of JSON ends, found without reading what is in it: fed piece by piece, from its first byte. */
export class ObjectScan {
  /** The brackets that are open. */
  readonly #open: number[] = [];
  #inText = false;
  #escaped = false;
  /** The last byte that was no space. */
  #last = 0;

  /** The index behind the object; "more": it goes on; "broken": what is there is no JSON, so that its end cannot be told. */
  feed(bytes: Uint8Array, from: number): number | "more" | "broken" {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
        // No text goes on in the next line: somebody cut this one off.
        else if (byte === NEWLINE) return "broken";
        continue;
      }
      if (byte <= 0x20) continue;
      if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN || byte === OPEN_LIST) {
        if (!this.#mayOpen()) return "broken";
        this.#open.push(byte);
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        // The opening brackets are two below the closing ones.
        if (this.#open.pop() !== byte - 2) return "broken";
        if (this.#open.length === 0) return at + 1;
      }
      this.#last = byte;
    }
    return "more";
  }

  /** A value opens behind a colon, or in a list; another place is the beginning of the next document. */
  #mayOpen(): boolean {
    const inside = this.#open.at(-1);
    if (inside === undefined) return true;
    if (inside === OPEN) return this.#last === COLON;
    return this.#last === OPEN_LIST || this.#last === COMMA;
  }
}

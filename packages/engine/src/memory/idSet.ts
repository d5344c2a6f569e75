const BITS = 65_536;

/** Which 32-bit ids are in use: a bit each, in pages of 65,536. Ids that are handed out one after the other cost a bit. */
export class IdSet {
  private readonly pages = new Map<number, Uint32Array>();

  has(id: number): boolean {
    const page = this.pages.get(Math.floor(id / BITS));
    const at = id % BITS;
    return page !== undefined && (page[at >>> 5]! & (1 << (at & 31))) !== 0;
  }

  add(id: number): void {
    const key = Math.floor(id / BITS);
    let page = this.pages.get(key);
    if (!page) {
      page = new Uint32Array(BITS / 32);
      this.pages.set(key, page);
    }
    const at = id % BITS;
    page[at >>> 5]! |= 1 << (at & 31);
  }

  delete(id: number): void {
    const page = this.pages.get(Math.floor(id / BITS));
    const at = id % BITS;
    if (page) page[at >>> 5]! &= ~(1 << (at & 31));
  }
}

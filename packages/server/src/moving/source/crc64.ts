/**
 * The checksum of an archive's collections: CRC-64 with ECMA's polynomial, reflected, as two halves of 32 bits, since numbers of
 * 64 bits are slow.
 */
export class Crc64 {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    for (let at = 0; at < bytes.length; at++) {
      const index = (low ^ bytes[at]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ LOW[index]!;
      high = (high >>> 8) ^ HIGH[index]!;
    }
    this.#high = high;
    this.#low = low;
  }

  /** As archives hold it: signed. */
  get sum(): bigint {
    const high = BigInt(~this.#high >>> 0);
    return BigInt.asIntN(64, (high << 32n) | BigInt(~this.#low >>> 0));
  }
}

const POLYNOMIAL = 0xc96c5795d7870f42n;
const HIGH = new Int32Array(256);
const LOW = new Int32Array(256);
for (let index = 0; index < 256; index++) {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n;
  HIGH[index] = Number(BigInt.asIntN(32, value >> 32n));
  LOW[index] = Number(BigInt.asIntN(32, value));
}

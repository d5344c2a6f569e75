import { PassThrough, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { OutboundFailed } from "./outboundFailed.ts";

/** Most that is read of an answer, unpacked and as it comes. */
export const MOST_ANSWER_BYTES = 1_024 * 1_024;

const unpackers: Readonly<Record<string, () => Transform>> = {
  identity: () => new PassThrough(),
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/**
 * The beginning of a body, unpacked: memory and time are bounded by what is read, whatever it would unpack to.
 * @returns what was read, and whether there was more
 * @throws {OutboundFailed} for what is packed otherwise, twice, or wrongly
 */
export async function readBounded(
  body: Readable,
  encoding: string | undefined,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const make = unpackers[(encoding ?? "identity").trim().toLowerCase()];
  if (make === undefined) {
    letGo(body);
    throw new OutboundFailed("its answer is packed in a way that is not understood");
  }
  const unpacker = make();
  const chunks: Buffer[] = [];
  let unpacked = 0;
  let packed = 0;
  body.on("data", (chunk: Buffer) => {
    packed += chunk.length;
    // Packed bytes can unpack to nothing, for ever.
    if (packed > 2 * MOST_ANSWER_BYTES) unpacker.destroy(new OutboundFailed("its answer is packed wrongly"));
  });
  body.once("error", (error) => unpacker.destroy(error));
  body.pipe(unpacker);
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      const room = MOST_ANSWER_BYTES - unpacked;
      chunks.push(chunk.subarray(0, room));
      unpacked += chunk.length;
      if (unpacked > MOST_ANSWER_BYTES) return { bytes: Buffer.concat(chunks), isCut: true };
    }
    return { bytes: Buffer.concat(chunks), isCut: false };
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
      throw new OutboundFailed("its answer is packed wrongly", { cause: error });
    throw error;
  } finally {
    body.unpipe(unpacker);
    unpacker.destroy();
    letGo(body);
  }
}

/** What is left of a body that nobody reads on: that it breaks off is no fault. */
export function letGo(body: Readable): void {
  body.on("error", () => undefined);
  body.destroy();
}

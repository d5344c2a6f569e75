import { once } from "node:events";
import { createGunzip } from "node:zlib";

/** How much of what comes before damaged bytes may be lost. */
const PIECE = 64 * 1024;

/**
 * What gzip packed. If it is cut off, all that can be unpacked comes before the error; if it is damaged, all but the last piece.
 */
export async function* inflate(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  const out: Buffer[] = [];
  let ended = false;
  let failed: Error | undefined;
  gunzip.on("data", (chunk: Buffer) => out.push(chunk));
  gunzip.on("end", () => {
    ended = true;
  });
  gunzip.on("error", (error) => {
    failed = error;
  });
  /** A write is not answered if it fails, or if it only brings what stands behind the end. */
  const answered = (write: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      const done = () => {
        gunzip.off("close", done).off("end", done);
        resolve();
      };
      gunzip.once("close", done).once("end", done);
      write(done);
    });
  try {
    for await (const chunk of packed) {
      // One chunk at a time: what becomes of it is all that is held.
      await answered((done) => gunzip.write(chunk, () => done()));
      yield* out.splice(0);
      if (failed !== undefined) throw failed;
      if (ended) return;
    }
    gunzip.end();
    if (!ended && failed === undefined) await once(gunzip, "end").catch(() => {});
    yield* out.splice(0);
    if (failed !== undefined) throw failed;
  } finally {
    gunzip.destroy();
  }
}

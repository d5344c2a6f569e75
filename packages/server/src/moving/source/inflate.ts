import { once } from "node:events";
import { createGunzip } from "node:zlib";

/** What gzip packed. All that can be unpacked comes before the error, if what is packed is damaged or cut off. */
export async function* inflate(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const out: Buffer[] = [];
  let failed: Error | undefined;
  gunzip.on("data", (chunk: Buffer) => out.push(chunk));
  gunzip.on("error", (error) => {
    failed = error;
  });
  try {
    for await (const chunk of packed) {
      // One chunk at a time: what becomes of it is all that is held.
      await new Promise<void>((done) => gunzip.write(chunk, () => done()));
      yield* out.splice(0);
      if (failed !== undefined) throw failed;
    }
    gunzip.end();
    await once(gunzip, "end").catch(() => {});
    yield* out.splice(0);
    if (failed !== undefined) throw failed;
  } finally {
    gunzip.destroy();
  }
}

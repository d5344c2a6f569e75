import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = /\.(js|css|html|svg|json|txt|map)$/;
/** As `http/compression.ts` has it: what is shorter is sent as it is. */
const SMALLEST_BYTES = 1024;
const ways = {
  ".br": (/** @type {Buffer} */ text) =>
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }),
  ".gz": (/** @type {Buffer} */ text) => promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }),
};

/**
 * Writes `x.js.br` and `x.js.gz` beside each text of a folder, as small as they can be: once, so that no request has to wait for it.
 * @param {string} folder
 */
export async function compressBeside(folder) {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!TEXT.test(name)) continue;
    const text = await readFile(join(folder, name));
    if (text.length < SMALLEST_BYTES) continue;
    for (const [ending, compressed] of Object.entries(ways))
      await writeFile(join(folder, name + ending), await compressed(text));
  }
}

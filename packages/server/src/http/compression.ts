import compress from "@fastify/compress";
import type { App } from "./types.ts";

/** Shorter answers are sent as they are: the head outweighs what would be saved. */
const SMALLEST_BYTES = 1024;
/** Addresses whose answers are never compressed: what they say of sign-ins, and what is answered before the router. */
const PLAIN = /^\/api\/(auth\/|access\/check$)/;

/**
 * Compresses what is worth it: texts, scripts and JSON of 1 kB and more, for whoever accepts it (brotli, gzip).
 *
 * INVARIANT: a stream of events is passed on piece by piece, uncompressed. INVARIANT: an answer with a secret of the sign-in in it is not
 * compressed, since its length would tell of the secret to whoever can have a text of their own put beside it (BREACH).
 */
export async function compressAnswers(app: App): Promise<void> {
  app.addHook("onRoute", (route) => {
    if (PLAIN.test(route.url)) route.compress = false;
  });
  // After the hook of the cookies, and before the compressor's, which is each route's own.
  app.addHook("onSend", async (request, reply) => {
    const isStream = String(reply.getHeader("content-type")).startsWith("text/event-stream");
    if (isStream || reply.hasHeader("set-cookie")) request.headers["x-no-compression"] = "";
  });
  await app.register(compress, {
    encodings: ["br", "gzip"],
    threshold: SMALLEST_BYTES,
    // What is sent compressed is no more read than before.
    globalDecompression: false,
  });
}

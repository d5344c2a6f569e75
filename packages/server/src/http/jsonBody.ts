import { isUtf8 } from "node:buffer";
import { parse } from "secure-json-parse";
import { keyGivenTwice } from "./keysTwice.ts";
import { Problem, problem } from "./problem.ts";
import type { App } from "./types.ts";

/** Deeper than anything that a client of ours has reason to send; far below what ends a recursion. */
const DEEPEST = 100;

/** Rather too much than too little: what looks like this may be a number that no double holds. */
const HUGE = /\d{300}|[eE]\+?\d{3}/;
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/gi;

/**
 * A JSON body: UTF-8 and nothing else, not too deep, no number that would become infinite, no `__proto__`, and no
 * key twice in one object: who looks at it on the way could have read the other one.
 * @throws {Problem} `request-invalid`
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw problem("request-invalid", { detail: "the body is empty" });
  if (!isUtf8(body)) throw problem("request-invalid", { detail: "the body is not UTF-8" });
  const text = body.toString("utf8");
  if (depthOf(text) > DEEPEST) throw problem("request-invalid", { detail: `the body nests more than ${DEEPEST} deep` });
  const value = parsedOf(text);
  if (HUGE.test(text) && hasInfinite(value))
    throw problem("request-invalid", { detail: "the body has a number that is too large" });
  const twice = keyGivenTwice(text);
  if (twice) throw problem("request-invalid", { detail: `the body gives \`${twice.key}\` twice in one object` });
  return value;
}

function parsedOf(text: string): unknown {
  try {
    // The slower reading is for texts that can name what it refuses; an escape could.
    if (!/\\|__proto__|constructor/.test(text)) return JSON.parse(text);
    return parse(text, null, { protoAction: "error", constructorAction: "error" });
  } catch (error) {
    throw problem("request-invalid", { detail: "the body is not JSON that can be read", cause: error });
  }
}

/** Bodies are JSON and nothing else, read by {@link parseJson}; none where none is taken. */
export function readJsonBodies(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      // Clients say the type of every request; one that takes no body has then none, and needs none.
      if (body.length === 0 && !request.routeOptions.schema?.body) return done(null, undefined);
      const { "content-type": type = "", "content-encoding": encoding = "identity" } = request.headers;
      if (encoding.toLowerCase() !== "identity")
        throw problem("media-type-unsupported", { detail: "a body is sent as it is, without `Content-Encoding`" });
      if ([...type.matchAll(CHARSET)].some(([, charset]) => charset?.toLowerCase() !== "utf-8"))
        throw problem("media-type-unsupported", { detail: "JSON is UTF-8" });
      done(null, parseJson(body));
    } catch (error) {
      done(error instanceof Problem ? error : problem("request-invalid", { cause: error }));
    }
  });
}

function hasInfinite(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasInfinite);
}

/** How deep the brackets of a JSON text nest; strings are passed over. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) isString = false;
    } else if (code === 0x22) isString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

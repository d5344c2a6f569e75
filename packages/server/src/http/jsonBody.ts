import { problem } from "./problem.ts";
import type { App } from "./types.ts";

/** Deeper than anything that a client of ours has reason to send; far below what ends a recursion. */
const DEEPEST = 100;

/** Bodies are JSON and nothing else: UTF-8, not too deep, and no `__proto__`. */
export function readJsonBodies(app: App): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(body));
      if (depthOf(text) > DEEPEST)
        throw problem("request-invalid", { detail: `the body nests more than ${DEEPEST} deep` });
      parse(request, text, done);
    } catch (error) {
      const isText = error instanceof TypeError;
      done(isText ? problem("request-invalid", { detail: "the body is not UTF-8" }) : (error as Error), undefined);
    }
  });
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

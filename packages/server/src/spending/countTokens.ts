import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { chargeOf, type TokenRate } from "../config/index.ts";
import { estimatedTokens } from "./estimate.ts";

/** What is counted one by one, in UTF-16 units: some 30,000 tokens of English. */
const MOST_COUNTED = 128 * 1_024;
/** A tokenizer takes time by the square of a word's length: a text without spaces is cut here. A cut adds a token at most. */
const LONGEST_PIECE = 256;
/** After so long others have their turn. */
const TURN_MS = 5;
/** Names that mean something to a model are words here: texts are people's. */
const asWords = { disallowedSpecial: new Set<string>() };
/** Models of OpenAI's that have its former vocabulary. */
const isOlder = /(^|\/)(gpt-4(?![o.])|gpt-3|text-embedding-)/;

/**
 * How many tokens texts have together, where an endpoint does not say: by the vocabulary of OpenAI's models, which other makers' come close to, as in
 * LibreChat. Beyond {@link MOST_COUNTED} it is as many as the text before it has in the mean, and one for four bytes at least.
 * Cost: 2 ms for 10,000 characters of prose, half a second for the dearest text there is, some milliseconds at a time; the first time 0.2 s and 70 MB
 * for the vocabulary.
 */
export async function countTokens(model: { name: string; rate: TokenRate }, texts: readonly string[]): Promise<number> {
  // What costs nothing needs no vocabulary.
  const isFree = chargeOf(model.rate, { tokensIn: 1, tokensOut: 1 }) === 0;
  const count = isFree ? estimatedTokens : await counterFor(model.name);
  let [tokens, counted, rest, restLength] = [0, 0, 0, 0];
  let turn = performance.now();
  for (const text of texts) {
    const head = text.slice(0, MOST_COUNTED - counted);
    const tail = text.slice(head.length);
    for (const piece of piecesOf(head)) {
      tokens += count(piece);
      if (performance.now() - turn < TURN_MS) continue;
      await setImmediate();
      turn = performance.now();
    }
    counted += head.length;
    rest += estimatedTokens(tail);
    restLength += tail.length;
  }
  return tokens + Math.max(rest, Math.ceil((tokens / Math.max(1, counted)) * restLength));
}

async function counterFor(model: string): Promise<(text: string) => number> {
  const { countTokens: count, setMergeCacheSize } = isOlder.test(model)
    ? await import("gpt-tokenizer/encoding/cl100k_base")
    : await import("gpt-tokenizer/encoding/o200k_base");
  // It would remember what people wrote.
  setMergeCacheSize(0);
  return (text) => count(text, asWords);
}

/** At spaces where there are any. */
function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = from + LONGEST_PIECE;
    const space = end < text.length ? text.lastIndexOf(" ", end) : -1;
    const to = space > from + LONGEST_PIECE / 2 ? space : end - (isInPair(text, end) ? 1 : 0);
    yield text.slice(from, to);
    from = to;
  }
}

const isInPair = (text: string, place: number): boolean => {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff;
};

import { parentPort } from "node:worker_threads";

/** What the thread is asked, and answers. */
export interface ToCount {
  id: number;
  vocabulary: "cl100k_base" | "o200k_base";
  texts: readonly string[];
}
export interface CountedTokens {
  id: number;
  tokens: number;
}

/** A tokenizer takes time by the square of a word's length: a text without spaces is cut here. A cut adds a token at most. */
const LONGEST_PIECE = 256;
/** Names that mean something to a model are words here: texts are people's. */
const asWords = { disallowedSpecial: new Set<string>() };

/** The thread of `tokenizerThread.ts`: reading a vocabulary takes half a second, in which a server would answer nobody. */
parentPort?.on("message", async ({ id, vocabulary, texts }: ToCount) => {
  const { countTokens, setMergeCacheSize } =
    vocabulary === "cl100k_base"
      ? await import("gpt-tokenizer/encoding/cl100k_base")
      : await import("gpt-tokenizer/encoding/o200k_base");
  // It would remember what people wrote.
  setMergeCacheSize(0);
  let tokens = 0;
  for (const text of texts) for (const piece of piecesOf(text)) tokens += countTokens(piece, asWords);
  const counted: CountedTokens = { id, tokens };
  parentPort?.postMessage(counted);
});

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

import { chargeOf, type TokenRate } from "../config/index.ts";
import { estimatedTokens } from "./estimate.ts";
import { tokenizer } from "./tokenizerThread.ts";

/** What is counted one by one, in UTF-16 units: some 30,000 tokens of English. */
const MOST_COUNTED = 128 * 1_024;
/** Models of OpenAI's that have its former vocabulary. */
const isOlder = /(^|\/)(gpt-4(?![o.])|gpt-3|text-embedding-)/;

/**
 * How many tokens texts have together, where an endpoint does not say: by the vocabulary of OpenAI's models, which other makers' come close to, as in
 * LibreChat. Beyond {@link MOST_COUNTED} it is as many as the text before it has in the mean, and one for four bytes at least.
 * Cost: in a thread of its own: 2 ms for 10,000 characters of prose, half a second for the dearest text there is; the first time half a second and
 * 100 MB more.
 */
export async function countTokens(model: { name: string; rate: TokenRate }, texts: readonly string[]): Promise<number> {
  // What costs nothing needs no vocabulary.
  if (chargeOf(model.rate, { tokensIn: 1, tokensOut: 1 }) === 0)
    return texts.reduce((sum, text) => sum + estimatedTokens(text), 0);
  const heads: string[] = [];
  let [counted, rest, restLength] = [0, 0, 0];
  for (const text of texts) {
    const head = text.slice(0, MOST_COUNTED - counted);
    const tail = text.slice(head.length);
    if (head !== "") heads.push(head);
    counted += head.length;
    rest += estimatedTokens(tail);
    restLength += tail.length;
  }
  if (counted === 0) return rest;
  // What was answered is charged also where it cannot be counted.
  const tokens = await tokenizer
    .count(isOlder.test(model.name) ? "cl100k_base" : "o200k_base", heads)
    .catch(() => heads.reduce((sum, head) => sum + estimatedTokens(head), 0));
  return tokens + Math.max(rest, Math.ceil((tokens / counted) * restLength));
}

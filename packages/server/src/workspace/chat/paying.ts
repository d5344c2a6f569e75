import { MOST_TOKENS } from "../../config/index.ts";
import { type Admission, estimatedTokens, type SpendingWish } from "../../spending/index.ts";
import type { AnswerPiece, Line, Model, Part, Prompt, TokensTold } from "../models/model.ts";

/** Leave to ask a model, for whoever wrote; see `Spending.admit`. */
export type Admit = (
  asked: Pick<SpendingWish, "tokensIn" | "tokensOut"> & Partial<Pick<SpendingWish, "rate" | "context">>,
) => Promise<Admission>;

/** What an answer is held credits for where nobody limits it. */
const USUAL_ANSWER_TOKENS = 1_024;
/** A picture or a page of a PDF, about. */
const PICTURE_TOKENS = 1_000;
const PDF_PAGE_BYTES = 100_000;

/**
 * Asks a model within what whoever wrote may spend: held before, and settled when it ends, however it ends. What was told counts; where nothing was,
 * as it is with an answer that is stopped, what was delivered counts by estimate.
 * @throws {Problem} `balance-insufficient`, and what the model throws
 */
export async function* answerPaid(
  { model, admit }: { model: Model; admit: Admit },
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<AnswerPiece> {
  const asked = { tokensIn: tokensOf(prompt), tokensOut: mostTokensOf(prompt) };
  const admission = await admit(asked);
  const delivered = { isAny: false, tokens: 0 };
  let told: TokensTold | undefined;
  try {
    for await (const piece of model.answer(prompt, signal)) {
      delivered.isAny = true;
      if (typeof piece === "object" && "tokensIn" in piece) told = sumOf(told, piece);
      else delivered.tokens += tokensOfPiece(piece);
      yield piece;
    }
  } finally {
    if (told) await admission.settle(told);
    else if (delivered.isAny)
      await admission.settle({ tokensIn: asked.tokensIn, tokensOut: Math.ceil(delivered.tokens) });
    else await admission.release();
  }
}

const sumOf = (one: TokensTold | undefined, { tokensIn, tokensOut }: TokensTold): TokensTold => ({
  tokensIn: (one?.tokensIn ?? 0) + tokensIn,
  tokensOut: (one?.tokensOut ?? 0) + tokensOut,
});

/** A fraction: pieces are often less than a token. */
function tokensOfPiece(piece: Exclude<AnswerPiece, TokensTold>): number {
  if (typeof piece === "string") return Buffer.byteLength(piece) / 4;
  return piece.reduce((sum, call) => sum + estimatedTokens(call.name + call.arguments), 0);
}

function tokensOf({ lines, functions = [] }: Prompt): number {
  const said = lines.reduce((sum, line) => sum + tokensOfLine(line), 0);
  return said + (functions.length === 0 ? 0 : estimatedTokens(JSON.stringify(functions)));
}

function tokensOfLine(line: Line): number {
  const calls = "calls" in line ? tokensOfPiece(line.calls) : 0;
  if (typeof line.content === "string") return estimatedTokens(line.content) + calls;
  return line.content.reduce((sum, part) => sum + tokensOfPart(part), calls);
}

function tokensOfPart(part: Part): number {
  switch (part.type) {
    case "text":
    case "document":
      return estimatedTokens(part.text);
    case "picture":
    case "pictureAt":
      return PICTURE_TOKENS;
    case "pdf":
      return PICTURE_TOKENS * Math.ceil(part.bytes.length / PDF_PAGE_BYTES);
    case "named":
      return estimatedTokens(part.name);
  }
}

function mostTokensOf({ parameters }: Prompt): number {
  const said = [parameters.max_tokens, parameters.max_completion_tokens].find(
    (one): one is number => typeof one === "number" && Number.isSafeInteger(one) && one > 0,
  );
  return Math.min(said ?? USUAL_ANSWER_TOKENS, MOST_TOKENS);
}

import { MOST_TOKENS, sumOfTokens } from "../../config/index.ts";
import { type Admission, countTokens, estimatedTokens, type SpendingWish } from "../../spending/index.ts";
import type { AnswerPiece, Line, Model, ModelCall, Part, Prompt, TokensTold } from "../models/model.ts";

/** Leave to ask a model, for whoever wrote; see `Spending.admit`. */
export type Admit = (
  asked: Pick<SpendingWish, "tokensIn" | "tokensOut"> & Partial<Pick<SpendingWish, "rate" | "context">>,
) => Promise<Admission>;

/** What an answer is held credits for where nobody limits it. */
const USUAL_ANSWER_TOKENS = 1_024;
/** A picture or a page of a PDF, about. */
const PICTURE_TOKENS = 1_000;
const PDF_PAGE_BYTES = 100_000;

export interface Paid {
  model: Model;
  admit: Admit;
  /** Told what was counted here, where nobody else told it. */
  counted: (tokens: TokensTold) => void;
}

/**
 * Asks a model within what whoever wrote may spend: held before, and settled when it ends, however it ends. What was told counts; where nothing was,
 * as it is with an answer that is stopped, the tokens of what was said and delivered are counted here.
 * @throws {Problem} `balance-insufficient`, and what the model throws
 */
export async function* answerPaid(
  { model, admit, counted }: Paid,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<AnswerPiece> {
  const said = saidIn(prompt);
  const asked = { tokensIn: estimateOf(said), tokensOut: mostTokensOf(prompt) };
  const admission = await admit(asked);
  const delivered: string[] = [];
  let told: TokensTold | undefined;
  try {
    for await (const piece of model.answer(prompt, signal)) {
      if (typeof piece === "object" && "tokensIn" in piece) told = told ? sumOfTokens(told, piece) : piece;
      else if (typeof piece === "string") delivered.push(piece);
      else delivered.push(...piece.map(wordsOfCall));
      yield piece;
    }
  } finally {
    if (told) await admission.settle(told);
    else if (delivered.length > 0) {
      const took = countOf(model, said, delivered);
      await admission.settle(took);
      counted(await took);
    } else await admission.release();
  }
}

/** What is said to a model: words, and how many tokens what is none takes, about. */
interface Said {
  texts: string[];
  tokens: number;
}

const estimateOf = ({ texts, tokens }: Said): number =>
  texts.reduce((sum, text) => sum + estimatedTokens(text), tokens);

const countOf = async (model: Model, { texts, tokens }: Said, delivered: readonly string[]): Promise<TokensTold> => ({
  tokensIn: tokens + (await countTokens(model, texts)),
  tokensOut: await countTokens(model, [delivered.join("")]),
});

function saidIn({ lines, functions = [] }: Prompt): Said {
  const said: Said = { texts: functions.length === 0 ? [] : [JSON.stringify(functions)], tokens: 0 };
  for (const line of lines) addLine(said, line);
  return said;
}

function addLine(said: Said, line: Line): void {
  if ("calls" in line) said.texts.push(...line.calls.map(wordsOfCall));
  if (typeof line.content === "string") said.texts.push(line.content);
  else for (const part of line.content) addPart(said, part);
}

function addPart(said: Said, part: Part): void {
  switch (part.type) {
    case "text":
    case "document":
      said.texts.push(part.text);
      break;
    case "named":
      said.texts.push(part.name);
      break;
    case "pdf":
      said.tokens += PICTURE_TOKENS * Math.ceil(part.bytes.length / PDF_PAGE_BYTES);
      break;
    default:
      said.tokens += PICTURE_TOKENS;
  }
}

const wordsOfCall = (call: ModelCall): string => call.name + call.arguments;

function mostTokensOf({ parameters }: Prompt): number {
  const said = [parameters.max_tokens, parameters.max_completion_tokens].find(
    (one): one is number => typeof one === "number" && Number.isSafeInteger(one) && one > 0,
  );
  return Math.min(said ?? USUAL_ANSWER_TOKENS, MOST_TOKENS);
}

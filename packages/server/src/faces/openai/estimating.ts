import { countTokens } from "../../spending/index.ts";
import type { Target } from "../../workspace/index.ts";
import type { Estimate } from "./metering.ts";

/** Of English; of other languages it is rather fewer. */
const CHARACTERS_OF_A_TOKEN = 4;
/** What a picture takes, about; its bytes say nothing of it. */
const TOKENS_OF_A_PICTURE = 1_000;
/** What a line takes besides its words. */
const TOKENS_OF_A_LINE = 4;
/** Where nobody says how long an answer may be. */
const LIKELY_TOKENS_OUT = 4_096;
const MOST_TOKENS_OUT = 1_000_000;

const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_OF_A_TOKEN);

export interface Asked {
  /** Messages, input: whatever is said to the model. */
  said: unknown;
  tools?: unknown;
  /** Most tokens of each answer. */
  most: number | null | undefined;
  /** How many answers. Default: 1. */
  n?: number | null | undefined;
}

/** How many tokens a request may take, before anybody has told. */
export function estimateOf({ said, tools, most, n }: Asked): Estimate {
  const { texts, tokens } = saidIn(said, tools);
  return {
    tokensIn: texts.reduce((sum, text) => sum + tokensOf(text), tokens),
    tokensOut: Math.min((most ?? LIKELY_TOKENS_OUT) * (n ?? 1), MOST_TOKENS_OUT),
  };
}

/** How many tokens a request and what was answered have, where nobody told: counted. */
export const counting =
  (model: Target["model"], { said, tools }: Asked) =>
  async (answered: unknown): Promise<Estimate> => ({
    tokensIn: await countedIn(model, saidIn(said, tools)),
    tokensOut: await countedIn(model, saidIn(answered, undefined)),
  });

const countedIn = async (model: Target["model"], { texts, tokens }: Said): Promise<number> =>
  tokens + (await countTokens(model, texts));

/** Words, and how many tokens what is none takes, about. */
interface Said {
  texts: string[];
  tokens: number;
}

function saidIn(said: unknown, tools: unknown): Said {
  const found: Said = { texts: tools === undefined ? [] : [JSON.stringify(tools)], tokens: 0 };
  addTo(found, said);
  return found;
}

/** However deep it lies. */
function addTo(found: Said, said: unknown): void {
  if (typeof said === "string" && !said.startsWith("data:")) found.texts.push(said);
  else if (typeof said === "string") found.tokens += TOKENS_OF_A_PICTURE;
  // A token that was counted already.
  else if (typeof said === "number") found.tokens += 1;
  else if (isPicture(said)) found.tokens += TOKENS_OF_A_PICTURE;
  else if (typeof said === "object" && said !== null) {
    for (const part of Object.values(said)) addTo(found, part);
    if ("role" in said) found.tokens += TOKENS_OF_A_LINE;
  }
}

/** Also one by its address: whoever answers fetches it. */
const isPicture = (said: unknown): boolean =>
  typeof said === "object" &&
  said !== null &&
  "type" in said &&
  (said.type === "image_url" || said.type === "input_image");

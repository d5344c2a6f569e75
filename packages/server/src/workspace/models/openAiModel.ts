import { json } from "node:stream/consumers";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { type CustomEndpoint, rateOf } from "../../config/index.ts";
import { type Admission, countTokens, estimatedTokens } from "../../spending/index.ts";
import { askEndpoint, failureOf, isEventStream, type Way, wayOfFile } from "./askEndpoint.ts";
import { choicesOf, failedMeanwhile, isFinished, isOfFailure, readChunk } from "./chunk.ts";
import { type EndpointAnswer, readableOf } from "./exchange.ts";
import {
  type AnswerPiece,
  type Line,
  type Model,
  ModelFailed,
  type ModelFunction,
  type Part,
  type Prompt,
  type TokensTold,
  wordsOf,
} from "./model.ts";
import { passOn, withOperatorsParams } from "./passing.ts";
import { Patience } from "./patience.ts";
import { StreamedCalls } from "./streamedCalls.ts";
import { tokensTold } from "./tokensTold.ts";

const LONGEST_TITLE_WAIT_MS = 15_000;
/** In UTF-16 units. */
const LONGEST_EVENT = 1_024 * 1_024;
/** A title has about so many. */
const TITLE_TOKENS = 50;
/** LibreChat's name of the conversation's own model, as `titleModel`. */
const CURRENT = "current_model";
/** Parameters that people set and an OpenAI-compatible endpoint knows; anything else they store is LibreChat's own. */
const passedOn = [
  "temperature",
  "top_p",
  "frequency_penalty",
  "presence_penalty",
  "max_tokens",
  "max_completion_tokens",
  "stop",
  "seed",
  "reasoning_effort",
];

/**
 * A model of an OpenAI-compatible endpoint.
 * @param titleResource the endpoint's `titleModel`, where people are offered it, too; one that nobody is offered is the operator's alone
 * INVARIANT: nothing that the endpoint says of a failure is passed on or logged: it may repeat instructions or the key.
 * @param silenceMs how long the endpoint may say nothing, before the first piece and between two
 * @param way asked before each request; default: as the operator configured it
 */
export function openAiModel(
  resource: string,
  endpoint: CustomEndpoint,
  name: string,
  {
    silenceMs,
    titleResource,
    way = async () => wayOfFile(endpoint),
  }: { silenceMs: number; titleResource: string | undefined; way?: () => Promise<Way> },
): Model {
  return {
    resource,
    endpoint: endpoint.name,
    name,
    label: endpoint.modelDisplayLabel ?? endpoint.name,
    rate: rateOf(endpoint.prices, name),
    async *answer(prompt, signal) {
      const patience = new Patience(silenceMs, signal);
      try {
        const answer = await askEndpoint(
          await way(),
          "chat/completions",
          bodyOf(endpoint, name, prompt, true),
          patience.signal,
        );
        patience.heard();
        yield* pieces(answer, patience);
      } catch (error) {
        if (signal.aborted) return;
        throw failureOf(error, patience);
      } finally {
        patience.end();
      }
    },
    pass: (path, body, signal) => passOn({ endpoint, name, path, body, way, silenceMs, signal }),
    async title(firstMessage, signal, { mayUse, admit }) {
      if (!endpoint.titleConvo) return null;
      const limited = AbortSignal.any([signal, AbortSignal.timeout(Math.min(silenceMs, LONGEST_TITLE_WAIT_MS))]);
      const lines = [
        {
          role: "user" as const,
          content: `Write a title of at most six words, without quotation marks, for a conversation that begins:\n\n${firstMessage.slice(0, 2_000)}`,
        },
      ] as const;
      const { titleModel = CURRENT } = endpoint;
      const isTheirs = titleModel !== CURRENT && (titleResource === undefined || mayUse(titleResource));
      const model = isTheirs ? titleModel : name;
      const rate = rateOf(endpoint.prices, model);
      let admission: Admission | undefined;
      try {
        const asked = { tokensIn: estimatedTokens(lines[0].content), tokensOut: TITLE_TOKENS };
        admission = await admit({ ...asked, rate, context: "title" });
        const { body: said } = await askEndpoint(
          await way(),
          "chat/completions",
          bodyOf(endpoint, model, { lines, parameters: {} }, false),
          limited,
        );
        const body = await json(readableOf(said));
        const title = contentOf(body, "message");
        await admission.settle(
          tokensTold(body) ?? (await countedTitle({ name: model, rate }, lines[0].content, title)),
        );
        return title === undefined || title.trim() === "" ? null : title.trim();
      } catch {
        await admission?.release();
        return null;
      }
    },
  };
}

const countedTitle = async (model: Pick<Model, "name" | "rate">, said: string, title = ""): Promise<TokensTold> => ({
  tokensIn: await countTokens(model, [said]),
  tokensOut: await countTokens(model, [title]),
});

function bodyOf(endpoint: CustomEndpoint, model: string, prompt: Prompt, stream: boolean): string {
  const parameters = Object.fromEntries(
    passedOn.filter((key) => prompt.parameters[key] != null).map((key) => [key, prompt.parameters[key]]),
  );
  const body: Record<string, unknown> = {
    model,
    messages: prompt.lines.map(messageOf),
    ...(prompt.functions && prompt.functions.length > 0 && { tools: prompt.functions.map(toolOf) }),
    ...parameters,
    ...prompt.passed,
    // As LibreChat asks: without it few endpoints say how many tokens an answer took. `dropParams` takes it away.
    ...(stream && { stream_options: { include_usage: true } }),
  };
  return JSON.stringify({ ...withOperatorsParams(endpoint, body), stream });
}

const toolOf = ({ name, description, parameters }: ModelFunction) => ({
  type: "function",
  function: { name, description, parameters },
});

/** Plain text where there is nothing else: many endpoints take no parts. */
function messageOf(line: Line) {
  if (line.role === "tool") return { role: "tool", tool_call_id: line.callId, content: line.content };
  const { role, content } = line;
  if ("calls" in line)
    return {
      role,
      content: content === "" ? null : content,
      tool_calls: line.calls.map(({ id, name, arguments: given }) => ({
        id,
        type: "function",
        function: { name, arguments: given },
      })),
    };
  if (typeof content === "string") return { role, content };
  const hasBytes = content.some(({ type }) => type !== "text" && type !== "document" && type !== "named");
  return { role, content: hasBytes ? content.map(contentPartOf) : content.map(wordsOf).join("\n\n") };
}

function contentPartOf(part: Part) {
  switch (part.type) {
    case "picture":
      return { type: "image_url", image_url: { url: dataUrl(part.mime, part.bytes) } };
    case "pictureAt":
      return { type: "image_url", image_url: { url: part.url } };
    case "pdf":
      return { type: "file", file: { filename: part.name, file_data: dataUrl("application/pdf", part.bytes) } };
    default:
      return { type: "text", text: wordsOf(part) };
  }
}

const dataUrl = (mime: string, bytes: Buffer): string => `data:${mime};base64,${bytes.toString("base64")}`;

async function* pieces(answer: EndpointAnswer, patience: Patience): AsyncIterable<AnswerPiece> {
  if (!isEventStream(answer)) {
    answer.body.letGo();
    throw new ModelFailed("The model's endpoint did not answer with a stream.");
  }
  let finished = false;
  const calls = new StreamedCalls();
  let told: TokensTold | undefined;
  for await (const { event, data } of eventsIn(answer)) {
    patience.heard();
    if (event !== undefined && isOfFailure(event)) throw failedMeanwhile();
    if (data === "[DONE]") {
      finished = true;
      break;
    }
    const chunk = readChunk(data);
    const content = contentOf(chunk, "delta");
    if (content) yield content;
    calls.add(deltaOf(chunk).tool_calls);
    finished ||= choicesOf(chunk).some(isFinished);
    // Some say it once at the end, some again and again, each time in all.
    told = tokensTold(chunk) ?? told;
  }
  if (!finished) throw new ModelFailed("The model's endpoint broke off its answer.");
  if (told) yield told;
  if (calls.found.length > 0) yield calls.found;
}

/** The events of a stream; its connection is given back when the loop is left. */
async function* eventsIn({ body }: EndpointAnswer): AsyncGenerator<EventSourceMessage> {
  let events: EventSourceMessage[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: (event) => events.push(event),
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") throw error;
    },
  });
  const decoder = new TextDecoder();
  for await (const piece of readableOf(body)) {
    parser.feed(decoder.decode(piece, { stream: true }));
    const came = events;
    events = [];
    yield* came;
  }
}

function firstChoice(body: unknown): Record<string, unknown> | undefined {
  if (typeof body !== "object" || body === null || !("choices" in body) || !Array.isArray(body.choices))
    return undefined;
  const choice: unknown = body.choices[0];
  return typeof choice === "object" && choice !== null ? { ...choice } : undefined;
}

function contentOf(body: unknown, part: "delta" | "message"): string | undefined {
  const inner = firstChoice(body)?.[part];
  if (typeof inner !== "object" || inner === null || !("content" in inner)) return undefined;
  return typeof inner.content === "string" ? inner.content : undefined;
}

function deltaOf(body: unknown): Record<string, unknown> {
  const delta = firstChoice(body)?.delta;
  return typeof delta === "object" && delta !== null ? { ...delta } : {};
}

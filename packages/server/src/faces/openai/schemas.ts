import { z } from "zod";

const Model = z
  .string()
  .min(1)
  .max(512)
  .describe("`<endpoint>/<model>`, or `agent:<id>`: one of those that `GET /v1/models` lists");
export const ModelParams = z.object({ model: Model });
export const ModelPathParams = z.object({ "*": z.string() });

const Tokens = z.int().min(1).max(10_000_000).nullish();

const Role = z.enum(["system", "developer", "user", "assistant", "tool", "function"]);
const Message = z.looseObject({
  role: Role,
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() })).max(2_000)]).nullish(),
});
export type Message = z.infer<typeof Message>;

/** What is looked at here; whatever else there is goes to the model's endpoint as it is. */
export const ChatBody = z.looseObject({
  model: Model,
  messages: z.array(Message).min(1).max(10_000),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: Tokens,
  max_completion_tokens: Tokens,
  n: z.int().min(1).max(128).nullish(),
  tools: z
    .array(z.looseObject({ type: z.string() }))
    .max(128)
    .nullish(),
});
export type ChatBody = z.infer<typeof ChatBody>;

/** OpenAI's own shape, as the model's endpoint gives it. */
export const Completion = z
  .unknown()
  .describe("A `chat.completion`; with `stream`, `text/event-stream` of `chat.completion.chunk`, ended by `[DONE]`");

const Input = z.union([
  z.string(),
  z.array(z.string()).min(1).max(2_048),
  z.array(z.int().min(0)).min(1).max(1_000_000),
  z
    .array(z.array(z.int().min(0)).min(1))
    .min(1)
    .max(2_048),
]);

/** What is looked at here; whatever else there is goes to the model's endpoint as it is. */
export const EmbeddingsBody = z.looseObject({
  model: Model,
  input: Input.describe("Texts, or tokens"),
  encoding_format: z.enum(["float", "base64"]).nullish(),
});
export type EmbeddingsBody = z.infer<typeof EmbeddingsBody>;
export const Embeddings = z.unknown().describe("A list of `embedding`s, as the model's endpoint gives it");

const Item = z.looseObject({ type: z.string().nullish(), role: z.string().nullish() });
export type ResponseItem = z.infer<typeof Item>;

/** A response is translated: what is not named here is not looked at. */
export const ResponseBody = z.looseObject({
  model: Model,
  input: z.union([z.string(), z.array(Item).min(1).max(10_000)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: Tokens,
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  tools: z
    .array(z.looseObject({ type: z.string() }))
    .max(128)
    .nullish(),
  previous_response_id: z.string().nullish().describe("Nothing is kept here: say all of it again"),
  background: z.boolean().nullish(),
});
export type ResponseBody = z.infer<typeof ResponseBody>;
export const ResponseAnswer = z
  .unknown()
  .describe("A `response`; with `stream`, `text/event-stream` of `response.created` … `response.completed`");

export const ListedModel = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.int(),
  owned_by: z.string(),
});
export type ListedModel = z.infer<typeof ListedModel>;
export const ModelList = z.object({ object: z.literal("list"), data: z.array(ListedModel) });

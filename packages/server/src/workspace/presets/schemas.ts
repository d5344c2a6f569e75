import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { AgentId } from "../agents/schemas.ts";
import { MOST_FILES, NamedFile } from "../files/schemas.ts";
import { ProjectId } from "../projects/schemas.ts";
import { ClientId, smallObject, text } from "../shapes.ts";

/** Of one person. */
export const MOST_PRESETS = 500;
/** Of a whole preset, as JSON. */
const MOST_CHARACTERS = 65_536;

const number = (min: number, max: number) => z.number().min(min).max(max).nullish();
const tokens = z.number().int().min(-1).max(100_000_000).nullish();
const words = text(32 * 1_024).nullish();
const name = text(256).nullish();
const flag = z.boolean().nullish();
const names = z.array(text(256)).max(200).nullish();
/** What a client sends back of what it was told, and does not decide. */
const ignored = AnyJson.optional();

/** LibreChat's parameters of models. */
const parameters = {
  temperature: number(0, 2),
  top_p: number(0, 1),
  topP: number(0, 1),
  topK: number(0, 1_000),
  frequency_penalty: number(-2, 2),
  presence_penalty: number(-2, 2),
  max_tokens: tokens,
  maxTokens: tokens,
  maxOutputTokens: tokens,
  maxContextTokens: tokens,
  fileTokenLimit: tokens,
  thinkingBudget: tokens,
  stop: z.array(text(64)).max(4).nullish(),
  thinking: flag,
  thinkingLevel: name,
  effort: name,
  reasoning_effort: name,
  reasoning_summary: name,
  verbosity: name,
  promptCache: flag,
  useResponsesApi: flag,
  web_search: flag,
  disableStreaming: flag,
  resendFiles: flag,
  imageDetail: name,
  region: name,
  additionalModelRequestFields: smallObject(16_384).nullish(),
  append_current_datetime: flag,
  promptCacheTtl: name,
  reasoning_context: name,
  reasoning_mode: name,
  resendImages: flag,
  stream: flag,
  thinkingDisplay: name,
  url_context: flag,
};

const fields = {
  presetId: ClientId.nullish().describe("One that is there is replaced; without it a new one is made"),
  title: text(255).nullish(),
  defaultPreset: flag.describe("What new chats begin with; one is at most"),
  order: z.number().int().min(-1_000_000).max(1_000_000).nullish(),
  endpoint: text(128).nullish(),
  endpointType: text(64).nullish(),
  model: name,
  agent_id: AgentId.nullish().describe("An agent that one may `use`"),
  assistant_id: text(256).nullish().describe("There are none: refused as what there is not"),
  conversationId: z
    .union([z.literal("new"), ClientId])
    .nullish()
    .describe("A conversation that one may `view`"),
  chatProjectId: ProjectId.nullish().describe("A project that one may `view`"),
  files: z.array(NamedFile).max(MOST_FILES).nullish().describe("Files that one may `use`"),
  file_ids: z.array(ClientId).max(MOST_FILES).nullish(),
  promptPrefix: words,
  instructions: words,
  additional_instructions: words,
  system: words,
  context: words,
  userLabel: name,
  greeting: text(4_096).nullish(),
  modelLabel: name,
  chatGptLabel: name,
  spec: name,
  iconURL: text(2_048).nullish(),
  artifacts: name,
  tools: names,
  tags: names,
  examples: z.array(smallObject(16_384)).max(50).nullish(),
  isArchived: flag,
  ...parameters,
  _id: ignored,
  __v: ignored,
  user: ignored,
  messages: ignored,
  parentMessageId: ignored,
  presetOverride: ignored,
  createdAt: ignored,
  updatedAt: ignored,
  expiredAt: ignored,
  archivedAt: ignored,
  isShared: ignored,
  isTemporary: ignored,
  pinned: ignored,
  subagentThread: ignored,
  codeApprovalMode: ignored,
  codeEnvironmentMode: ignored,
  codeWorkspaces: ignored,
};

/** What LibreChat's presets hold; other keys are refused. */
export const PresetBody = z
  .strictObject(fields)
  .refine(
    (body) => JSON.stringify(body).length <= MOST_CHARACTERS,
    `must be at most ${MOST_CHARACTERS} characters of JSON`,
  );
export type PresetBody = z.infer<typeof PresetBody>;

/** LibreChat's client sends the whole preset. */
export const DeletePresets = z.strictObject({
  ...Object.fromEntries(Object.keys(fields).map((key) => [key, ignored])),
  presetId: ClientId.nullish(),
  all: z.literal(true).optional().describe("All of them; in LibreChat so does a body that names none"),
});
export type DeletePresets = z.infer<typeof DeletePresets>;

export const Preset = z.looseObject({
  _id: z.string(),
  presetId: z.string(),
  user: z.string(),
  title: z.string(),
  defaultPreset: z.literal(true).optional(),
  order: z.number().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Preset = z.infer<typeof Preset>;

export const Deleted = z.object({ acknowledged: z.literal(true), deletedCount: z.number() });

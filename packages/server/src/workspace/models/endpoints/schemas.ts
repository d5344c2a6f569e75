import { z } from "zod";
import { text } from "../../shapes.ts";

export const MOST_ENDPOINTS = 50;
export const MOST_MODELS = 500;
/** Of all endpoints of an organization together: each list of models goes through them. */
export const MOST_MODELS_OF_ALL = 2_000;
const MOST_HEADERS = 10;

/** As the databases name it: 24 hexadecimal digits, in lower case. */
const EndpointId = z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits");
export const EndpointParams = z.object({ id: EndpointId });

/** What can stand in a header. */
const Secret = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/, "must be at most 4096 plain characters");
const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, "must be the name of a header");

/** As an endpoint calls it. */
export const ModelName = text(256)
  .transform((name) => name.trim())
  .refine((name) => name !== "" && !/\p{C}/u.test(name), "must be the name of a model");

const fields = {
  baseURL: text(2_048).describe("Where it is, up to the version: `https://api.example.org/v1`"),
  key: Secret.nullable().describe("Never told again; null: it takes none"),
  headers: z
    .record(HeaderName, Secret)
    .refine((headers) => Object.keys(headers).length <= MOST_HEADERS, `must be at most ${MOST_HEADERS}`)
    .describe("Sent with each request; their values are never told again"),
  models: z
    .array(ModelName)
    .max(MOST_MODELS)
    .transform((models) => [...new Set(models)])
    .describe("What people are offered"),
  titleConvo: z.boolean().describe("Whether it makes titles for conversations"),
  titleModel: ModelName.nullable().describe("Which model makes them; null: the conversation's own"),
  label: text(100)
    .transform((label) => label.trim())
    .refine((label) => !/\p{C}/u.test(label), "must be plain text")
    .describe("What answers are signed with; empty: its name"),
  enabled: z.boolean().describe("false: nobody is offered its models, and they answer nobody"),
};

export const NewEndpoint = z.strictObject({
  name: text(64)
    .transform((name) => name.trim().normalize("NFC"))
    .refine(
      (name) => /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._()&+-]*$/u.test(name),
      "must begin with a letter or digit, and hold letters, digits, spaces and `._()&+-`",
    )
    .describe("As people are shown it; it stays as it is"),
  baseURL: fields.baseURL,
  key: fields.key.default(null),
  headers: fields.headers.default({}),
  models: fields.models,
  titleConvo: fields.titleConvo.default(false),
  titleModel: fields.titleModel.default(null),
  label: fields.label.default(""),
  enabled: fields.enabled.default(true),
});
export type NewEndpoint = z.infer<typeof NewEndpoint>;

export const EndpointPatch = z.strictObject({
  baseURL: fields.baseURL.optional(),
  key: fields.key.optional(),
  headers: fields.headers.optional(),
  models: fields.models.optional(),
  titleConvo: fields.titleConvo.optional(),
  titleModel: fields.titleModel.optional(),
  label: fields.label.optional(),
  enabled: fields.enabled.optional(),
});
export type EndpointPatch = z.infer<typeof EndpointPatch>;

export const EndpointTest = z.strictObject({
  id: EndpointId.optional().describe("Of one that is there: its key and headers are used where none are given"),
  baseURL: fields.baseURL,
  key: fields.key.optional(),
  headers: fields.headers.optional(),
});
export type EndpointTest = z.infer<typeof EndpointTest>;

export const EndpointTested = z.object({
  isReached: z.boolean(),
  why: z.string().nullable().describe("What went wrong, in words; null if nothing did"),
  models: z.array(z.string()).describe("Those that it says it has, at most 500"),
  isCut: z.boolean().describe("It has more"),
});
export type EndpointTested = z.infer<typeof EndpointTested>;

/** INVARIANT: no key and no header's value. */
export const Endpoint = z.object({
  _id: z.string().nullable().describe("null: of the file, and changed there"),
  name: z.string(),
  source: z.enum(["file", "console"]),
  baseURL: z.string().nullable().describe("null: of the file"),
  key: z
    .object({
      lastFour: z.string().nullable().describe("null where the key is shorter than twelve characters"),
      isReadable: z.boolean().describe("false: it was sealed with another `CREDS_KEY`; give it again"),
    })
    .nullable(),
  headers: z.array(z.string()).describe("Their names"),
  models: z.array(z.string()),
  titleConvo: z.boolean(),
  titleModel: z.string().nullable(),
  label: z.string(),
  enabled: z.boolean(),
  whyNot: z.string().nullable().describe("Why nobody is offered it though it is switched on; null if they are"),
  changedByName: z.string().nullable(),
  updatedAt: z.string().nullable(),
});
export type Endpoint = z.infer<typeof Endpoint>;
export const EndpointList = z.object({ endpoints: z.array(Endpoint) });
export const EndpointWithAgents = Endpoint.extend({
  agents: z.object({
    count: z.number().describe("Agents that have one of its models"),
    names: z.array(z.string()).describe("Those that one may see, at most 20"),
  }),
});
export type EndpointWithAgents = z.infer<typeof EndpointWithAgents>;

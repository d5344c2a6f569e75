import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { AgentId } from "../agents/schemas.ts";
import { smallObject, text, whole } from "../shapes.ts";
import { MOST_DOCUMENT_BYTES } from "./openapi/document.ts";

/** As the model and the databases name things: 24 hexadecimal digits, in lower case. */
export const ToolId = z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits");
export const ToolParams = z.object({ id: ToolId });
export const AgentToolParams = z.object({ id: AgentId, toolId: ToolId });
export const AgentParams = z.object({ id: AgentId });

const Spec = text(MOST_DOCUMENT_BYTES).describe("OpenAPI 3.0 or 3.1, as JSON or YAML");
const Domain = text(300)
  .min(1)
  .describe(
    "Where it speaks to, as the document's first server says: `api.example.org`, `https://api.example.org:8443`",
  );
/** What can stand in a header. */
const Secret = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/, "must be at most 4096 plain characters");
const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, "must be the name of a header");

const KeyKind = z.enum(["bearer", "basic", "custom"]);
export const Auth = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none") }),
  z.strictObject({
    type: z.literal("api_key"),
    as: KeyKind,
    header: HeaderName.optional().describe("Of `custom`"),
    key: Secret.optional().describe("Never told again; without it the one that is there stays"),
  }),
]);
export type Auth = z.infer<typeof Auth>;

const fields = {
  name: text(255)
    .transform((name) => name.trim())
    .refine((name) => name !== "", "must not be empty"),
  description: text(4_096),
};
export const NewTool = z.strictObject({
  name: fields.name.optional().describe("Without: the title of the document"),
  description: fields.description.optional(),
  spec: Spec,
  domain: Domain,
  auth: Auth.default({ type: "none" }),
  owner: z
    .literal("organization")
    .optional()
    .describe("The organization's, which takes `manage:configs` and `manage:mcpservers`; without: one's own"),
});
export type NewTool = z.infer<typeof NewTool>;
export const ToolPatch = z.strictObject({
  name: fields.name.optional(),
  description: fields.description.optional(),
  spec: Spec.optional(),
  domain: Domain.optional(),
  auth: Auth.optional(),
});
export type ToolPatch = z.infer<typeof ToolPatch>;
export const ReadBody = z.strictObject({ spec: Spec, domain: Domain.optional() });
export type ReadBody = z.infer<typeof ReadBody>;

export const ToolListQuery = z.strictObject({
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
  search: text(500).optional(),
  owner: z.enum(["me", "shared", "organization"]).optional().describe("Whose they are"),
});
export type ToolListQuery = z.infer<typeof ToolListQuery>;

const ToolFunction = z.object({ name: z.string(), description: z.string(), method: z.string(), path: z.string() });
export const Read = z.object({
  title: z.string(),
  description: z.string(),
  domain: z.string(),
  functions: z.array(ToolFunction),
  isAllowed: z.boolean().describe("Whether actions may speak to this host"),
});
export const ListedTool = z.object({
  _id: z.string(),
  name: z.string(),
  description: z.string(),
  domain: z.string(),
  functions: z.array(z.string()),
  author: z.string().describe("Who made it"),
  owner: z.string(),
  ownerName: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ListedTool = z.infer<typeof ListedTool>;
export const ToolList = z.object({ tools: z.array(ListedTool), nextCursor: z.string().nullable() });
export const Tool = ListedTool.omit({ functions: true }).extend({
  functions: z.array(ToolFunction),
  isAllowed: z.boolean(),
  may: z.array(z.string()),
  /** For whoever may `update` it. INVARIANT: never the key. */
  spec: z.string().optional(),
  auth: z
    .object({ type: z.string(), as: KeyKind.optional(), header: z.string().optional(), hasKey: z.boolean() })
    .optional(),
});
export type Tool = z.infer<typeof Tool>;

export const AttachBody = z.strictObject({
  mode: z
    .enum(["own", "lent"])
    .describe(
      "`lent`: the agent uses it for whoever may use the agent; `own`: whoever uses the agent needs access to the tool, too",
    ),
});
export const AttachedTool = z.object({
  _id: z.string(),
  mode: z.enum(["own", "lent"]),
  name: z.string().nullable().describe("null, as the domain: a tool that one may not view"),
  domain: z.string().nullable(),
  functions: z.array(z.string()),
  may: z.array(z.string()),
});
export type AttachedTool = z.infer<typeof AttachedTool>;

/** LibreChat's, as its client posts it; what belongs to OAuth is read, and refused where it would be used. */
const ActionMetadata = z.strictObject({
  domain: Domain.optional(),
  raw_spec: Spec.optional(),
  api_key: z.union([z.literal(""), Secret]).nullish(),
  auth: z
    .strictObject({
      type: z.enum(["none", "service_http", "oauth"]).nullish(),
      authorization_type: z.enum(["bearer", "basic", "custom", ""]).nullish(),
      custom_auth_header: z.union([z.literal(""), HeaderName]).nullish(),
      authorization_content_type: AnyJson.optional(),
      authorization_url: AnyJson.optional(),
      client_url: AnyJson.optional(),
      scope: AnyJson.optional(),
      token_exchange_method: AnyJson.optional(),
    })
    .nullish(),
  oauth_client_id: text(4_096).nullish(),
  oauth_client_secret: text(4_096).nullish(),
  privacy_policy_url: text(2_048).nullish(),
});
export type ActionMetadata = z.infer<typeof ActionMetadata>;
export const ActionBody = z.strictObject({
  /** What LibreChat's client reads from the document; here the server reads it. */
  functions: z.array(smallObject(65_536)).max(200).nullish(),
  metadata: ActionMetadata,
  action_id: ToolId.nullish(),
});
export type ActionBody = z.infer<typeof ActionBody>;
export const ActionAgentParams = z.object({ agent_id: AgentId });
export const ActionParams = z.object({ agent_id: AgentId, action_id: ToolId });

/** LibreChat's row of an action. INVARIANT: no secret. */
export const Action = z.object({
  action_id: z.string(),
  agent_id: z.string().optional(),
  type: z.literal("action_prototype"),
  user: z.string().optional(),
  metadata: z.object({
    domain: z.string(),
    raw_spec: z.string().optional().describe("For whoever may `update` it"),
    auth: z
      .object({
        type: z.string(),
        authorization_type: z.string().optional(),
        custom_auth_header: z.string().optional(),
      })
      .optional(),
  }),
  name: z.string(),
  updatedAt: z.string(),
});
export type Action = z.infer<typeof Action>;

/** LibreChat's description of something that agents can have. */
export const Plugin = z.object({
  name: z.string(),
  pluginKey: z.string(),
  description: z.string(),
  authConfig: z.array(z.never()),
  authenticated: z.literal(true),
});

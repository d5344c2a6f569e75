import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { PICTURES } from "../avatars/picture.ts";
import { ClientId, smallObject, text, whole } from "../shapes.ts";

export const AgentId = z.string().regex(/^agent_[A-Za-z0-9_-]{1,64}$/, "must be the id of an agent");
export const AgentParams = z.object({ id: AgentId });

/** A picture that was uploaded here, or one elsewhere: nothing that a page could run, and no other path of ours. */
const PictureAddress = text(2_048).regex(
  new RegExp(`^(https://[^\\s]+|${PICTURES}/[0-9a-f]{24})$`),
  "must be an address that begins with `https://`, or that of the agent's own picture",
);
const Avatar = z.strictObject({ filepath: PictureAddress, source: text(64) });
const SupportContact = z.strictObject({ name: text(256).optional(), email: text(320).optional() });

/** Nothing can be handed to another agent yet: what would be lost is refused. */
const nothing = z.array(z.never(), "is not supported yet: must be empty").max(0, "is not supported yet: must be empty");

/** LibreChat's tools that take files; `ocr` is the former name of `context`. */
export const toolNames = ["context", "file_search", "execute_code", "image_edit", "ocr"] as const;
export const ToolName = z.enum(toolNames);
export type ToolName = z.infer<typeof ToolName>;
/** Files that one tool of an agent can have. */
export const MOST_FILES_OF_A_TOOL = 100;

const FilesOfTool = z
  .strictObject({
    file_ids: z.array(ClientId).max(MOST_FILES_OF_A_TOOL).default([]),
    /** LibreChat's own, taken and not used. */
    files: AnyJson.optional(),
    vector_store_ids: AnyJson.optional(),
  })
  .optional();
export const ToolResourcesWish = z.strictObject({
  context: FilesOfTool,
  file_search: FilesOfTool,
  execute_code: FilesOfTool,
  image_edit: FilesOfTool,
  ocr: FilesOfTool,
});
/** The files of an agent, for which of its tools each is. */
export const ToolResources = z.partialRecord(ToolName, z.object({ file_ids: z.array(z.string()) }));
export type ToolResources = z.infer<typeof ToolResources>;

const fields = {
  name: text(256).nullish(),
  description: text(4_096).nullish(),
  instructions: text(256 * 1024).nullish(),
  avatar: Avatar.nullish(),
  model_parameters: smallObject(16_384).nullish(),
  /** Taken and not used: tools are attached by calls of their own, and an agent's functions are all of its tools'. */
  tools: z.array(text(256)).max(200).nullish(),
  tool_resources: ToolResourcesWish.nullish(),
  tool_options: smallObject(65_536).nullish(),
  agent_ids: nothing.nullish(),
  edges: nothing.nullish(),
  artifacts: text(64).nullish(),
  recursion_limit: z.number().int().min(1).max(1_000).nullish(),
  end_after_tools: z.boolean().nullish(),
  hide_sequential_outputs: z.boolean().nullish(),
  conversation_starters: z.array(text(1_024)).max(20).nullish(),
  support_contact: SupportContact.nullish(),
  category: text(64).nullish(),
};

/** A new agent. Whatever the server decides (`id`, `author`, owner, organization …) is an unknown key, and refused. */
export const AgentWish = z.strictObject({ ...fields, provider: text(128).min(1), model: text(256).nullable() });
/** Other fields for an agent; null leaves a field as it is, but for `avatar`. */
export const AgentPatch = z.strictObject({
  ...fields,
  provider: text(128).min(1).nullish(),
  model: text(256).nullish(),
});
export const RevertBody = z.strictObject({ version_index: z.number().int().min(0).max(1_000_000) });

export type AgentWish = z.infer<typeof AgentWish>;
export type AgentPatch = z.infer<typeof AgentPatch>;

export const AgentListQuery = z.strictObject({
  /** Bits: use 1, update 2, delete 4, share 8, insights 16. */
  requiredPermission: whole(1, 31).default(1),
  category: text(64).optional(),
  search: text(1_000).optional(),
  limit: whole(1, 1_000).default(100),
  cursor: text(1_024).optional(),
  promoted: z.enum(["0", "1"]).optional(),
  /** Gatehouse's own: `me`, `shared` with me, or everybody's in the `organization`. */
  owner: z.enum(["me", "shared", "organization"]).optional(),
});
export type AgentListQuery = z.infer<typeof AgentListQuery>;

const Contact = z.object({ name: z.string().optional(), email: z.string().optional() });
const StoredAvatar = z.object({ filepath: z.string(), source: z.string() }).nullable();
const Parameters = z.record(z.string(), AnyJson);

/** One line of a list. INVARIANT: no instructions, no model, no tools: whoever may only use an agent gets this. */
export const AgentItem = z.object({
  _id: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  avatar: StoredAvatar,
  author: z.string(),
  description: z.string().nullable(),
  conversation_starters: z.array(z.string()),
  updatedAt: z.string(),
  category: z.string(),
  support_contact: Contact.optional(),
  is_promoted: z.boolean(),
  isPublic: z.literal(true).optional(),
  isEditable: z.boolean(),
  owner_contact: z.object({ name: z.string() }).optional(),
});

export const AgentList = z.object({
  object: z.literal("list"),
  data: z.array(AgentItem),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
  after: z.string().nullable(),
});

/** What a viewer gets of one agent. INVARIANT: never instructions, tools, actions, edges, versions. */
export const ShortAgent = z.object({
  _id: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  conversation_starters: z.array(z.string()),
  avatar: StoredAvatar,
  /** Only if it is the caller. */
  author: z.string().optional(),
  provider: z.string(),
  model: z.string().nullable(),
  model_parameters: Parameters,
  category: z.string(),
  isPublic: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  support_contact: Contact.optional(),
  owner_contact: z.object({ name: z.string() }).optional(),
  /** Gatehouse's own: what the caller may do with it, in the model's words. */
  may: z.array(z.string()),
});

const Written = z.object({
  name: z.string().nullable(),
  description: z.string().nullable(),
  instructions: z.string().nullable(),
  avatar: StoredAvatar,
  provider: z.string(),
  model: z.string().nullable(),
  model_parameters: Parameters,
  tools: z.array(z.string()).describe("Names of the functions of its tools"),
  actions: z.array(z.string()).describe("Its tools, as LibreChat names them"),
  tool_resources: ToolResources,
  tool_options: Parameters,
  agent_ids: z.array(z.string()),
  edges: z.array(AnyJson),
  artifacts: z.string().nullable(),
  recursion_limit: z.number().nullable(),
  end_after_tools: z.boolean(),
  hide_sequential_outputs: z.boolean(),
  conversation_starters: z.array(z.string()),
  support_contact: Contact.optional(),
  category: z.string(),
});

export const AgentVersion = Written.extend({
  createdAt: z.string(),
  updatedAt: z.string(),
  updatedBy: z.string().optional(),
});

/** What whoever may `update` gets. */
export const WholeAgent = Written.extend({
  _id: z.string(),
  id: z.string(),
  author: z.string().optional(),
  is_promoted: z.boolean(),
  isPublic: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  versions: z.array(AgentVersion).optional(),
  owner_contact: z.object({ name: z.string() }).optional(),
  may: z.array(z.string()),
});

export type AgentItem = z.infer<typeof AgentItem>;
export type ShortAgent = z.infer<typeof ShortAgent>;
export type WholeAgent = z.infer<typeof WholeAgent>;
export type AgentVersion = z.infer<typeof AgentVersion>;

import { z } from "zod";
import { text, whole } from "../shapes.ts";

/** As the model and the databases name things: 24 hexadecimal digits, in lower case. */
export const ThingId = z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits");
export const GroupParams = z.object({ groupId: ThingId });
export const PromptParams = z.object({ promptId: ThingId });

/** Characters of one version's text. */
const LONGEST_PROMPT = 100_000;

const fields = {
  name: text(255).min(1),
  oneliner: text(500),
  category: text(100),
  command: z
    .string()
    .max(56)
    .regex(/^[a-z0-9-]*$/, "must be of a to z, 0 to 9 and -")
    .nullable()
    .describe("What is typed after a slash; empty or null: none"),
};

/** `{{name}}` and the like are the client's: the server keeps a text as it came, to the byte. */
const version = {
  prompt: text(LONGEST_PROMPT).min(1),
  type: z.enum(["text", "chat"]),
};

/** A new group with its first version. Whatever the server decides (`author`, `productionId` …) is an unknown key, and refused. */
export const NewGroup = z.strictObject({
  prompt: z.strictObject(version),
  group: z.strictObject({
    name: fields.name,
    oneliner: fields.oneliner.optional(),
    category: fields.category.optional(),
    command: fields.command.optional(),
  }),
});
export const NewVersion = z.strictObject({
  prompt: z.strictObject({
    ...version,
    groupId: ThingId.optional().describe("LibreChat's client says it a second time; must be the group's"),
  }),
  groupId: ThingId.optional().describe("The same"),
});
export const GroupPatch = z.strictObject({
  name: fields.name.optional(),
  oneliner: fields.oneliner.optional(),
  category: fields.category.optional(),
  command: fields.command.optional(),
});
export const Nothing = z.strictObject({}).nullish();

export type NewGroup = z.infer<typeof NewGroup>;
export type NewVersion = z.infer<typeof NewVersion>;
export type GroupPatch = z.infer<typeof GroupPatch>;

const filters = {
  name: text(1_000).optional(),
  /** A category, or one of LibreChat's `sys__…` words for mine, shared with me, without one, and all. */
  category: text(100).optional(),
};
export const GroupListQuery = z.strictObject({
  ...filters,
  pageSize: whole(1, 100).optional(),
  limit: whole(1, 100).optional(),
  cursor: text(1_024).optional(),
  /** Pages are told by their cursor. */
  pageNumber: whole(0, 999_999_999).optional(),
  /** Gatehouse's own: `me`, `shared` with me, or everybody's in the `organization`. */
  owner: z.enum(["me", "shared", "organization"]).optional(),
});
export const AllGroupsQuery = z.strictObject(filters);
export const VersionsQuery = z.strictObject({ groupId: ThingId.optional() });
export const DeleteVersionQuery = z.strictObject({ groupId: ThingId });

export type GroupListQuery = z.infer<typeof GroupListQuery>;
export type GroupFilters = Pick<GroupListQuery, "name" | "category" | "owner">;

/** A version of a group's text. */
export const Prompt = z.object({
  _id: z.string(),
  groupId: z.string(),
  author: z.string(),
  prompt: z.string(),
  type: z.enum(["text", "chat"]),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** INVARIANT: no text: whoever may `update` a group and not `use` it gets this. */
export const PromptGroup = z.object({
  _id: z.string(),
  name: z.string(),
  numberOfGenerations: z.number(),
  oneliner: z.string(),
  category: z.string(),
  productionId: z.string().nullable(),
  author: z.string(),
  authorName: z.string(),
  command: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Only if everybody has it. */
  isPublic: z.literal(true).optional(),
});

/** What whoever may `use` it gets. */
export const WholeGroup = PromptGroup.extend({
  productionPrompt: Prompt.nullable(),
  /** Gatehouse's own: what the caller may do with it, in the model's words. */
  may: z.array(z.string()),
});
export const GroupItem = PromptGroup.extend({
  productionPrompt: z.object({ _id: z.string(), prompt: z.string() }).nullable(),
});
export const GroupList = z.object({
  promptGroups: z.array(GroupItem),
  pageNumber: z.string(),
  pageSize: z.string(),
  /** LibreChat's way to say whether there is more. */
  pages: z.enum(["9999", "1"]),
  has_more: z.boolean(),
  after: z.string().nullable(),
});

export const MadeGroup = z.object({ prompt: Prompt, group: WholeGroup });
export const MadeVersion = z.object({ prompt: Prompt });
export const DeletedVersion = z.object({
  prompt: z.string(),
  promptGroup: z.object({ message: z.string(), id: z.string() }).optional(),
});
export const Used = z.object({ numberOfGenerations: z.number() });
export const Message = z.object({ message: z.string() });
/** `label` is a key of the client's translations. */
export const Category = z.object({ label: z.string(), value: z.string() });

export type Prompt = z.infer<typeof Prompt>;
export type PromptGroup = z.infer<typeof PromptGroup>;
export type WholeGroup = z.infer<typeof WholeGroup>;
export type GroupItem = z.infer<typeof GroupItem>;

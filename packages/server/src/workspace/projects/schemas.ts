import { z } from "zod";
import { ClientId, text, whole } from "../shapes.ts";

/** As the model and the databases name things: 24 hexadecimal digits, in lower case. */
export const ProjectId = z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits");
export const ProjectParams = z.object({ projectId: ProjectId });
export const ConversationParams = z.object({ conversationId: ClientId });

/** What can lie in a project. */
export const thingTypes = ["agent", "prompt", "conversation", "file", "project"] as const;
export const ThingType = z.enum(thingTypes);
export type ThingType = z.infer<typeof ThingType>;

/** `id`: as the thing's own calls name it (`agent_…`, a conversation's `conversationId`, a file's `file_id` …). */
export const ThingParams = z.object({ projectId: ProjectId, type: ThingType, id: ClientId });

const fields = {
  name: text(255)
    .transform((name) => name.trim())
    .refine((name) => name !== "", "must not be empty"),
  description: text(4_096),
};
export const NewProject = z.strictObject({
  name: fields.name,
  description: fields.description.optional(),
  parentId: ProjectId.nullish().describe("Gatehouse's own: the project in which it lies"),
});
export const ProjectPatch = z.strictObject({
  name: fields.name.optional(),
  description: fields.description.optional(),
});
export type NewProject = z.infer<typeof NewProject>;
export type ProjectPatch = z.infer<typeof ProjectPatch>;

export const ProjectListQuery = z.strictObject({
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
  search: text(500).optional(),
  owner: z.enum(["me", "shared", "organization"]).optional().describe("Gatehouse's own: whose they are"),
});
export type ProjectListQuery = z.infer<typeof ProjectListQuery>;

export const ContentsQuery = z.strictObject({
  type: ThingType,
  limit: whole(1, 100).default(50),
  cursor: text(1_024).optional(),
});
export type ContentsQuery = z.infer<typeof ContentsQuery>;

export const Project = z.object({
  _id: z.string(),
  user: z.string().describe("Who made it"),
  name: z.string(),
  description: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export const WholeProject = Project.extend({
  /** Gatehouse's own: what the caller may do with it, in the model's words. */
  may: z.array(z.string()),
  ownerName: z.string(),
  parents: z.array(z.object({ _id: z.string(), name: z.string() })).describe("Those of them that the caller may view"),
});
export const ProjectList = z.object({
  projects: z.array(Project.extend({ ownerName: z.string() })),
  nextCursor: z.string().nullable(),
});
export type Project = z.infer<typeof Project>;
/** To whoever may `update` it and not `view` it: what they wrote, and nothing that they may not read. */
export const ChangedProject = WholeProject.partial({ name: true, description: true, user: true, ownerName: true });
export type ChangedProject = z.infer<typeof ChangedProject>;
export type WholeProject = z.infer<typeof WholeProject>;

export const Thing = z.object({
  type: ThingType,
  id: z.string().describe("As its own calls name it"),
  resource: z.string().describe("As `/api/access/*` names it"),
  name: z.string(),
  updatedAt: z.string(),
  owner: z.string(),
  ownerName: z.string(),
  may: z.array(z.string()),
});
export const Contents = z.object({ things: z.array(Thing), nextCursor: z.string().nullable() });
export type Thing = z.infer<typeof Thing>;

/** Null takes the conversation out of every project. */
export const MoveBody = z.strictObject({ projectId: ProjectId.nullable() });
export const Removed = z.object({
  deletedCount: z.number(),
  modifiedCount: z.number().describe("Conversations that lay in it; they stay"),
});

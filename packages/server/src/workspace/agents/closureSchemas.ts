import { z } from "zod";
import { ClientId, text } from "../shapes.ts";
import { AttachBody, ToolId } from "../tools/schemas.ts";
import { AgentId, MOST_FILES_OF_A_TOOL, ToolResourcesWish, toolNames } from "./schemas.ts";

/** An agent by either of its ids: as LibreChat's calls name it, or as grants do. */
export const ClosureParams = z.object({
  id: z.union([AgentId, z.string().regex(/^[0-9a-f]{24}$/)], "must be the id of an agent"),
});
export const AgentFileParams = z.object({ id: AgentId, fileId: ClientId });
export const SubAgentParams = z.object({ id: AgentId, agentId: AgentId });

/** `shown`: who may use the agent may view the file, too. */
export const FileMode = z.enum(["lent", "shown"]);
export type FileMode = z.infer<typeof FileMode>;
export const FileModeBody = z.strictObject({ mode: FileMode });
export const SubAgentBody = AttachBody;

/** Agents that one agent can have. */
export const MOST_SUB_AGENTS = 20;
const MOST_FILES = MOST_FILES_OF_A_TOOL * toolNames.length;

export const PreviewBody = z.strictObject({
  provider: text(128).min(1).optional(),
  model: text(256).nullish(),
  tool_resources: ToolResourcesWish.optional(),
  version_index: z.number().int().min(0).max(1_000_000).optional().describe("The version that is to be brought back"),
  tools: z
    .array(z.strictObject({ tool: ToolId, mode: AttachBody.shape.mode }))
    .max(20)
    .default([])
    .describe("Tools that it is to have beside, or otherwise"),
  files: z
    .array(z.strictObject({ file_id: ClientId, mode: FileMode }))
    .max(MOST_FILES)
    .default([])
    .describe("Files that it has, to be shown or lent"),
  agents: z
    .array(z.strictObject({ agent: AgentId, mode: AttachBody.shape.mode }))
    .max(MOST_SUB_AGENTS)
    .default([])
    .describe("Agents that it is to have"),
  new_files: z.number().int().min(0).max(MOST_FILES).default(0).describe("Files that are still to be uploaded to it"),
  new_tools: z.number().int().min(0).max(20).default(0).describe("Actions that are still to be made for it"),
});
export type PreviewBody = z.infer<typeof PreviewBody>;

export const Travelling = z.object({
  resource: z.string().nullable().describe("null: a thing that one may not view, of which only this is told"),
  type: z.string(),
  name: z.string().nullable(),
  mode: z
    .enum(["own", "lent", "shown"])
    .describe("`lent` through the agent; `shown`; `own`: whoever uses the agent needs access of their own"),
  attachedBy: z.string().nullable(),
  attachedByName: z.string().nullable(),
  works: z.boolean().describe("false: nobody gets anything by it now"),
  reason: z
    .enum(["no-longer-shared", "hidden", "switched-off", "not-configured"])
    .nullable()
    .describe(
      "Why it does not work. `no-longer-shared`: whoever attached it may not share it any more, or whoever attached an agent by which it comes",
    ),
  isRestricted: z.boolean().optional().describe("Of a model: false is open to everybody"),
  through: z
    .array(z.string().nullable())
    .describe("The agents by which it comes, outermost first; null: one that one may not use"),
});
export type Travelling = z.infer<typeof Travelling>;

const Fingerprint = z.string().describe("For the header `Gatehouse-Closure`");
export const Closure = z.object({
  closure: Fingerprint,
  things: z.array(Travelling),
  isWhole: z.boolean().describe("false: there is more than is looked through"),
});
export type Closure = z.infer<typeof Closure>;

export const ProjectClosure = z.object({
  closure: Fingerprint,
  agents: z
    .array(
      z.object({
        resource: z.string().nullable().describe("null: one that one may not view, of which only this is told"),
        name: z.string().nullable(),
        things: z.array(Travelling),
      }),
    )
    .describe("Those that lie in it, sub-projects included, with what travels with each; a hundred at most"),
  count: z.number().describe("How many agents lie in it; 10,000 at most"),
  isWhole: z.boolean().describe("false: there is more than is looked through"),
});
export type ProjectClosure = z.infer<typeof ProjectClosure>;

export const Audience = z.object({
  people: z.number(),
  groups: z.number(),
  roles: z.number(),
  services: z.number(),
  everyone: z.boolean(),
});
export const Preview = z.object({
  closure: Fingerprint.nullable().describe(
    "What it comes to, for the header of the write; null while something is to be made that has no name yet",
  ),
  grows: z.boolean().describe("Whether others get something that they did not get before"),
  adds: z.array(Travelling),
  audience: Audience.describe("Who has the agent beside the caller"),
});
export type Preview = z.infer<typeof Preview>;

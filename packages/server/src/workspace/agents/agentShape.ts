import type { JsonText } from "../../store/index.ts";
import { accountId, iso, parsed } from "../shapes.ts";
import type { ListedToolRow } from "../tools/queries.ts";
import { actionNames, functionNames, toolsOf } from "./agentTools.ts";
import type { AgentRow, ListedAgentRow } from "./queries.ts";
import {
  type AgentItem,
  AgentItem as AgentItemShape,
  type AgentPatch,
  type AgentVersion,
  AgentVersion as AgentVersionShape,
  type ShortAgent,
  ShortAgent as ShortAgentShape,
  type WholeAgent,
  WholeAgent as WholeAgentShape,
} from "./schemas.ts";
import { keeping, toolResourcesOf, writtenResources } from "./toolResources.ts";

/** What is known of an agent beside its row: all of it by the engine. */
export interface AgentFacts {
  isPublic: boolean;
  may: readonly string[];
  ownerName: string | undefined;
}

/** The columns that people write, and of which versions are kept. */
export const writtenColumns = [
  "name",
  "description",
  "instructions",
  "avatar",
  "provider",
  "model",
  "model_parameters",
  "artifacts",
  "recursion_limit",
  "tools",
  "tool_options",
  "tool_resources",
  "hide_sequential_outputs",
  "end_after_tools",
  "agent_ids",
  "edges",
  "conversation_starters",
  "category",
  "support_contact",
] as const;
export type WrittenColumns = Pick<AgentRow, (typeof writtenColumns)[number]>;

export const emptyAgent: Omit<WrittenColumns, "provider"> = {
  name: null,
  description: null,
  instructions: null,
  avatar: null,
  model: null,
  model_parameters: null,
  artifacts: null,
  recursion_limit: null,
  tools: null,
  tool_options: null,
  tool_resources: null,
  hide_sequential_outputs: null,
  end_after_tools: null,
  agent_ids: null,
  edges: null,
  conversation_starters: null,
  category: "general",
  support_contact: null,
};

/** What a wish writes. Null leaves a field as it is (LibreChat), but for `avatar`, which it clears; tools have calls of their own. */
export function columnsOf(wish: AgentPatch): Partial<WrittenColumns> {
  const columns: Partial<WrittenColumns> = {};
  if (wish.name != null) columns.name = wish.name;
  if (wish.description != null) columns.description = wish.description;
  if (wish.instructions != null) columns.instructions = wish.instructions;
  if (wish.avatar !== undefined) columns.avatar = json(wish.avatar);
  if (wish.provider != null) columns.provider = wish.provider;
  if (wish.model != null) columns.model = wish.model;
  if (wish.model_parameters != null) columns.model_parameters = json(wish.model_parameters);
  if (wish.artifacts != null) columns.artifacts = wish.artifacts;
  if (wish.recursion_limit != null) columns.recursion_limit = wish.recursion_limit;
  if (wish.hide_sequential_outputs != null) columns.hide_sequential_outputs = wish.hide_sequential_outputs ? 1 : 0;
  if (wish.end_after_tools != null) columns.end_after_tools = wish.end_after_tools ? 1 : 0;
  if (wish.tool_resources != null) columns.tool_resources = writtenResources(wish.tool_resources);
  if (wish.conversation_starters != null) columns.conversation_starters = json(wish.conversation_starters);
  if (wish.category != null && wish.category !== "") columns.category = wish.category;
  if (wish.support_contact != null) columns.support_contact = json(wish.support_contact);
  return columns;
}

const json = (value: unknown): JsonText | null => (value === null ? null : JSON.stringify(value));

export const writtenOf = (row: WrittenColumns): WrittenColumns =>
  Object.fromEntries(writtenColumns.map((column) => [column, row[column]])) as WrittenColumns;

/** One line of a list. The schema's `parse` keeps out whatever it does not name. */
export function itemOf(
  row: ListedAgentRow,
  facts: { isPublic: boolean; isEditable: boolean; ownerName: string | undefined },
): AgentItem {
  return AgentItemShape.parse({
    ...common(row),
    author: accountId(row.author),
    is_promoted: row.is_promoted === 1,
    ...(facts.isPublic && { isPublic: true }),
    isEditable: facts.isEditable,
    ...contact(facts.ownerName),
  });
}

/** What a viewer gets. */
export function shortOf(row: AgentRow, caller: string, facts: AgentFacts): ShortAgent {
  return ShortAgentShape.parse({
    ...common(row),
    ...(row.author === caller && { author: accountId(row.author) }),
    provider: row.provider,
    model: row.model,
    model_parameters: harmless(parsed(row.model_parameters)),
    isPublic: facts.isPublic,
    version: row.version,
    createdAt: iso(row.created_at),
    may: facts.may,
    ...contact(facts.ownerName),
  });
}

/** What an agent has by attachment: what is gone since is not told. */
export interface AgentThings {
  /** Uuids of the files that it is lent. */
  files: readonly string[];
  tools: readonly ListedToolRow[];
}

/** What whoever may `update` gets. */
export function wholeOf(
  row: AgentRow,
  caller: string,
  facts: AgentFacts,
  { files, tools }: AgentThings,
  versions?: AgentVersion[],
): WholeAgent {
  return WholeAgentShape.parse({
    ...writtenFields(row),
    tool_resources: keeping(toolResourcesOf(row.tool_resources), (id) => files.includes(id)),
    tools: functionNames(tools),
    actions: actionNames(tools),
    _id: row.id,
    id: row.public_id,
    ...(row.author === caller && { author: accountId(row.author) }),
    is_promoted: row.is_promoted === 1,
    isPublic: facts.isPublic,
    version: row.version,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    ...(versions && { versions }),
    may: facts.may,
    ...contact(facts.ownerName),
  });
}

/** @param known the tools that there are, of those that its versions name */
export function versionOf(
  version: { snapshot: string; created_by: string; created_at: number },
  createdAt: number,
  known: ReadonlyMap<string, ListedToolRow>,
): AgentVersion {
  const written = snapshotOf(version.snapshot);
  const tools = toolsOf(written.tools).flatMap(({ tool }) => known.get(tool) ?? []);
  return AgentVersionShape.parse({
    ...writtenFields(written),
    tools: functionNames(tools),
    actions: actionNames(tools),
    createdAt: iso(createdAt),
    updatedAt: iso(version.created_at),
    updatedBy: accountId(version.created_by),
  });
}

/** The columns of a version, as they were written by `writtenOf`. */
export const snapshotOf = (snapshot: JsonText): WrittenColumns => JSON.parse(snapshot);

function common(row: ListedAgentRow) {
  return {
    _id: row.id,
    id: row.public_id,
    name: row.name,
    description: row.description,
    conversation_starters: parsed(row.conversation_starters) ?? [],
    avatar: parsed(row.avatar),
    category: row.category,
    updatedAt: iso(row.updated_at),
    ...(row.support_contact !== null && { support_contact: parsed(row.support_contact) }),
  };
}

function writtenFields(row: WrittenColumns) {
  return {
    name: row.name,
    description: row.description,
    instructions: row.instructions,
    avatar: parsed(row.avatar),
    provider: row.provider,
    model: row.model,
    model_parameters: parsed(row.model_parameters) ?? {},
    tool_resources: toolResourcesOf(row.tool_resources),
    tool_options: parsed(row.tool_options) ?? {},
    agent_ids: parsed(row.agent_ids) ?? [],
    edges: parsed(row.edges) ?? [],
    artifacts: row.artifacts,
    recursion_limit: row.recursion_limit,
    end_after_tools: row.end_after_tools === 1,
    hide_sequential_outputs: row.hide_sequential_outputs === 1,
    conversation_starters: parsed(row.conversation_starters) ?? [],
    ...(row.support_contact !== null && { support_contact: parsed(row.support_contact) }),
    category: row.category,
  };
}

const contact = (ownerName: string | undefined) => ownerName !== undefined && { owner_contact: { name: ownerName } };

/** Parameters that say nothing of what an agent is told: numbers and switches of these names. */
const harmlessNames = new Set([
  "temperature",
  "top_p",
  "topP",
  "topK",
  "frequency_penalty",
  "presence_penalty",
  "max_tokens",
  "maxOutputTokens",
  "maxContextTokens",
  "seed",
]);

function harmless(parameters: unknown): Record<string, number | boolean> {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).filter(
      ([name, value]) => harmlessNames.has(name) && (typeof value === "number" || typeof value === "boolean"),
    ),
  );
}

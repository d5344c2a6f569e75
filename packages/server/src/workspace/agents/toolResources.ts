import type { JsonText } from "../../store/index.ts";
import { parsed } from "../shapes.ts";
import { type ToolName, ToolResources, toolNames } from "./schemas.ts";

/*
 * Which files of an agent are for which of its tools (LibreChat's `tool_resources`). That they are lent is an attachment, which the engine
 * holds; this only sorts them.
 */

/** Out of the column. */
export const toolResourcesOf = (column: JsonText | null): ToolResources => ToolResources.parse(parsed(column) ?? {});

type Wish = { readonly [Tool in ToolName]?: { readonly file_ids: readonly string[] } | undefined };

/** Into the column: always in the same order, each file once, without empty lists; null where there are none. */
export function writtenResources(wish: Wish): JsonText | null {
  const lists = toolNames
    .map((tool) => [tool, { file_ids: [...new Set(wish[tool]?.file_ids ?? [])] }] as const)
    .filter(([, { file_ids }]) => file_ids.length > 0);
  return lists.length === 0 ? null : JSON.stringify(Object.fromEntries(lists));
}

/** Every file, once. */
export const fileIdsOf = (resources: ToolResources): string[] => [
  ...new Set(toolNames.flatMap((tool) => resources[tool]?.file_ids ?? [])),
];

/** Only these files, of these tools. */
export function keeping(
  resources: ToolResources,
  isKept: (fileId: string) => boolean,
  tools: readonly ToolName[] = toolNames,
): ToolResources {
  return Object.fromEntries(
    tools
      .map((tool) => [tool, { file_ids: (resources[tool]?.file_ids ?? []).filter(isKept) }] as const)
      .filter(([, { file_ids }]) => file_ids.length > 0),
  );
}

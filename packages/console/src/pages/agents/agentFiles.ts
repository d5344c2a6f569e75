import { t } from "@lingui/core/macro";
import type { WholeAgent } from "../../api/agents.ts";
import type { AgentFileRecord, AgentToolName } from "../../api/files.ts";

/** A file, and the tool of the agent that it is for. */
export interface AgentFile {
  tool: AgentToolName;
  file: AgentFileRecord;
}

/** What an agent is lent, tool by tool; `lent` tells more of each than its id. */
export function agentFilesOf(
  { tool_resources }: Pick<WholeAgent, "tool_resources">,
  lent: readonly AgentFileRecord[],
): AgentFile[] {
  const byId = new Map(lent.map((file) => [file.file_id, file]));
  return tools.flatMap((tool) =>
    (tool_resources[tool]?.file_ids ?? []).flatMap((id) => {
      const file = byId.get(id);
      return file ? [{ tool, file }] : [];
    }),
  );
}

const tools = ["context", "ocr", "file_search", "execute_code", "image_edit"] as const satisfies AgentToolName[];

/** What a tool does with its files, where it is not what is usual. */
export const toolInWords: Readonly<Record<string, string>> = {
  file_search: t`for file search`,
  execute_code: t`for running code; not read to the model`,
  image_edit: t`for making pictures; not read to the model`,
};

import type { Feature } from "../../api/may.ts";

/** What can be looked at, in the order of the page; what has no page for whoever has not the feature is left out for them. */
export const accessKinds = [
  { value: "agent", label: "Agents" },
  { value: "prompt", label: "Prompts", feature: "PROMPTS.USE" },
  { value: "tool", label: "Tools", feature: "MCP_SERVERS.USE" },
  { value: "conversation", label: "Conversations" },
  { value: "file", label: "Files" },
  { value: "project", label: "Projects" },
  { value: "sharedLink", label: "Shared links" },
  { value: "model", label: "Models" },
  { value: "group", label: "Groups" },
  { value: "features", label: "What your roles bring" },
] as const satisfies readonly { value: string; label: string; feature?: Feature }[];

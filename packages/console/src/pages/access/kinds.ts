/** What can be looked at, in the order of the page. */
export const accessKinds = [
  { value: "agent", label: "Agents" },
  { value: "prompt", label: "Prompts" },
  { value: "conversation", label: "Conversations" },
  { value: "file", label: "Files" },
  { value: "project", label: "Projects" },
  { value: "sharedLink", label: "Shared links" },
  { value: "model", label: "Models" },
  { value: "group", label: "Groups" },
  { value: "features", label: "What your roles bring" },
] as const;

export type AccessKind = (typeof accessKinds)[number]["value"];

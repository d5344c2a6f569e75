const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
  agent: ["agent", "agents"],
  prompt: ["prompt", "prompts"],
  tool: ["tool", "tools"],
  conversation: ["conversation", "conversations"],
  file: ["file", "files"],
  project: ["project", "projects"],
  sharedLink: ["shared link", "shared links"],
  group: ["group", "groups"],
  model: ["model", "models"],
};

/** `1 agent`, `3 shared links`; of a type that other applications declared, its name. */
export function countOf(type: string, count: number): string {
  const [one, many] = kinds[type] ?? [`${type}`, `${type}s`];
  return `${count} ${count === 1 ? one : many}`;
}

/** The first part of the path of a thing's page → the thing's type. */
const types: Readonly<Record<string, string>> = {
  agents: "agent",
  prompts: "prompt",
  c: "conversation",
  files: "file",
  projects: "project",
  tools: "tool",
  share: "sharedLink",
  groups: "group",
};

/**
 * The thing that somebody means: by the address of its page, or by its type and id (`agent:agent_V1StGXR8`), as they come; also where these stand
 * behind its name: `Helpdesk (agent:agent_V1StGXR8)`.
 * @returns `type:id`; null for what is neither
 */
export function namedThing(typed: string): string | null {
  const [, behind] = /\(([^()]+)\)$/.exec(typed.trim()) ?? [];
  const text = behind ?? typed.trim();
  const [, first = "", id = ""] = /^(?:https?:\/\/[^/]+)?\/([^/?#]+)\/([^/?#]+)/.exec(text) ?? [];
  const type = types[first];
  if (type && id !== "new") return `${type}:${decoded(id)}`;
  return /^[a-z][A-Za-z0-9]*:[^\s/]+$/.test(text) ? text : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

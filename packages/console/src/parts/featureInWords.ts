/** `PEOPLE_PICKER` → `People picker`, `MCP_SERVERS` → `MCP servers`. */
export function nameInWords(name: string): string {
  const text = name
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/^mcp\b/, "MCP");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `AGENTS.SHARE_PUBLIC` → `Agents: Share public`, as on the pages of roles. */
export const featureInWords = (feature: string): string => feature.split(".").map(nameInWords).join(": ");

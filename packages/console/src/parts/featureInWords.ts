import { t } from "@lingui/core/macro";

const names: Readonly<Record<string, string>> = {
  PROMPTS: t`Prompts`,
  BOOKMARKS: t`Bookmarks`,
  MEMORIES: t`Memories`,
  AGENTS: t`Agents`,
  MULTI_CONVO: t`Multi convo`,
  TEMPORARY_CHAT: t`Temporary chat`,
  RUN_CODE: t`Run code`,
  WEB_SEARCH: t`Web search`,
  PEOPLE_PICKER: t`People picker`,
  MARKETPLACE: t`Marketplace`,
  FILE_SEARCH: t`File search`,
  FILE_CITATIONS: t`File citations`,
  MCP_SERVERS: t`MCP servers`,
  REMOTE_AGENTS: t`Remote agents`,
  SKILLS: t`Skills`,
  SHARED_LINKS: t`Shared links`,
  SCHEDULES: t`Schedules`,
  USE: t`Use`,
  CREATE: t`Create`,
  SHARE: t`Share`,
  SHARE_PUBLIC: t`Share public`,
  UPDATE: t`Update`,
  READ: t`Read`,
  OPT_OUT: t`Opt out`,
  VIEW_USERS: t`View users`,
  VIEW_GROUPS: t`View groups`,
  VIEW_ROLES: t`View roles`,
  CONFIGURE_OBO: t`Configure obo`,
};

/** `PEOPLE_PICKER` → `People picker`, `MCP_SERVERS` → `MCP servers`; one that is not known here as its code reads. */
export function nameInWords(name: string): string {
  const known = names[name];
  if (known !== undefined) return known;
  const text = name
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/^mcp\b/, "MCP");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `AGENTS.SHARE_PUBLIC` → `Agents: Share public`, as on the pages of roles. */
export const featureInWords = (feature: string): string => feature.split(".").map(nameInWords).join(": ");

import type { FeatureCatalogue } from "../types.ts";

/** LibreChat's permission types and their permissions (docs/roles.md, "Features"). */
export const featureCatalogue: FeatureCatalogue = {
  PROMPTS: ["USE", "CREATE", "SHARE", "SHARE_PUBLIC"],
  BOOKMARKS: ["USE"],
  MEMORIES: ["USE", "CREATE", "UPDATE", "READ", "OPT_OUT"],
  AGENTS: ["USE", "CREATE", "SHARE", "SHARE_PUBLIC"],
  MULTI_CONVO: ["USE"],
  TEMPORARY_CHAT: ["USE"],
  RUN_CODE: ["USE"],
  WEB_SEARCH: ["USE"],
  PEOPLE_PICKER: ["VIEW_USERS", "VIEW_GROUPS", "VIEW_ROLES"],
  MARKETPLACE: ["USE"],
  FILE_SEARCH: ["USE"],
  FILE_CITATIONS: ["USE"],
  MCP_SERVERS: ["USE", "CREATE", "SHARE", "SHARE_PUBLIC", "CONFIGURE_OBO"],
  REMOTE_AGENTS: ["USE", "CREATE", "SHARE", "SHARE_PUBLIC"],
  SKILLS: ["USE", "CREATE", "SHARE", "SHARE_PUBLIC"],
  SHARED_LINKS: ["CREATE", "SHARE", "SHARE_PUBLIC"],
  SCHEDULES: ["USE", "CREATE"],
};

/** What a fresh ADMIN and SUPER_ADMIN get: everything. */
const everything = Object.entries(featureCatalogue).flatMap(([type, permissions]) =>
  permissions.map((permission) => `${type}.${permission}`),
);

/** What a fresh USER and MODERATOR do not get: sharing and the people picker, until somebody allows it (least privilege). */
const withheldFromMembers = new Set([
  ...["PROMPTS", "AGENTS", "SKILLS"].flatMap((type) => [`${type}.SHARE`, `${type}.SHARE_PUBLIC`]),
  ...featureCatalogue.PEOPLE_PICKER!.map((permission) => `PEOPLE_PICKER.${permission}`),
  "MARKETPLACE.USE",
  ...["CREATE", "SHARE", "SHARE_PUBLIC", "CONFIGURE_OBO"].map((permission) => `MCP_SERVERS.${permission}`),
  ...featureCatalogue.REMOTE_AGENTS!.map((permission) => `REMOTE_AGENTS.${permission}`),
]);
const forMembers = everything.filter((feature) => !withheldFromMembers.has(feature));

/** Features of the built-in roles on a fresh install. */
export const defaultFeatures: Readonly<Record<string, readonly string[]>> = {
  "role:SUPER_ADMIN": everything,
  "role:ADMIN": everything,
  "role:MODERATOR": forMembers,
  "role:USER": forMembers,
};

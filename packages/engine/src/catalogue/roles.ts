/** The built-in roles, their ranks and their capabilities (docs/model.md "Who", docs/roles.md). */

export const SUPER_ADMIN = "role:SUPER_ADMIN";
export const ADMIN = "role:ADMIN";
export const MODERATOR = "role:MODERATOR";
export const USER = "role:USER";

export const builtInRanks: Readonly<Record<string, number>> = {
  [SUPER_ADMIN]: 100,
  [ADMIN]: 80,
  [MODERATOR]: 60,
  [USER]: 10,
};

/** What a custom role ranks when its maker says nothing. */
export const defaultCustomRank = 10;

const adminCapabilities = [
  "access:admin",
  "read:users",
  "manage:users",
  "ban:users",
  "read:groups",
  "manage:groups",
  "read:roles",
  "read:configs",
  "manage:agents",
  "read:agents",
  "manage:prompts",
  "read:prompts",
  "manage:skills",
  "read:skills",
  "manage:assistants",
  "read:assistants",
  "manage:mcpservers",
  "manage:code_environments",
  "manage:sharedlinks",
  "read:sharedlinks",
  "manage:files",
  "manage:projects",
  "moderate:content",
  "read:usage",
  "read:insights",
  "manage:balances",
  "manage:services",
  "manage:keys",
  "read:access",
] as const;

export const defaultCapabilities: Readonly<Record<string, readonly string[]>> = {
  [SUPER_ADMIN]: [
    ...adminCapabilities,
    "manage:roles",
    "manage:configs",
    "assign:configs",
    "view:as",
    "read:audit_log",
    "read:logs",
    "unseal:content",
  ],
  [ADMIN]: adminCapabilities,
  [MODERATOR]: ["access:admin", "read:users", "ban:users:short", "moderate:content"],
  [USER]: [],
};

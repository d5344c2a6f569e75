import type { Tables } from "./tables.ts";

type Keys = { [T in keyof Tables]: readonly (keyof Tables[T] & string)[] };

/**
 * Every table with its primary key, in an order in which rows can be inserted (a row comes after the rows it names).
 * Copying, backups and the comparison of two databases go by this list; a test compares it with the real schema.
 */
export const tableKeys = {
  organizations: ["id"],
  log: ["organization_id", "revision"],
  snapshots: ["organization_id", "revision"],
  snapshot_parts: ["organization_id", "revision", "part"],
  resource_types: ["organization_id", "name"],
  organization_flags: ["organization_id", "flag"],
  ceilings: ["organization_id", "feature"],
  roles: ["organization_id", "role"],
  role_features: ["organization_id", "role", "feature"],
  accounts: ["organization_id", "account"],
  role_holdings: ["organization_id", "holder", "role"],
  resources: ["organization_id", "resource"],
  parents: ["organization_id", "resource", "parent"],
  memberships: ["organization_id", "member", "group_name"],
  group_marks: ["organization_id", "group_name"],
  capabilities: ["organization_id", "principal", "capability", "scope"],
  attachments: ["organization_id", "agent", "thing"],
  grants: ["organization_id", "id"],
  grant_records: ["organization_id", "grant_id"],
  retired_ids: ["organization_id", "name"],
  users: ["organization_id", "id"],
  services: ["organization_id", "id"],
  groups: ["organization_id", "id"],
  role_texts: ["organization_id", "role"],
  sessions: ["organization_id", "id"],
  identities: ["organization_id", "id"],
  letters: ["organization_id", "id"],
  letter_readings: ["organization_id", "letter_id", "read_at", "actor"],
  link_tokens: ["token_hash"],
  invitations: ["organization_id", "id"],
  agents: ["organization_id", "id"],
  agent_versions: ["organization_id", "agent_id", "version_index"],
  conversations: ["organization_id", "id"],
  messages: ["organization_id", "id"],
  favorites: ["organization_id", "account", "position"],
  prompt_groups: ["organization_id", "id"],
  prompts: ["organization_id", "id"],
  projects: ["organization_id", "id"],
  tools: ["organization_id", "id"],
  endpoints: ["organization_id", "id"],
  registered_resources: ["organization_id", "resource"],
  access_requests: ["organization_id", "id"],
  files: ["organization_id", "id"],
  bookmarks: ["organization_id", "id"],
  bookmarked_conversations: ["organization_id", "bookmark_id", "conversation_id"],
  shared_links: ["organization_id", "id"],
  shared_link_contents: ["organization_id", "link_id"],
  shared_link_openers: ["organization_id", "link_id", "opener"],
  shared_link_days: ["organization_id", "link_id", "day"],
  installation: ["key"],
  setup_codes: ["code_hash"],
  spent_sign_ins: ["id"],
} as const satisfies Keys;

/** The tables of the permission state: what the projection writes, and what replaying the log must give again. */
export const stateTables = [
  "resource_types",
  "organization_flags",
  "ceilings",
  "roles",
  "role_features",
  "accounts",
  "role_holdings",
  "resources",
  "parents",
  "memberships",
  "group_marks",
  "capabilities",
  "attachments",
  "grants",
  "grant_records",
  "retired_ids",
] as const satisfies readonly (keyof Tables)[];

export type StateTable = (typeof stateTables)[number];

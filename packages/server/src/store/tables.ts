import type { Generated } from "kysely";

/**
 * Every table, as Kysely sees it. Common ground:
 * - ids are 24 hexadecimal digits (`newId`); names are the model's `type:id` (`user:64f0…`, `role:USER`);
 * - times are milliseconds since 1970 in a bigint, days are `YYYY-MM-DD` (UTC);
 * - switches are 0 or 1; JSON is text (`JsonText`), so that both databases keep it word for word;
 * - texts compare by their bytes on both databases: two ids that differ in case are two ids.
 */
export interface Tables {
  organizations: OrganizationsTable;
  log: LogTable;
  audit_events: AuditEventsTable;
  audit_entries: AuditEntriesTable;
  audit_marks: AuditMarksTable;
  audit_segments: AuditSegmentsTable;
  audit_erasures: AuditErasuresTable;
  snapshots: SnapshotsTable;
  snapshot_parts: SnapshotPartsTable;

  resource_types: ResourceTypesTable;
  organization_flags: OrganizationFlagsTable;
  ceilings: CeilingsTable;
  roles: RolesTable;
  role_features: RoleFeaturesTable;
  accounts: AccountsTable;
  role_holdings: RoleHoldingsTable;
  resources: ResourcesTable;
  parents: ParentsTable;
  memberships: MembershipsTable;
  group_marks: GroupMarksTable;
  capabilities: CapabilitiesTable;
  attachments: AttachmentsTable;
  grants: GrantsTable;
  grant_records: GrantRecordsTable;
  retired_ids: RetiredIdsTable;

  users: UsersTable;
  services: ServicesTable;
  api_keys: ApiKeysTable;
  rate_limits: RateLimitsTable;
  left_things: LeftThingsTable;
  groups: GroupsTable;
  role_texts: RoleTextsTable;
  sessions: SessionsTable;
  identities: IdentitiesTable;
  letters: LettersTable;
  letter_readings: LetterReadingsTable;
  link_tokens: LinkTokensTable;
  second_factors: SecondFactorsTable;
  backup_codes: BackupCodesTable;
  data_exports: DataExportsTable;
  violations: ViolationsTable;
  address_bans: AddressBansTable;
  invitations: InvitationsTable;

  agents: AgentsTable;
  agent_versions: AgentVersionsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  tool_calls: ToolCallsTable;
  favorites: FavoritesTable;
  prompt_groups: PromptGroupsTable;
  projects: ProjectsTable;
  tools: ToolsTable;
  endpoints: EndpointsTable;
  prompts: PromptsTable;
  bookmarks: BookmarksTable;
  files: FilesTable;
  bookmarked_conversations: BookmarkedConversationsTable;
  presets: PresetsTable;
  avatars: AvatarsTable;
  shared_links: SharedLinksTable;
  shared_link_contents: SharedLinkContentsTable;
  shared_link_openers: SharedLinkOpenersTable;
  shared_link_days: SharedLinkDaysTable;
  registered_resources: RegisteredResourcesTable;
  access_requests: AccessRequestsTable;
  openings: OpeningsTable;
  opening_owners: OpeningOwnersTable;
  usage_periods: UsagePeriodsTable;
  usage_totals: UsageTotalsTable;
  usage_things: UsageThingsTable;
  refusal_counts: RefusalCountsTable;
  ledger_balances: LedgerBalancesTable;
  ledger_entries: LedgerEntriesTable;
  ledger_reservations: LedgerReservationsTable;
  ledger_budgets: LedgerBudgetsTable;
  ledger_budget_uses: LedgerBudgetUsesTable;
  spending_warnings: SpendingWarningsTable;
  moderation_cases: ModerationCasesTable;
  reports: ReportsTable;
  moderation_decisions: ModerationDecisionsTable;
  withheld_messages: WithheldMessagesTable;
  reviews: ReviewsTable;
  review_reviewers: ReviewReviewersTable;
  review_lines: ReviewLinesTable;

  moves: MovesTable;
  moved_batches: MovedBatchesTable;
  moved_documents: MovedDocumentsTable;

  installation: InstallationTable;
  stored_settings: StoredSettingsTable;
  config_overrides: ConfigOverridesTable;
  config_heads: ConfigHeadsTable;
  setup_codes: SetupCodesTable;
  spent_sign_ins: SpentSignInsTable;
  panel_codes: PanelCodesTable;
}

export type Switch = 0 | 1;
export type Hidden = 0 | 1 | 2;
/** Text that holds JSON. */
export type JsonText = string;
/** Milliseconds since 1970. */
export type Moment = number;

export const toSwitch = (on: boolean): Switch => (on ? 1 : 0);

export interface OrganizationsTable {
  id: string;
  name: string;
  slug: string;
  /** 1 is the first organization of the installation, whose super admins are its operators. */
  ordinal: number;
  /** The head of the log. Moved by `Store.write` only. */
  revision: Generated<number>;
  /** When the head was last moved; the times in a log never go back, even if the machine's clock does. */
  revision_at: Generated<Moment>;
  next_grant_id: Generated<number>;
  created_at: Moment;
}

/** One row a revision. Written by `Store.write` only. */
export interface LogTable {
  organization_id: string;
  revision: number;
  at: Moment;
  actor: string;
  reason: string | null;
  /** By which way it came: `api`, `cli`, `config` … */
  origin: string | null;
  /** `Change[]`. */
  changes: JsonText;
  /** For each change what it replaced, as changes again (`Change[][]`); null where nothing was. */
  former: JsonText | null;
  /** The address that the actor came from. Personal: it goes with the reason when a person is erased, or by age. */
  ip: string | null;
}

// ── The audit trail (docs/guides/audit.md) ───────────────────────────────────────────────────────────────────────

/** What happened and takes no revision, until it is sealed. Rows are appended with what they tell of, and go when they are sealed. */
export interface AuditEventsTable {
  organization_id: string;
  id: string;
  at: Moment;
  kind: string;
  actor: string;
  origin: string | null;
  /** Names of what it is about (`user:…`, `agent:…`), JSON. */
  about: JsonText;
  /** What it says beside: ids, counts, names of fields; never content, secrets or anything personal. */
  facts: JsonText;
  /** What is personal: the address, the browser, what was typed, the reason. */
  details: JsonText | null;
}

/** One sealed entry. Written by the sealer only (audit/sealing); what is personal may go later, nothing else. */
export interface AuditEntriesTable {
  organization_id: string;
  /** 1, 2, 3 … */
  number: number;
  segment: number;
  at: Moment;
  /** Of the log's row that it seals; null: an event, whose body is here. */
  revision: number | null;
  /** Of an event: what is sealed of it, canonical JSON; null once it is gone by age. */
  body: JsonText | null;
  /** Of an event; those of the log's rows stay there. */
  details: JsonText | null;
  /** What makes the commitment to the details unguessable; null: they are gone, or there were none. */
  salt: string | null;
  /** SHA-256 of salt and details; null: there were none. */
  details_hash: string | null;
  /** SHA-256 of the canonical entry. */
  hash: string;
}

/** Under which words an entry is found: `by user:…`, `on agent:…`, `kind sign-in`, `from cli`. */
export interface AuditMarksTable {
  organization_id: string;
  mark: string;
  at: Moment;
  number: number;
}

/** Entries that were sealed together; each head holds the one before. */
export interface AuditSegmentsTable {
  organization_id: string;
  segment: number;
  first: number;
  last: number;
  /** The newest revision of the log that is sealed. */
  revision: number;
  /** When it was sealed. */
  at: Moment;
  /** The newest moment in it. */
  until: Moment;
  /** SHA-256 over the hashes of its entries. */
  root: string;
  former: string;
  head: string;
  /** 1: its events are gone by age, and what is personal in it. */
  retired: Switch;
}

/** Persons whose details are still to be erased from the trail. */
export interface AuditErasuresTable {
  organization_id: string;
  /** Or `address:<what was typed>`. */
  account: string;
  asked_at: Moment;
  /** JSON of who asked by hand, by which way and why; null: the account was removed. */
  asked: Generated<string | null>;
}

export interface SnapshotsTable {
  organization_id: string;
  revision: number;
  size: number;
  parts: number;
  /** SHA-256 of all parts, hexadecimal. */
  checksum: string;
  created_at: Moment;
}
export interface SnapshotPartsTable {
  organization_id: string;
  revision: number;
  part: number;
  bytes: Uint8Array;
}

// ── Permission state: written by the projection only ─────────────────────────────────────────────────────────────

export interface ResourceTypesTable {
  organization_id: string;
  name: string;
  /** `TypeDefinition`. */
  definition: JsonText;
}
/** A row says that the flag is on. */
export interface OrganizationFlagsTable {
  organization_id: string;
  flag: "public-links";
}
/** A row says that the ceiling is down. */
export interface CeilingsTable {
  organization_id: string;
  feature: string;
}
export interface RolesTable {
  organization_id: string;
  role: string;
  rank: number;
}
/** A row says that the feature is on. */
export interface RoleFeaturesTable {
  organization_id: string;
  role: string;
  feature: string;
}
export interface AccountsTable {
  organization_id: string;
  account: string;
  kind: "user" | "service";
  status: "active" | "unverified" | "deactivated";
  /** Null for services. */
  primary_role: string | null;
  banned: Switch;
  /** Null with `banned = 1`: for good. */
  banned_until: Moment | null;
}
/** Additional roles. */
export interface RoleHoldingsTable {
  organization_id: string;
  holder: string;
  role: string;
  expires_at: Moment | null;
}
export interface ResourcesTable {
  organization_id: string;
  resource: string;
  type: string;
  owner: string;
  state: "active" | "hidden";
  restricted: Switch;
  link_conversation: string | null;
  link_live: Switch | null;
  link_maker: string | null;
}
export interface ParentsTable {
  organization_id: string;
  resource: string;
  parent: string;
}
export interface MembershipsTable {
  organization_id: string;
  member: string;
  group_name: string;
  expires_at: Moment | null;
}
/** A row says that the group is marked organization-wide. */
export interface GroupMarksTable {
  organization_id: string;
  group_name: string;
}
export interface CapabilitiesTable {
  organization_id: string;
  principal: string;
  capability: string;
  /** A group, or the empty text for a capability without a scope (a part of the key cannot be null). */
  scope: string;
  expires_at: Moment | null;
}
export interface AttachmentsTable {
  organization_id: string;
  agent: string;
  thing: string;
  mode: "own" | "lent" | "shown";
  attached_by: string;
}
export interface GrantsTable {
  organization_id: string;
  id: number;
  principal: string;
  type: string;
  resource: string;
  /** `string[]`, actions. */
  allow: JsonText;
  /** `string[]`, actions. */
  deny: JsonText;
  expires_at: Moment | null;
  condition: string | null;
  glass: Switch;
}
/** What the model wants recorded of a grant besides what it decides. */
export interface GrantRecordsTable {
  organization_id: string;
  grant_id: number;
  given_by: string;
  given_at: Moment;
  reason: string | null;
  /** `YYYY-MM-DD`, written in batches without a revision; the one column here that no change writes. */
  last_used_day: string | null;
}
/** Names (`agent:64f0…`) of deleted resources and accounts: never used twice. */
export interface RetiredIdsTable {
  organization_id: string;
  name: string;
  retired_at: Moment;
}

// ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is known of a user besides what decides; can be erased while the log keeps the id. */
export interface UsersTable {
  organization_id: string;
  id: string;
  /** Lower-cased and trimmed; unique within the organization. */
  email: string;
  email_verified: Generated<Switch>;
  /** Somebody else wrote the address: it takes no reset until the person confirms it. */
  address_unconfirmed: Generated<Switch>;
  name: string;
  username: string | null;
  password_hash: string | null;
  password_changed_at: Moment | null;
  /** `local`, `google` … */
  provider: Generated<string>;
  /** The id that the provider knows the person by. */
  provider_id: string | null;
  id_on_the_source: string | null;
  avatar: string | null;
  terms_accepted_at: Moment | null;
  /** `{ memories?: boolean … }`. */
  personalization: JsonText | null;
  /** Whoever looks for people does not find them, but for administrators. Not, by their own wish, by an administrator. */
  hidden: Generated<Hidden>;
  /** Folded name, username and address (`searchText`); what people search looks at. */
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
export interface ServicesTable {
  organization_id: string;
  id: string;
  name: string;
  description: string | null;
  credential_hash: string | null;
  /** The readable beginning of the credential; unique in the installation, since a credential names no organization. */
  credential_prefix: string | null;
  credential_made_at: Moment | null;
  credential_last_used_day: string | null;
  created_by: string;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
/** What became the organization's because its owner went. */
export interface LeftThingsTable {
  organization_id: string;
  resource: string;
}
export interface RateLimitsTable {
  organization_id: string;
  id: string;
  /** `everyone`, `role:…`, `group:…`, `user:…`, `service:…`, `key:…` */
  principal: string;
  /** `model:…`; empty: all together. */
  model: Generated<string>;
  /** Whether all whom it is for have it together. */
  shared: Generated<number>;
  requests: number | null;
  tokens: number | null;
  /** Calls at the same time. */
  concurrent: Generated<number | null>;
  window_ms: number;
  made_by: string;
  created_at: Moment;
  updated_at: Moment;
}
export interface ApiKeysTable {
  organization_id: string;
  id: string;
  /** `user:…` or `service:…`: as whom it comes in. */
  account: string;
  name: string;
  /** The first characters, by which people recognise it. */
  prefix: string;
  /** SHA-256, hexadecimal; unique in the installation, since a key names no organization. */
  key_hash: string;
  /** Of the key that this one took the place of, while both work. */
  former_hash: string | null;
  former_until: Moment | null;
  scope: JsonText;
  /** Ranges that it may be used from; none: everywhere. */
  addresses: JsonText;
  /** Whether whoever made it had shown a second factor. */
  second_factor: Generated<number>;
  expires_at: Moment | null;
  /** To the minute. */
  last_used_at: Moment | null;
  /** What its owner allows it; null: no limit of its own. */
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
  made_by: string;
  created_at: Moment;
  updated_at: Moment;
}
export interface GroupsTable {
  organization_id: string;
  id: string;
  name: string;
  description: string | null;
  email: string | null;
  avatar: string | null;
  source: Generated<string>;
  /** What the source calls it. */
  id_on_the_source: string | null;
  /** The operator's word: synchronisation fills it also while it carries a staff role or a capability. */
  filled_with_staff: Generated<Switch>;
  /** The user who made it as a member, by GROUPS_BY_MEMBERS; null: an administrator, the operator or a sign-in did. */
  made_by: Generated<string | null>;
  /** No membership of it lasts longer; null: never. */
  ends_at: Generated<Moment | null>;
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
export interface RoleTextsTable {
  organization_id: string;
  /** `role:EDITORS`. */
  role: string;
  /** As shown; `EDITORS`. */
  name: string;
  description: string | null;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
export interface SessionsTable {
  organization_id: string;
  id: string;
  /** `user:64f0…`. */
  account: string;
  /** SHA-256 of the refresh token in force. */
  refresh_hash: string;
  /** SHA-256 of the one before it: its return is either a parallel tab or a theft. */
  previous_hash: string | null;
  rotated_at: Moment | null;
  expires_at: Moment;
  created_at: Moment;
  last_seen_at: Moment;
  user_agent: string | null;
  ip: string | null;
  revoked_at: Moment | null;
  /** `logout`, `reuse`, `password-changed` … */
  revoked_because: string | null;
  /** By which it began; null: with a password. */
  provider: string | null;
  /** Whether whoever began it showed a second factor, or came by a provider whose own counts. */
  second_factor: Generated<Switch>;
  /** Of `ip`, as text that sorts as addresses do (addressKey.ts). */
  address_key: string | null;
  /** The same of where it was last renewed. */
  last_address_key: string | null;
}
/** How often somebody was refused for doing too much, of one type: what automatic bans follow from. */
export interface ViolationsTable {
  organization_id: string;
  /** `user:64f0…`, `service:64f0…`, or, of failed sign-ins, `address:203.0.113.7`. */
  subject: string;
  /** LibreChat's: `message_limit`, `logins` … */
  type: string;
  score: number;
  times: number;
  last_at: Moment;
}
/** Addresses from which nobody comes in. */
export interface AddressBansTable {
  organization_id: string;
  id: string;
  /** `203.0.113.7`, `203.0.113.0/24`, `2001:db8:1:2::/64`. */
  address: string;
  /** The keys of its first and last address. */
  first_key: string;
  last_key: string;
  reason: string;
  /** Who acted, as the log calls them. */
  banned_by: string;
  created_at: Moment;
  /** Null: for good. */
  until: Moment | null;
}
/** With what else than a password somebody signs in; `pending` until they showed that they can. */
export interface SecondFactorsTable {
  organization_id: string;
  /** `user:64f0…`. */
  account: string;
  state: "on" | "pending";
  /** The secret that the codes are made from, encrypted. */
  sealed: string;
  /** Of the newest code that was used: it and those before it are used up. */
  last_step: number | null;
  /** Wrong codes since the last right one. */
  failures: Generated<number>;
  /** No code is looked at before. */
  waits_until: Moment | null;
  created_at: Moment;
}
/** For whoever has not got their second factor at hand: each signs in once. */
export interface BackupCodesTable {
  organization_id: string;
  account: string;
  state: "on" | "pending";
  /** Of a key that the database does not hold. */
  code_hash: string;
  used_at: Moment | null;
}
/** A person's download of their own data: a ticket for it, or one that runs. One a person. */
export interface DataExportsTable {
  organization_id: string;
  /** `user:64f0…`. */
  account: string;
  /** The session that asked, and the only one that it is for. */
  session_id: string;
  /** SHA-256 of the ticket. */
  token_hash: string;
  created_at: Moment;
  /** The download has begun until then. */
  expires_at: Moment;
  /** Null: not begun. While it runs this is moved on; one that is past was broken off with its server. */
  lease_until: Moment | null;
}
/** As whom a provider knows an account, and what it did to it. */
export interface IdentitiesTable {
  organization_id: string;
  id: string;
  /** `user:64f0…`. */
  account: string;
  /** `openid`, `google` … */
  provider: string;
  issuer: string;
  subject: string;
  /** As the provider gave it last; decides nothing. */
  email: string | null;
  email_verified: Generated<Switch>;
  /** What synchronisation gave, and so may take: `{ "admin": true, "role": "role:EDITORS", "groups": ["64f0…"] }`. */
  synchronised: Generated<JsonText>;
  linked_at: Moment;
  last_used_at: Moment;
}
/** A letter that waits to be sent, or to be read by the operator; gone once it was sent. */
export interface LettersTable {
  organization_id: string;
  id: string;
  kind: LetterKind;
  /** The address. */
  recipient: string;
  /** Whom it is for: `user:64f0…`; null for whoever has no account yet. */
  account: string | null;
  invitation_id: string | null;
  /** Its text, encrypted: a link in it opens an account. */
  sealed: string;
  /** `failed`: no mail server took it; it is read as one in the outbox. */
  state: "waiting" | "outbox" | "failed";
  attempts: Generated<number>;
  /** When it is tried (again); null: it is not sent. */
  next_at: Moment | null;
  created_at: Moment;
  /** When what it says is of no use any more. */
  expires_at: Moment;
}
export type LetterKind =
  | "verify-address"
  | "new-address"
  | "confirm-address"
  | "address-changed"
  | "reset-password"
  | "password-changed"
  | "invitation"
  | "access-asked"
  | "content-opened"
  | "second-factor-on"
  | "second-factor-off"
  | "second-factor-reset"
  | "sessions-ended"
  | "data-ready"
  | "access-answered"
  | "banned"
  | "ban-lifted"
  | "warned"
  | "moderated"
  | "decision-undone"
  | "report-decided"
  | "appeal-answered"
  | "review-waiting"
  | "review-reminder"
  | "review-stuck"
  | "review-taken-over"
  | "review-closed"
  | "budget-nearly-spent"
  | "budget-of-others-nearly-spent";
/** Who read a letter that was not theirs, and when; stays when the letter goes. */
export interface LetterReadingsTable {
  organization_id: string;
  letter_id: string;
  read_at: Moment;
  /** `user:…`, or `cli:<name>`. */
  actor: string;
  kind: LetterKind;
  account: string | null;
}
/** What opens by a token, once: a link in a letter, or the second step of a sign-in. */
export interface LinkTokensTable {
  /** SHA-256 of the token. */
  token_hash: string;
  organization_id: string;
  purpose: LinkPurpose;
  account: string;
  /** The address that it was made for; it is good for no other. */
  email: string;
  created_at: Moment;
  expires_at: Moment;
  /** Through which whoever is asked for a second factor came; null: with a password, and for whatever is no sign-in. */
  provider: string | null;
}
/**
 * `verify`: the address of whoever registered; `address`: one that somebody wants; `confirm`: one that somebody else wrote;
 * `reset`: a new password; `sign-in`: no letter's, but of whoever said the password and is asked for the second factor; `ban`: no letter's
 * either, but of whoever proved who they are, and is banned.
 */
export type LinkPurpose = "verify" | "address" | "confirm" | "reset" | "sign-in" | "ban";
export interface InvitationsTable {
  organization_id: string;
  id: string;
  email: string;
  /** Whose rights count when it is accepted: `user:…`, `service:…`, or `cli:<name>`. */
  inviter: string;
  /** `{ role: "role:USER", roles: ["role:…"], groups: ["group:…"] }`. */
  presets: JsonText;
  /** SHA-256 of the token; null once it was accepted. */
  token_hash: string | null;
  expires_at: Moment;
  created_at: Moment;
  accepted_at: Moment | null;
  /** Who accepted it. */
  account: string | null;
  /** What of the presets was not given, as the presets are written. */
  left_out: JsonText | null;
}

// ── Workspace ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AgentsTable {
  organization_id: string;
  /** The id of the resource `agent:<id>` and of LibreChat's `_id`. */
  id: string;
  /** LibreChat's `id`: `agent_` and 21 characters; unique in the organization. */
  public_id: string;
  name: string | null;
  description: string | null;
  /** Secret towards whoever may not `update`. */
  instructions: string | null;
  avatar: JsonText | null;
  provider: string;
  model: string | null;
  model_parameters: JsonText | null;
  artifacts: string | null;
  access_level: number | null;
  recursion_limit: number | null;
  tools: JsonText | null;
  tool_kwargs: JsonText | null;
  tool_options: JsonText | null;
  tool_resources: JsonText | null;
  actions: JsonText | null;
  /** Account (`user:64f0…`) of whoever made it; the owner is the engine's. */
  author: string;
  author_name: string | null;
  hide_sequential_outputs: Switch | null;
  end_after_tools: Switch | null;
  agent_ids: JsonText | null;
  edges: JsonText | null;
  conversation_starters: JsonText | null;
  category: Generated<string>;
  support_contact: JsonText | null;
  is_promoted: Generated<Switch>;
  mcp_server_names: JsonText | null;
  /** LibreChat's fields of things that Gatehouse does not do (skills, subagents, code environments …), kept for the way back. */
  extra: JsonText | null;
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
export interface AgentVersionsTable {
  organization_id: string;
  agent_id: string;
  /** 0, 1, 2 … oldest first. */
  version_index: number;
  /** The fields as they were. */
  snapshot: JsonText;
  created_by: string;
  created_at: Moment;
}
export interface ConversationsTable {
  organization_id: string;
  /** The id of the resource `conversation:<id>` and of LibreChat's `_id`. */
  id: string;
  /** The uuid by which clients name it; unique in the organization. */
  conversation_id: string;
  /** Account whose conversation it is (`user:64f0…`, `service:…`). */
  account: string;
  title: Generated<string>;
  endpoint: string;
  endpoint_type: string | null;
  model: string | null;
  /** The agent's `public_id`. */
  agent_id: string | null;
  spec: string | null;
  icon_url: string | null;
  files: JsonText | null;
  /** Model parameters: temperature, promptPrefix … */
  parameters: JsonText | null;
  is_archived: Generated<Switch>;
  archived_at: Moment | null;
  pinned: Generated<Switch>;
  is_temporary: Generated<Switch>;
  expires_at: Moment | null;
  extra: JsonText | null;
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
export interface MessagesTable {
  organization_id: string;
  id: string;
  /** The uuid by which clients name it; unique in the organization. */
  message_id: string;
  /** `conversations.conversation_id`; messages go with their conversation. */
  conversation_id: string;
  parent_message_id: string | null;
  /** Account for whom it was written. */
  account: string;
  sender: string | null;
  text: Generated<string>;
  /** Typed parts. */
  content: JsonText | null;
  model: string | null;
  endpoint: string | null;
  agent_id: string | null;
  is_created_by_user: Switch;
  unfinished: Generated<Switch>;
  error: Generated<Switch>;
  finish_reason: string | null;
  token_count: number | null;
  files: JsonText | null;
  attachments: JsonText | null;
  feedback: JsonText | null;
  metadata: JsonText | null;
  icon_url: string | null;
  is_temporary: Generated<Switch>;
  expires_at: Moment | null;
  extra: JsonText | null;
  /** A moderator holds it back: what it said is in `withheld_messages`. */
  withheld: Generated<Switch>;
  created_at: Moment;
  updated_at: Moment;
}
/** What somebody had a tool run for themselves, beside a message. It goes with the message. */
export interface ToolCallsTable {
  organization_id: string;
  id: string;
  account: string;
  conversation_id: string;
  message_id: string;
  /** As models know it: `getWeather_action_Ab12…`. */
  function_name: string;
  /** In which part of the message, and at which block of that, as its client counts them. */
  part_index: number | null;
  block_index: number | null;
  result: string;
  created_at: Moment;
}
export interface FavoritesTable {
  organization_id: string;
  account: string;
  /** 0, 1, 2 … in the order of the list. */
  position: number;
  /** `{ agentId }`, `{ model, endpoint }` or `{ spec }`. */
  favorite: JsonText;
}
/** What lies in one is in `parents`. */
export interface ProjectsTable {
  organization_id: string;
  /** The id of the resource `project:<id>`. */
  id: string;
  name: string;
  description: Generated<string>;
  /** Account (`user:64f0…`) of whoever made it; the owner is the engine's. */
  author: string;
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}

export interface EndpointsTable {
  organization_id: string;
  id: string;
  /** As conversations and agents name it; never changed. */
  name: string;
  /** Without a slash at its end: `https://api.example.org/v1`. */
  base_url: string;
  /** Its key and its headers, encrypted; null: it has neither. */
  secret: string | null;
  /** The names of its models, a list. */
  models: JsonText;
  title_convo: Generated<Switch>;
  title_model: string | null;
  /** What answers are signed with; null: its name. */
  label: string | null;
  enabled: Generated<Switch>;
  /** Account (`user:64f0…`) of whoever made it, and of whoever changed it last. */
  author: string;
  changed_by: string;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
export interface ToolsTable {
  organization_id: string;
  /** The id of the resource `tool:<id>`, and LibreChat's `action_id`. */
  id: string;
  name: string;
  description: Generated<string>;
  /** Where it speaks to: `https://api.example.org`. */
  origin: string;
  /** How it says who it is; without what is secret about that. */
  auth: JsonText;
  /** What is secret about it, encrypted. */
  secret: string | null;
  /** The OpenAPI document, as it was given. */
  spec: string;
  /** What was read from it. */
  operations: JsonText;
  /** The names of these, which lists show. */
  functions: JsonText;
  /** Account (`user:64f0…`) of whoever made it; the owner is the engine's. */
  author: string;
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}

export interface PromptGroupsTable {
  organization_id: string;
  /** The id of the resource `prompt:<id>` and of LibreChat's prompt group. */
  id: string;
  name: string;
  oneliner: Generated<string>;
  /** Empty: none. */
  category: Generated<string>;
  command: string | null;
  /** Which of its `prompts` is used. */
  production_id: string | null;
  /** How often it was used (LibreChat's `numberOfGenerations`). */
  uses: Generated<number>;
  /** Account (`user:64f0…`) of whoever made it; the owner is the engine's. */
  author: string;
  search_text: Generated<string>;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
/** A version of a group's text; never changed. Secret towards whoever may not `use` the group. */
export interface PromptsTable {
  organization_id: string;
  id: string;
  group_id: string;
  /** 0, 1, 2 … oldest first; that of a deleted newest one is used again. */
  version_index: number;
  prompt: string;
  type: "text" | "chat";
  author: string;
  created_at: Moment;
}
/** A name that somebody gives to conversations; nobody else's to see. */
export interface BookmarksTable {
  organization_id: string;
  id: string;
  account: string;
  tag: string;
  description: string | null;
  /** From 1; not always without gaps. */
  position: number;
  created_at: Moment;
  updated_at: Moment;
}
/** What somebody's chats may begin with, nobody else's business. */
export interface PresetsTable {
  organization_id: string;
  id: string;
  account: string;
  /** As the client calls it. */
  preset_id: string;
  /** Title, endpoint and parameters, as the client wrote them. */
  fields: JsonText;
  is_default: Generated<Switch>;
  /** LibreChat's `order`: smaller ones first, those without one last. */
  position: number | null;
  created_at: Moment;
  updated_at: Moment;
}
/** A picture of a person or an agent; its bytes lie in the directory of files, under its id. */
export interface AvatarsTable {
  organization_id: string;
  id: string;
  /** `user:…` or `agent:…`. */
  picture_of: string;
  /** What the content is. */
  type: string;
  bytes: number;
  created_at: Moment;
}
/** A file that somebody brought; its bytes lie in the directory of files, under its id. */
export interface FilesTable {
  organization_id: string;
  /** The id of the resource `file:<id>`. */
  id: string;
  /** The uuid by which clients name it; unique in the organization. */
  file_id: string;
  /** Account whose file it is. */
  account: string;
  filename: string;
  /** What the content is. */
  type: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  /** `conversations.id` of the one that it is a part of. */
  conversation_id: string | null;
  /** In how many messages it was sent. */
  usage: Generated<number>;
  /** What it was brought for: LibreChat's word. */
  context: Generated<"message_attachment" | "agents">;
  /** When it goes unless it is used before; null: it stays. */
  expires_at: Moment | null;
  created_at: Moment;
  updated_at: Moment;
}
export interface BookmarkedConversationsTable {
  organization_id: string;
  bookmark_id: string;
  /** `conversations.id`. */
  conversation_id: string;
}
/** A link by which a conversation is shown to others. */
export interface SharedLinksTable {
  organization_id: string;
  /** The id of the resource `sharedLink:<id>`. */
  id: string;
  /** By which an address names it; unique in the installation, and what a visitor has to know. */
  share_id: string;
  /** `conversations.id`. */
  conversation_row: string;
  conversation_id: string;
  /** Account of whoever made it; the owner is the engine's. */
  account: string;
  /** The conversation's when it was published. */
  title: string;
  search_text: Generated<string>;
  /** Only what leads to this message is shown. */
  target_message_id: string | null;
  /** 1: shows the conversation as it is; 0: what `shared_link_contents` holds. */
  is_live: Switch;
  /** argon2id; never answered. */
  passcode_hash: string | null;
  /** From then on nobody opens it. */
  expires_at: Moment | null;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}
/** What a snapshot shows, without the names of anything: gzip of JSON. */
export interface SharedLinkContentsTable {
  organization_id: string;
  link_id: string;
  bytes: Uint8Array;
}
/** Who opened a link: `user:…`, `service:…`, `visitor`, or `others` beyond so many. */
export interface SharedLinkOpenersTable {
  organization_id: string;
  link_id: string;
  opener: string;
  first_at: Moment;
  last_at: Moment;
  times: number;
}
/** How often a link was opened on a day (`YYYY-MM-DD`, UTC). */
export interface SharedLinkDaysTable {
  organization_id: string;
  link_id: string;
  day: string;
  times: number;
}
/** What other applications registered: the resource itself is in `resources`. */
export interface RegisteredResourcesTable {
  organization_id: string;
  /** `type:id`. */
  resource: string;
  label: string | null;
  registered_by: string;
  version: Generated<number>;
  created_at: Moment;
  updated_at: Moment;
}

/** Each time that somebody broke the glass. Kept for good: what it was about, and the grant, may be gone. */
export interface OpeningsTable {
  organization_id: string;
  id: string;
  /** `conversation:64f0…` */
  resource: string;
  /** Whose it was then. */
  owner: string;
  /** `user:64f0…` */
  opened_by: string;
  /** The grant of `view` that it gave. */
  grant_id: number;
  reason: string;
  opened_at: Moment;
  ends_at: Moment;
  /** When whoever opened it closed it, before its end. */
  closed_at: Moment | null;
}

/** Whose things one opening shows: whose it is, and whoever owns a file that lay in it. */
export interface OpeningOwnersTable {
  organization_id: string;
  opening_id: string;
  owner: string;
  /** The opening's, which the list of one owner is ordered by. */
  opened_at: Moment;
  /** Whether they have seen that it was opened. */
  seen: Generated<Switch>;
}

/** What an account did in a day, week or month (UTC): `d2026-11-30`, `w2026-11-30` (from that Monday on), `m2026-11-01`. */
export interface UsagePeriodsTable {
  organization_id: string;
  period: string;
  /** `user:64f0…` */
  account: string;
  conversations: Generated<number>;
  messages: Generated<number>;
  tokens_in: Generated<number>;
  tokens_out: Generated<number>;
  /** Of models. */
  answers: Generated<number>;
  /** Of them those whose tokens nobody told. */
  untold: Generated<number>;
  /** In thousandths of a credit, at prices that are known. */
  cost: Generated<number>;
  /** The same at the default price, where none is known. */
  cost_assumed: Generated<number>;
  last_at: Moment;
}
/** What an account did with a model or an agent in a period. */
export interface UsageThingsTable extends Omit<UsagePeriodsTable, "last_at"> {
  /** `model:…`, `agent:…` */
  thing: string;
}
/** How often a rule refused something in a period, to all people together. */
export interface RefusalCountsTable {
  organization_id: string;
  period: string;
  /** The action, feature or capability; the route where nothing says which. */
  asked: string;
  /** Of the thing; empty where there was none. */
  type: string;
  /** The engine's reason, or the code of the answer. */
  rule: string;
  times: number;
}
/** A period that is over, all accounts together. */
export interface UsageTotalsTable {
  organization_id: string;
  period: string;
  active: number;
  conversations: number;
  messages: number;
  tokens_in: number;
  tokens_out: number;
  answers: Generated<number>;
  untold: Generated<number>;
  cost: Generated<number>;
  cost_assumed: Generated<number>;
}

// ── The ledger: amounts are whole thousandths of a credit ────────────────────────────────────────────────────────

/** Where an account's credits lie; see spending/ledger/book.ts. */
export type Pocket = "available" | "held" | "spent" | "issued";
export type RefillUnit = "seconds" | "minutes" | "hours" | "days" | "weeks" | "months";

/** The books of an account as its entries have made them. INVARIANT: the four pockets are 0 together. */
export interface LedgerBalancesTable {
  organization_id: string;
  /** `user:64f0…`, `service:64f0…`; `gone:…` of an account that was removed. */
  account: string;
  available: Generated<number>;
  held: Generated<number>;
  spent: Generated<number>;
  /** What it was given, as what the organization gave: never above 0. */
  issued: Generated<number>;
  /** How many entries it has. */
  entries: Generated<number>;
  /** When it got its start balance, or what an administrator gave it first; null: neither yet. */
  opened_at: Moment | null;
  auto_refill: Generated<Switch>;
  refill_value: number | null;
  refill_unit: RefillUnit | null;
  refill_amount: number | null;
  last_refill_at: Moment | null;
}
/** One movement from a pocket into another one. */
export interface LedgerEntriesTable {
  organization_id: string;
  account: string;
  /** From one, without a gap. */
  number: number;
  at: Moment;
  kind: LedgerEntryKind;
  debited: Pocket;
  credited: Pocket;
  /** Above 0. */
  amount: number;
  actor: string;
  reservation: string | null;
  /** `model:…` */
  model: string | null;
  /** `agent:…` */
  agent: string | null;
  key_id: string | null;
  context: "message" | "gateway" | "title" | null;
  conversation_id: string | null;
  tokens_in: number | null;
  tokens_out: number | null;
  /** Millionths of a credit for a token. */
  prompt_rate: number | null;
  completion_rate: number | null;
  reason: string | null;
}
export type LedgerEntryKind =
  | "start"
  | "refill"
  | "added"
  | "taken"
  | "reserved"
  /** Out of what was held. */
  | "settled"
  /** What was held and not needed. */
  | "returned"
  | "released"
  | "expired"
  /** More than was held, and it was there. */
  | "overrun"
  /** More than there was: the organization bore it. */
  | "shortfall"
  /** Written down while balances are off. */
  | "recorded";
/** What is held for an answer under way. */
export interface LedgerReservationsTable {
  organization_id: string;
  account: string;
  id: string;
  /** Out of the account's balance. */
  amount: number;
  /** Nobody's balance is looked at: what it costs is only written down, and counted in budgets. */
  is_free: Generated<Switch>;
  budget_held: Generated<number>;
  /** Where: pairs of a principal and a period. */
  budgets: Generated<JsonText>;
  /** It was given back because its time was over; who settles it still, settles with what is there. */
  is_expired: Generated<Switch>;
  expires_at: Moment;
  /** Of a slice, which a server holds for many calls: how often it was written what they took. Null: it is of one call. */
  groups_written: Generated<number | null>;
}

/** What a principal may spend in a period. */
export interface LedgerBudgetsTable {
  organization_id: string;
  /** `user:64f0…`, `service:…`, `group:…`, `key:…`, `organization` */
  principal: string;
  /** An administrator's, or a person's own cap. */
  whose: "administration" | "own";
  amount: number;
  period: "none" | "day" | "week" | "month";
  set_by: string;
  set_at: Moment;
}
/** What was spent of budgets, and is held, in a period: `d2026-11-30`, `w…`, `m…`, or `all`. */
export interface LedgerBudgetUsesTable {
  organization_id: string;
  principal: string;
  period: string;
  held: Generated<number>;
  spent: Generated<number>;
}

/** Who was told, once in a period, that a budget or balance is nearly spent. */
export interface SpendingWarningsTable {
  organization_id: string;
  principal: string;
  whose: LedgerBudgetsTable["whose"] | "balance";
  /** As {@link LedgerBudgetUsesTable}; of a balance: `all`. */
  period: string;
  /** Whom it is told to. */
  account: string;
  /** What may be spent; what a balance begins with. */
  amount: number;
  spent: number;
  every: LedgerBudgetsTable["period"];
  warned_at: Moment;
  seen: Generated<number>;
}

/** What somebody asks for on something. */
export interface AccessRequestsTable {
  organization_id: string;
  id: string;
  /** `user:64f0…`. */
  requester: string;
  /** As whoever asks named it: `agent:agent_V1…`. */
  named: string;
  /** What that is; null for what there is not, which nobody is told. */
  resource: string | null;
  action: string;
  /** The actions that are asked for. */
  allow: JsonText;
  wished_until: Moment | null;
  message: Generated<string>;
  /** Whether whoever asks could do anything with it then: others do not hear of a no, either. */
  was_known: Switch;
  state: Generated<"open" | "granted" | "declined" | "withdrawn">;
  created_at: Moment;
  /** From then on nobody answers it. */
  ends_at: Moment;
  answered_by: string | null;
  answered_at: Moment | null;
  answer: Generated<string>;
  /** Whether whoever asked has seen the answer. */
  seen: Generated<Switch>;
}

// ── Moderation ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What was reported of one thing, until it is decided; kept for good, since the thing may be gone. */
export interface ModerationCasesTable {
  organization_id: string;
  id: string;
  /** `agent:64f0…` as the engine names it, `message:64f0…` by its row, or `user:64f0…` for what is about an account alone. */
  thing: string;
  type: string;
  /** What it was called when it was reported first; empty of what has no name, and once whom it is about is gone. */
  name: string;
  /** Whose it was then (`user:64f0…`); null: the organization's, or a service's. */
  about: string | null;
  /** `taken`: somebody looks at it; `appealed`: somebody is to look at it once more. */
  state: "open" | "taken" | "decided" | "appealed";
  /** Null while nobody has decided; `gone`: with the account that it was about. */
  outcome: "acted" | "nothing" | "gone" | null;
  assigned_to: string | null;
  assigned_at: Moment | null;
  reports: Generated<number>;
  opened_at: Moment;
}
export interface ReportsTable {
  organization_id: string;
  id: string;
  case_id: string;
  /** `user:64f0…`; not named to whom it is about. */
  reporter: string;
  category: string;
  words: string;
  /** `Excerpt`: what the reporter saw, copied then; no moderator sees more. */
  excerpt: JsonText;
  created_at: Moment;
}
export interface ModerationDecisionsTable {
  organization_id: string;
  id: string;
  case_id: string;
  /** `dismiss`: there is nothing; it concerns nobody. */
  kind: "hide" | "delete" | "warn" | "ban" | "dismiss";
  thing: string;
  name: string;
  /** Whom it concerns: whoever reads it, and may appeal. */
  about: string | null;
  reason: string;
  decided_by: string;
  decided_at: Moment;
  /** Of a ban; null: for good. */
  ends_at: Moment | null;
  /** When what is to be deleted is; null of everything else. */
  due_at: Moment | null;
  /** `done`: deleted, or dismissed, and nothing takes that back. */
  state: "in-force" | "undone" | "done";
  undone_by: string | null;
  undone_at: Moment | null;
  undone_because: Generated<string>;
  /** Whether whom it concerns has read it. */
  seen: Generated<Switch>;
  appeal: "open" | "upheld" | "granted" | null;
  appeal_words: Generated<string>;
  appealed_at: Moment | null;
  answer: Generated<string>;
  answered_by: string | null;
  answered_at: Moment | null;
}
/** What messages said that are held back: no route reads it, and what undoes the decision puts it back. */
export interface WithheldMessagesTable {
  organization_id: string;
  /** `messages.id`. */
  message_row: string;
  said: JsonText;
  withheld_at: Moment;
}

// ── What came from elsewhere (moving/import) ──────────────────────────────────────────────────────────────────────

/** One moving in, which may have been stopped and gone on with. */
export interface MovesTable {
  organization_id: string;
  id: string;
  /** Where from, in words, without a password. */
  source: string;
  /** Only what was this tenant's there; null: what was nobody's. */
  tenant: string | null;
  state: "running" | "done" | "undoing";
  /** Its documents (`librechat`), or which permissions of the former model: `agent-permissions`. */
  what: string;
  /** The collection that is being read, and how far: `{ collection, place }`. */
  place: JsonText;
  /** For each collection what became of its documents. */
  counts: JsonText;
  batches: Generated<number>;
  started_at: Moment;
  ended_at: Moment | null;
}
/** What was written in one transaction. */
export interface MovedBatchesTable {
  organization_id: string;
  move_id: string;
  /** 1, 2, 3 … */
  number: number;
  collection: string;
  /** Which its changes took; null: it had none. */
  revision: number | null;
}
/** A document that came, by what it is named there. */
export interface MovedDocumentsTable {
  organization_id: string;
  collection: string;
  document_id: string;
  /** Of all that it said. */
  digest: string;
  /** What it is here, where its id does not say so. */
  made: string | null;
  move_id: string;
  batch: number;
}

// ── Installation ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Generated secrets, hashes of declared state (`declared-state/<organization>`) and the like; see `installation.ts`. */
export interface InstallationTable {
  key: string;
  value: string;
  updated_at: Moment;
}
/** Ways to a provider and back that were gone: none is gone twice. */
export interface SpentSignInsTable {
  id: string;
  expires_at: Moment;
}
/** Codes with which LibreChat's admin panel fetches who signed in. */
export interface PanelCodesTable {
  /** SHA-256 of the code. */
  code_hash: string;
  /** SHA-256 of the verifier that the panel's server keeps, in hexadecimal digits. */
  challenge: string;
  /** The refresh token, sealed with the code itself. */
  sealed: string;
  expires_at: Moment;
}
export interface SetupCodesTable {
  /** SHA-256 of the code. */
  code_hash: string;
  created_at: Moment;
  used_at: Moment | null;
  /** The account that the code made. */
  used_by: string | null;
}

/** A review of who was given what (reviews/). */
export interface ReviewsTable {
  organization_id: string;
  id: string;
  /** The first of those that follow from one another; its own where none does. */
  series_id: string;
  name: string;
  /** Which grants it is about, as the access report filters them. */
  scope: JsonText;
  /** Whoever owns a thing decides about the grants on it; else whom `review_reviewers` names decides about all. */
  decided_by_owners: Switch;
  /** Whoever opened it or took it over since, in whose name it is carried out. */
  made_by: string;
  /** Whoever opened it; null where that was not written down yet. */
  opened_by: string | null;
  state: "gathering" | "open" | "closing" | "closed" | "cancelled";
  opened_at: Moment;
  due_at: Moment;
  closes_when_due: Switch;
  /** What becomes of lines that nobody decided. */
  undecided: "leave" | "revoke";
  /** Days before the end, a list of numbers. */
  remind_days: JsonText;
  /** The next reminder. */
  remind_at: Moment | null;
  /** When the next of its series is opened: every so many days or months. */
  repeat: JsonText | null;
  next_at: Moment | null;
  /** In whose name, once this one is closed; null: `made_by`. */
  next_by: string | null;
  /** When the background has to look at it. */
  wake_at: Moment | null;
  /** Up to where its lines are gathered. */
  place: JsonText | null;
  lines: number;
  /** There were more than it holds. */
  is_cut: Switch;
  /** Who closed it; `system:reviews` where its end did. */
  closing_by: string | null;
  closed_at: Moment | null;
  result_hash: string | null;
  signature: string | null;
}

/** People and groups that decide in a review; where owners do, those who own something in it. */
export interface ReviewReviewersTable {
  organization_id: string;
  review_id: string;
  principal: string;
}

/** One grant as it was when the review was opened, and what was decided about it. */
export interface ReviewLinesTable {
  organization_id: string;
  review_id: string;
  number: number;
  grant_id: number;
  resource: string;
  principal: string;
  owner: string;
  /** The one who decides, where owners do; null: whoever reviews. */
  reviewer: string | null;
  /** What it gave, who gave it and when, when it was last used, what was found of it, and at which revision. */
  evidence: JsonText;
  /** Counts the decisions, so that nobody decides over another unseen. */
  version: Generated<number>;
  decision: "keep" | "revoke" | null;
  decided_by: string | null;
  decided_at: Moment | null;
  note: Generated<string>;
  /** The note is signed as a salted hash: it can be erased. */
  note_salt: string | null;
  note_hash: string | null;
  outcome: "kept" | "revoked" | "refused" | "gone" | "changed" | "left" | null;
  /** In whose name it was taken away. */
  outcome_by: string | null;
  /** The code of the refusal. */
  outcome_why: string | null;
}

// ── Settings of the browser ──────────────────────────────────────────────────────────────────────────────────────

/** What the operator set in the browser, for the whole installation. */
export interface StoredSettingsTable {
  /** `ALLOW_REGISTRATION`, `registration.allowedDomains` */
  key: string;
  /** As the variable would be written; a list as JSON. Never a secret. */
  value: string;
  changed_by: string;
  changed_at: Moment;
}
/** What is otherwise for a role, a group or a person; LibreChat's `configs`. */
export interface ConfigOverridesTable {
  organization_id: string;
  principal_type: "role" | "group" | "user";
  /** The id without its type: `USER`, `64f0…`; `__base__` of `role` is everybody. */
  principal_id: string;
  priority: number;
  /** A tree with the names of librechat.yaml. */
  overrides: JsonText;
  /** Paths with dots, of what is taken away. */
  tombstones: JsonText;
  is_active: Generated<Switch>;
  /** One more with each write. */
  config_version: Generated<number>;
  changed_by: string;
  created_at: Moment;
  updated_at: Moment;
}
/** `settings`, or `overrides/<organization>`: how often they were changed. */
export interface ConfigHeadsTable {
  name: string;
  version: number;
}

/**
 * The words of the engine. Everything here follows the decision model (docs/model.md); nothing here decides.
 *
 * Names of things are strings `type:id`: `user:ben`, `service:crm`, `group:platform`, `role:USER`, `agent:64f0…`.
 * Times are milliseconds since 1970; `null` means never. "In force" means `now < expiry`.
 */

/** `user:<id>` or `service:<id>`. */
export type Account = string;
/** Who asks: an account, or `visitor` (somebody without an account here, members of other organizations included). */
export type Subject = string;
/** Who can be given something: an account, `group:<id>`, `role:<name>`, `everyone` or `anyone`. */
export type Principal = string;
/** `<type>:<id>`; a group is also a resource, of type `group`. */
export type ResourceName = string;
/** An account, or `organization`. */
export type Owner = string;
/** Milliseconds since 1970, or null for never. */
export type Expiry = number | null;

export type AccountStatus = "active" | "unverified" | "deactivated";
export type ResourceState = "active" | "hidden";
export type AttachmentMode = "own" | "lent" | "shown";

/**
 * A resource type, as data. Declaring a new one takes no code.
 * INVARIANT: bits are stored and served; they are never renumbered. 1 to 16 are LibreChat's, ours begin at 32, the highest is 32768.
 */
export interface TypeDefinition {
  name: string;
  /** Action → one bit each. `hide` and `restore` exist on every type without a bit and must not be declared. */
  actions: Readonly<Record<string, number>>;
  /** Access roles: named sets of actions. `viewer` is what an open type allows, `owner` what ownership allows. */
  roles: Readonly<Record<string, readonly string[]>>;
  /** The permission type that gates it (`AGENTS`), or null. */
  feature: string | null;
  /** Capability → the actions that it covers (decision step 4). `moderate:content` is built in and not listed here. */
  byCapability: Readonly<Record<string, readonly string[]>>;
  /** Parent type → parent's action → what it passes down. */
  inherits: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** How one is made: by the feature (USE and CREATE, as far as it has them), by any active subject, or by a capability. */
  create: "feature" | "anyone" | { capability: string };
  /** No capability covers reading; allows reach users only, never by way of a role; a service only what it owns itself. */
  sealed?: boolean;
  /** Allows its viewer role to every user and service until restricted. */
  open?: boolean;
  /** Actions that belonging to the group passes (the type `group`). */
  membersHold?: readonly string[];
  /** What `lent` gives while an agent works: `use`, of an agent `execute`. Absent: cannot be attached. */
  lentAction?: string;
  /** What `shown` gives to whoever may `use` the agent. */
  shownAction?: string;
  /** Like a sealed type for allows, but grants to `anyone` count for this one action, also of visitors (sharedLink: `view`). */
  visitorAction?: string;
  /** Fields of the context that conditions on it may read, and what is sent as them. None declared: conditions read none. */
  contextFields?: Readonly<Record<string, ContextFieldKind>>;
}

/** What JSON can carry, as CEL calls it. */
export type ContextFieldKind = (typeof contextFieldKinds)[number];
export const contextFieldKinds = ["string", "int", "double", "bool", "list"] as const;

/** Permission type → its permissions: `{ AGENTS: ["USE", "CREATE", …] }`. */
export type FeatureCatalogue = Readonly<Record<string, readonly string[]>>;

export interface Grant {
  /** Positive integer below 2^32, unique in the organization. */
  id: number;
  principal: Principal;
  resource: ResourceName;
  allow: readonly string[];
  deny: readonly string[];
  expiresAt: Expiry;
  /** A CEL expression, at most 4 kB; null for none. */
  condition: string | null;
  /** Broken glass: `view` for oneself on a sealed resource. */
  glass?: boolean;
}

/** What a shared link depends on: a live one on its maker's right; after the maker of a snapshot nothing asks, so it is whoever owns it. */
export interface LinkTarget {
  conversation: ResourceName;
  live: boolean;
  maker: Owner;
}

/** Whatever can alter a decision. A transaction is a list of these under one revision. */
export type Change =
  | { kind: "type-set"; type: TypeDefinition }
  | { kind: "user-added"; user: Account; role: Principal; status: AccountStatus }
  | { kind: "service-added"; service: Account; status: AccountStatus }
  /**
   * Refused (`still-referenced`) while anything names the account; `removalOf` lists the changes that come first.
   * @param neverWas what made it is taken back: its id may be used again
   */
  | { kind: "account-removed"; account: Account; neverWas?: true }
  | { kind: "account-status-set"; account: Account; status: AccountStatus }
  /** `until: null` bans for good. */
  | { kind: "ban-set"; account: Account; until: Expiry }
  | { kind: "ban-lifted"; account: Account }
  | { kind: "primary-role-set"; user: Account; role: Principal }
  /** Adds the role, or sets its rank. */
  | { kind: "role-set"; role: Principal; rank: number }
  | { kind: "role-removed"; role: Principal }
  | { kind: "role-given"; holder: Principal; role: Principal; expiresAt: Expiry }
  | { kind: "role-taken"; holder: Principal; role: Principal }
  | { kind: "feature-set"; role: Principal; feature: string; on: boolean }
  /** `feature` is a permission type (`AGENTS`); down takes all of it from everybody. */
  | { kind: "ceiling-set"; feature: string; down: boolean }
  /** ALLOW_SHARED_LINKS_PUBLIC; false (the state of a new engine): a grant to `anyone` counts as one to `everyone`. */
  | { kind: "public-links-set"; allowed: boolean }
  | { kind: "membership-set"; member: Principal; group: Principal; expiresAt: Expiry }
  | { kind: "membership-removed"; member: Principal; group: Principal }
  | { kind: "group-marked"; group: Principal; organizationWide: boolean }
  | { kind: "capability-set"; principal: Principal; capability: string; scope: Principal | null; expiresAt: Expiry }
  | { kind: "capability-removed"; principal: Principal; capability: string; scope: Principal | null }
  | { kind: "resource-added"; resource: ResourceName; owner: Owner; state: ResourceState; link?: LinkTarget }
  /** Refused (`still-referenced`) while grants, parents, children, attachments or members are left. `neverWas`: as of accounts. */
  | { kind: "resource-removed"; resource: ResourceName; neverWas?: true }
  | { kind: "resource-state-set"; resource: ResourceName; state: ResourceState }
  | { kind: "owner-set"; resource: ResourceName; owner: Owner }
  | { kind: "restricted-set"; resource: ResourceName; restricted: boolean }
  | { kind: "parent-added"; resource: ResourceName; parent: ResourceName }
  | { kind: "parent-removed"; resource: ResourceName; parent: ResourceName }
  | { kind: "attachment-set"; agent: ResourceName; thing: ResourceName; mode: AttachmentMode; attachedBy: Account }
  | { kind: "attachment-removed"; agent: ResourceName; thing: ResourceName }
  /** Adds the grant, or replaces the one of this id (same principal and resource). */
  | { kind: "grant-set"; grant: Grant }
  | { kind: "grant-removed"; resource: ResourceName; id: number };

/** One line of a key's scope: the name of a question (`agent:use`, `agent:create`, `AGENTS.USE`, `manage:users`), optionally for some ids only. */
export interface ScopeEntry {
  name: string;
  /** Ids without type (`64f0…`); absent: all. */
  ids?: readonly string[];
}

export interface Key {
  scope: readonly ScopeEntry[];
  endsAt?: Expiry;
}

/** What travels with a question. */
export interface Context {
  /** The moment asked about; default: now. */
  now?: number;
  key?: Key;
  /** A chain of agents without repeats, at most 8. */
  via?: readonly ResourceName[];
  /** false leaves out step 4, also in who is a stranger. Default true. */
  capabilities?: boolean;
  /** false asks as if no glass were broken: who reaches a thing for good, not who looks into it. Default true. */
  glass?: boolean;
  /**
   * true asks what is given, whatever stops it now: step 7 alone, conditions of allows counted as holding, hidden parents passing down. What an
   * account could do once everything is switched on that others can switch on. Key, capabilities and glass count for nothing then. Default false.
   */
  given?: boolean;
  /** What conditions see as `context`. */
  fields?: Readonly<Record<string, unknown>>;
  /** The row of a resource that is not held in memory; what the engine holds wins. */
  row?: { owner: Owner; state: ResourceState };
}

/** Why an answer is what it is; stable codes. */
export type Reason =
  | "unknown-resource"
  | "unknown-action"
  | "unknown-subject"
  | "visitor"
  | "subject-banned"
  | "subject-unverified"
  | "subject-deactivated"
  | "key-ended"
  | "key-scope"
  | "resource-hidden"
  | "ceiling-down"
  | "capability"
  | "feature-off"
  | "denied"
  | "owner"
  | "grant"
  | "broken-glass"
  | "group-member"
  | "open-type"
  | "parent"
  | "attachment"
  | "via"
  | "feature-on"
  | "creator"
  | "nothing-allows";

export interface Answer {
  allowed: boolean;
  /** The step of the decision model that decided, 1 to 8. */
  step: number;
  reason: Reason;
  /** The first moment at which the same question would be answered otherwise if nothing were written; null: never. */
  until: Expiry;
  revision: number;
}

/** A question of a batch. `resource` is absent for features, and for capabilities asked without a person or resource. */
export interface Question {
  subject: Subject;
  action: string;
  resource?: string;
  context?: Context;
}

export interface PageRequest {
  /** 1 to 500, default 50. */
  limit?: number;
  /** `next` of the former page. */
  after?: string | null;
  /** Of resources: only what the subject owns. */
  own?: boolean;
}

export interface ResourcePage {
  /** Names (`agent:64f0…`) in the order of their ids. */
  resources: ResourceName[];
  /** Pass as `after`; null on the last page. A page on which many conditions were evaluated may be short, or empty, and have one. */
  next: string | null;
  revision: number;
}

/** A thing, and when it was last changed; null: it is known to have no date, and comes last. */
export interface Dated {
  resource: ResourceName;
  at: number | null;
}

export interface LatestRequest {
  /** 1 to 500, default 50. */
  limit?: number;
  /** `next` of the former page. */
  after?: Dated | null;
  /** Only what the subject owns. */
  own?: boolean;
  /** Where there may be more to choose from, nothing is answered: what that costs grows with it. */
  most: number;
  /** What else must hold of a thing that is allowed. */
  accept?: (resource: ResourceName) => boolean;
}

export interface LatestPage {
  /** Last changed first; those of one moment in the order of their ids. */
  resources: Dated[];
  /** Pass as `after`; null on the last page. A page on which many conditions were evaluated may be short, or empty, and have one. */
  next: Dated | null;
  /** What must be dated before the question can be answered; the page is empty then. */
  undated: ResourceName[];
}

export interface SubjectPage {
  subjects: Account[];
  next: string | null;
  /** Principals of the allows in force for this action, here and passed down; the same on every page. */
  principals: Principal[];
  revision: number;
}

export interface Count {
  count: number;
  /** false: there are at least `count`. */
  exact: boolean;
}

/** One step on the way from a subject to an answer, readable by people: `user:ben is in group:platform`. */
export interface ProofStep {
  relation:
    | "is-in"
    | "holds-role"
    | "is-everyone"
    | "is-anyone"
    | "owns"
    | "granted"
    | "holds-capability"
    | "feature"
    | "parent-of"
    | "shown-by"
    | "lent-by"
    | "open"
    | "member-of";
  from: string;
  to: string;
  /** For grants: the grant; for capabilities and features: the name; ends of memberships and the like. */
  detail?: string;
  grant?: number;
  expiresAt?: Expiry;
}

export interface Lead {
  reason: Reason;
  way: ProofStep[];
}

/** A set of changes that would turn a no into a yes. */
export interface Remedy {
  changes: Change[];
}

export interface Explanation extends Answer {
  subject: Subject;
  action: string;
  resource?: string;
  /** For a yes: each grant, ownership or capability that leads there, once, each with one shortest way. */
  leads: Lead[];
  /** For a no because of denies: the denies that apply. */
  denies: { grant: Grant; way: ProofStep[] }[];
  /** For a no: up to three minimal sets of at most two changes that would turn it. */
  remedies: Remedy[];
}

/**
 * Evaluates conditions; injected, since the engine has no dependencies.
 * @throws if the text is not a condition at all (the change is then refused with `condition-invalid`)
 */
export type ConditionCompiler = (text: string) => ConditionEvaluator;

/** Answers true, false, or undefined where the condition cannot be evaluated. */
export interface ConditionEvaluator {
  (input: ConditionInput): boolean | undefined;
  /** As how many conditions it counts where these are bounded; absent: one. A whole number, the same for the same text. */
  readonly cost?: number;
}

export interface ConditionInput {
  subject: { id: string; kind: "user" | "service" | "visitor" };
  resource: { id: string; type: string; owner: string };
  action: string;
  context: Readonly<Record<string, unknown>>;
}

/** Stable codes of what `apply` and the questions refuse. */
export type EngineErrorCode =
  | "name-invalid"
  | "unknown-account"
  | "unknown-group"
  | "unknown-role"
  | "unknown-resource"
  | "unknown-type"
  | "unknown-action"
  | "unknown-feature"
  | "unknown-capability"
  | "unknown-grant"
  | "already-exists"
  | "still-referenced"
  | "type-invalid"
  | "grant-invalid"
  | "condition-invalid"
  | "group-cycle"
  | "group-too-deep"
  | "parent-cycle"
  | "parent-too-deep"
  | "too-many-parents"
  | "too-many-grants"
  | "attachment-invalid"
  | "last-super-admin"
  | "built-in-role"
  | "not-for-everybody"
  | "via-invalid"
  | "page-invalid"
  /** More would have to be asked than one simulation does. */
  | "simulation-too-large"
  | "snapshot-invalid";

export class EngineError extends Error {
  readonly code: EngineErrorCode;
  constructor(code: EngineErrorCode, detail: string) {
    super(detail);
    this.name = "EngineError";
    this.code = code;
  }
}

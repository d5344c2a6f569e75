import type {
  Account,
  AccountStatus,
  AttachmentMode,
  Expiry,
  Grant,
  LinkTarget,
  Owner,
  Principal,
  ResourceName,
  ResourceState,
  TypeDefinition,
} from "../src/types.ts";

/** What the accepted changes have left, as plain lists: no index, nothing derived, expired facts included. Entries are never altered in place. */
export interface Facts {
  revision: number;
  types: Map<string, TypeDefinition>;
  accounts: Map<Account, AccountFact>;
  /** Role → rank. */
  roles: Map<Principal, number>;
  /** `role:USER AGENTS.USE`: the features that are on. */
  features: Set<string>;
  /** Permission types whose ceiling is down. */
  ceilings: Set<string>;
  publicLinks: boolean;
  memberships: { member: Principal; group: Principal; expiresAt: Expiry }[];
  holdings: { holder: Principal; role: Principal; expiresAt: Expiry }[];
  capabilities: { principal: Principal; capability: string; scope: Principal | null; expiresAt: Expiry }[];
  organizationWide: Set<Principal>;
  resources: Map<ResourceName, ResourceFact>;
  parents: { resource: ResourceName; parent: ResourceName }[];
  attachments: { agent: ResourceName; thing: ResourceName; mode: AttachmentMode; attachedBy: Account }[];
  grants: Grant[];
}

export interface AccountFact {
  status: AccountStatus;
  /** null for services: they have no primary role. */
  primaryRole: Principal | null;
  ban: { until: Expiry } | null;
}

export interface ResourceFact {
  owner: Owner;
  state: ResourceState;
  restricted: boolean;
  link: LinkTarget | null;
}

export function noFacts(types: readonly TypeDefinition[]): Facts {
  return {
    revision: 0,
    types: new Map(types.map((type) => [type.name, type])),
    accounts: new Map(),
    roles: new Map(),
    features: new Set(),
    ceilings: new Set(),
    publicLinks: false,
    memberships: [],
    holdings: [],
    capabilities: [],
    organizationWide: new Set(),
    resources: new Map(),
    parents: [],
    attachments: [],
    grants: [],
  };
}

export function copyOf(facts: Facts): Facts {
  return {
    revision: facts.revision,
    types: new Map(facts.types),
    accounts: new Map(facts.accounts),
    roles: new Map(facts.roles),
    features: new Set(facts.features),
    ceilings: new Set(facts.ceilings),
    publicLinks: facts.publicLinks,
    memberships: [...facts.memberships],
    holdings: [...facts.holdings],
    capabilities: [...facts.capabilities],
    organizationWide: new Set(facts.organizationWide),
    resources: new Map(facts.resources),
    parents: [...facts.parents],
    attachments: [...facts.attachments],
    grants: [...facts.grants],
  };
}

/** `agent` of `agent:64f0…`; of a bare word, the word. */
export const typeOf = (name: string): string => name.split(":", 1)[0] ?? name;
/** `64f0…` of `agent:64f0…`. */
export const idOf = (name: string): string => name.slice(name.indexOf(":") + 1);
/** "In force" means `now < expiry`. */
export const inForce = (expiresAt: Expiry, at: number): boolean => expiresAt === null || at < expiresAt;

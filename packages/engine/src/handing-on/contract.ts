import type { Account, AttachmentMode, Context, Expiry, Grant, Owner, Principal, ResourceName } from "../types.ts";
import type { Refusal } from "./refusal.ts";

/** What a grant would say. */
export type GrantWish = Omit<Grant, "id" | "glass">;
/** What a grant would say instead; its principal and resource stay. */
export type GrantTerms = Pick<Grant, "allow" | "deny" | "expiresAt" | "condition">;

export interface MakeOptions {
  /** Another owner than the actor. */
  owner?: Owner;
  /** Of a shared link that shows one: its conversation, on which making it takes `share`. */
  conversation?: ResourceName;
  /** The operator lets members make groups. */
  membersMakeGroups?: boolean;
}

export interface RoleWish {
  /** Left out: as it is; of a new role `defaultRank(actor)`. */
  rank?: number;
  /** Features to switch on, and off. */
  on?: readonly string[];
  off?: readonly string[];
}

/** A capability or staff role in the hands of what everybody is in. */
export interface EverybodysStaff {
  /** `role:USER`, or a group marked organization-wide. */
  principal: Principal;
  /** `role:<name>`, `<capability>` or `<capability>@group:<id>`; held by itself, or through the groups above. */
  holds: string;
  /** `Infinity` never ends. */
  endsAt: number;
}

/**
 * Who may make and hand on what: nobody gives more than they hold (docs/model.md, "Making and handing on").
 *
 * Each answers null for *may*, or the refusal. Nothing is changed; what does not fit the state otherwise (cycles, limits, the last
 * super admin) is refused by `apply`. `actor` is a user or service; `context` is that of `check`: the key narrows both what is done and
 * what is given, `capabilities: false` leaves all capabilities out, `fields` are what conditions on the actor's own ways see,
 * `row` describes the first resource named, where it is not held in memory. `via` counts for nothing here.
 * Expiries are milliseconds, null for never. Cost: that of a few checks, unless said otherwise.
 */
export interface HandingOn {
  /** Of a new resource of this type. */
  create(actor: Account, type: string, options?: MakeOptions, context?: Context): Refusal | null;
  /** A new grant: its allows by the rules of granting, its denies by those of denying. Cost: with projects, by the sub-projects and agents in it. */
  grant(actor: Account, wish: GrantWish, context?: Context): Refusal | null;
  /**
   * Other terms for a grant: what is new must be grantable, what goes must be removable.
   * @param givenBy who gave it, as recorded beside it; null where unknown
   */
  changeGrant(
    actor: Account,
    resource: ResourceName,
    id: number,
    terms: GrantTerms,
    givenBy: string | null,
    context?: Context,
  ): Refusal | null;
  removeGrant(
    actor: Account,
    resource: ResourceName,
    id: number,
    givenBy: string | null,
    context?: Context,
  ): Refusal | null;
  /** Gives a user `view` on a sealed thing, for whoever holds `unseal:content`. Logging, the reason and telling the owner are the server's. */
  breakGlass(actor: Account, resource: ResourceName, endsAt: Expiry, context?: Context): Refusal | null;
  /** Restricts what is open, or opens it again (which gives its viewer role to everybody). */
  restrict(actor: Account, resource: ResourceName, restricted: boolean, context?: Context): Refusal | null;
  transfer(actor: Account, resource: ResourceName, owner: Owner, context?: Context): Refusal | null;
  /** Cost: grows with the children where denies lie here or above, and, of a group, with the grants to it. */
  deleteResource(actor: Account, resource: ResourceName, context?: Context): Refusal | null;

  /** Counts as a grant to the parent's whole audience. Cost: the grants on the parent and its ancestors. */
  addParent(actor: Account, resource: ResourceName, parent: ResourceName, context?: Context): Refusal | null;
  removeParent(actor: Account, resource: ResourceName, parent: ResourceName, context?: Context): Refusal | null;
  /** As lent or shown it counts as a grant to the agent's whole audience; `row` describes the thing. Cost: as `addParent`. */
  attach(
    actor: Account,
    agent: ResourceName,
    thing: ResourceName,
    mode: AttachmentMode,
    context?: Context,
  ): Refusal | null;
  detach(actor: Account, agent: ResourceName, thing: ResourceName, context?: Context): Refusal | null;

  addMember(actor: Account, group: Principal, member: Principal, expiresAt: Expiry, context?: Context): Refusal | null;
  /** Also how somebody leaves. Cost: grows with the grants to the group and those above it. */
  removeMember(actor: Account, group: Principal, member: Principal, context?: Context): Refusal | null;
  /** Does the group carry a role above USER or a capability, itself or through the groups above it? Such groups are not filled by synchronisation. */
  carriesStaff(group: Principal): boolean;
  /** What everybody has of capabilities and staff roles, which nobody gives them: none in a sound state. Cost: grows with the groups. */
  staffOfEverybody(now?: number): EverybodysStaff[];

  /** May the actor know that there is this role? To others it is as one that is not there. */
  knowsRole(actor: Account, role: Principal, context?: Context): boolean;
  /** Gives an additional role to a user, service or group. */
  giveRole(actor: Account, holder: Principal, role: Principal, expiresAt: Expiry, context?: Context): Refusal | null;
  takeRole(actor: Account, holder: Principal, role: Principal, context?: Context): Refusal | null;
  setPrimaryRole(actor: Account, user: Account, role: Principal, context?: Context): Refusal | null;
  makeRole(actor: Account, role: Principal, wish: RoleWish, context?: Context): Refusal | null;
  editRole(actor: Account, role: Principal, wish: RoleWish, context?: Context): Refusal | null;
  deleteRole(actor: Account, role: Principal, context?: Context): Refusal | null;
  /** The rank of a new role whose maker says nothing: 10, or one below the maker's. */
  defaultRank(actor: Account, context?: Context): number;

  giveCapability(
    actor: Account,
    principal: Principal,
    capability: string,
    scope: Principal | null,
    expiresAt: Expiry,
    context?: Context,
  ): Refusal | null;
  takeCapability(
    actor: Account,
    principal: Principal,
    capability: string,
    scope: Principal | null,
    context?: Context,
  ): Refusal | null;

  /** Makes an account: `manage:users` or `manage:services`; a user's primary role, if not USER, as one gives a role. */
  makeAccount(actor: Account, kind: "user" | "service", role: Principal | null, context?: Context): Refusal | null;
  /** Edit, ban, deactivate, delete another's account, or use a service's credentials: `capability` is the one for it. */
  actOn(actor: Account, account: Account, capability: string, context?: Context): Refusal | null;
}

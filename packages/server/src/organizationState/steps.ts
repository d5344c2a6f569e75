import { type Change, type HandingOn, type Refusal, SUPER_ADMIN, USER } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, whyNot } from "../access/index.ts";
import type { Actor } from "../http/actor.ts";
import type { Identity } from "../identity/index.ts";
import { isShorter } from "../identity/rules.ts";
import type { Difference } from "./difference.ts";
import type { Entry, EntryOf } from "./entries.ts";
import { differentFeatures } from "./features.ts";

/** What carries out one line of a plan. The rules are asked in the state that the lines before it make. */
export interface Step {
  line: Difference;
  /** Lines with a lower one come first. */
  turn: number;
  refusal(): Refusal | null;
  changes(): Change[];
}

export interface Doing {
  access: OrganizationAccess;
  actor: Actor;
  identity: Identity;
  /** Who gave which grant. */
  givers: ReadonlyMap<number, string>;
  /** Ids for new grants, as many as are needed. */
  nextGrantId: () => number;
  /** How many may still join, of a group that a member made. */
  roomIn: (group: string) => number;
  /** Whose primary role it is and stays. */
  peopleOf: (role: string) => readonly string[];
}

/**
 * The turns: what gives names comes first, then who is in what, and what goes last. A new super admin comes before a former one goes.
 */
const TURN = {
  role: 0,
  promoted: 1,
  person: 2,
  group: 3,
  left: 4,
  joined: 5,
  holding: 6,
  capability: 7,
  grant: 8,
  restricted: 9,
  taken: 10,
  groupGone: 11,
  roleGone: 12,
  demoted: 13,
  leftOut: 14,
} as const;

/** In the order of their turns; null: it is no matter of permissions. */
export function stepOf(line: Difference, doing: Doing): Step | null {
  const { before, after } = line;
  const entry = after ?? before;
  if (entry === undefined) return null;
  const made = stepFor(entry, before, after, doing);
  return made && { line, ...made };
}

type Made = Omit<Step, "line">;

function stepFor(entry: Entry, before: Entry | undefined, after: Entry | undefined, doing: Doing): Made | null {
  switch (entry.kind) {
    case "role":
      return roleStep(before as EntryOf<"role"> | undefined, after as EntryOf<"role"> | undefined, doing);
    case "person":
      return personStep(before as EntryOf<"person"> | undefined, after as EntryOf<"person"> | undefined, doing);
    case "group":
      return groupStep(before as EntryOf<"group"> | undefined, after as EntryOf<"group"> | undefined, doing);
    case "member":
      return memberStep(entry, before as EntryOf<"member"> | undefined, after === undefined, doing);
    case "holding":
      return holdingStep(entry, before as EntryOf<"holding"> | undefined, after === undefined, doing);
    case "capability":
      return capabilityStep(entry, before as EntryOf<"capability"> | undefined, after === undefined, doing);
    case "grant":
      return grantStep(before as EntryOf<"grant"> | undefined, after as EntryOf<"grant"> | undefined, doing);
    case "restricted":
      return restrictedStep(entry, after !== undefined, doing);
    default:
      return null;
  }
}

const asking = ({ access, actor }: Doing, ask: (may: HandingOn) => Refusal | null): Refusal | null =>
  whyNot(access, actor, ask);
const lacking = ({ access, actor }: Doing, action: string, resource?: string): Refusal | null =>
  access.may(actor, action, resource)
    ? null
    : {
        code: "action-missing",
        detail: `you may not \`${action}\`${resource === undefined ? "" : ` on \`${resource}\``}`,
      };

function roleStep(before: EntryOf<"role"> | undefined, after: EntryOf<"role"> | undefined, doing: Doing): Made {
  const { subject } = doing.actor;
  const context = () => contextOf(doing.actor);
  if (!after) {
    const role = before?.role ?? "";
    return {
      turn: TURN.roleGone,
      refusal: () => asking(doing, (may) => may.deleteRole(subject, role, context())),
      changes: () => [...withoutPrimary(doing, role), ...doing.access.engine.removalOf(role).changes],
    };
  }
  const { role, rank } = after;
  const { on, off } = differentFeatures(before?.features ?? [], after.features);
  const wish = { ...(rank !== before?.rank && { rank }), on, off };
  return {
    turn: TURN.role,
    refusal: () =>
      lacking(doing, "manage:roles") ??
      asking(doing, (may) => (before ? may.editRole : may.makeRole).call(may, subject, role, wish, context())),
    changes: () => [
      ...(rank === before?.rank ? [] : [{ kind: "role-set", role, rank } satisfies Change]),
      ...on.map((feature): Change => ({ kind: "feature-set", role, feature, on: true })),
      ...off.map((feature): Change => ({ kind: "feature-set", role, feature, on: false })),
    ],
  };
}

/** Whoever has it as primary role becomes USER. */
function withoutPrimary({ peopleOf }: Doing, role: string): Change[] {
  return peopleOf(role).map((user): Change => ({ kind: "primary-role-set", user, role: USER }));
}

function personStep(before: EntryOf<"person"> | undefined, after: EntryOf<"person"> | undefined, doing: Doing): Made {
  const { subject } = doing.actor;
  const user = (after ?? before)?.user ?? "";
  const isPromoted = after?.role === SUPER_ADMIN && before?.role !== SUPER_ADMIN;
  const isDemoted = before?.role === SUPER_ADMIN && after?.role !== SUPER_ADMIN;
  const turn = isPromoted ? TURN.promoted : isDemoted ? TURN.demoted : TURN.person;
  const acting = () => asking(doing, (may) => may.actOn(subject, user, "manage:users", contextOf(doing.actor)));
  if (!after)
    return {
      turn: TURN.leftOut,
      refusal: acting,
      changes: () => [{ kind: "account-status-set", account: user, status: "deactivated" }],
    };
  const { role, status } = after;
  if (!before)
    return {
      turn,
      refusal: () => asking(doing, (may) => may.makeAccount(subject, "user", role, contextOf(doing.actor))),
      changes: () => [{ kind: "user-added", user, role, status }],
    };
  const isRole = role !== before.role;
  const isOther = isRole ? isOtherBeside(before, after) : true;
  return {
    turn,
    refusal: () =>
      (isOther ? acting() : null) ??
      (isRole ? asking(doing, (may) => may.setPrimaryRole(subject, user, role, contextOf(doing.actor))) : null),
    changes: () => [
      ...(status === before.status ? [] : [{ kind: "account-status-set", account: user, status } satisfies Change]),
      ...(isRole ? [{ kind: "primary-role-set", user, role } satisfies Change] : []),
    ],
  };
}

/** Whether something else than the role is otherwise. */
const isOtherBeside = (before: EntryOf<"person">, after: EntryOf<"person">): boolean =>
  (["email", "name", "username", "status", "hidden"] as const).some((field) => before[field] !== after[field]);

function groupStep(before: EntryOf<"group"> | undefined, after: EntryOf<"group"> | undefined, doing: Doing): Made {
  const { access, actor } = doing;
  const { subject } = actor;
  if (!after) {
    const group = before?.group ?? "";
    return {
      turn: TURN.groupGone,
      refusal: () =>
        lacking(doing, "delete", group) ?? asking(doing, (may) => may.deleteResource(subject, group, contextOf(actor))),
      changes: () => access.engine.removalOf(group).changes,
    };
  }
  const { group, owner, organizationWide } = after;
  const marking: Change[] =
    organizationWide === (before?.organizationWide ?? false) ? [] : [{ kind: "group-marked", group, organizationWide }];
  const managing = () =>
    marking.length > 0 || (!before && after.source !== "local") ? lacking(doing, "manage:groups") : null;
  if (!before)
    return {
      turn: TURN.group,
      refusal: () => asking(doing, (may) => may.create(subject, "group", { owner }, contextOf(actor))) ?? managing(),
      changes: () => [{ kind: "resource-added", resource: group, owner, state: "active" }, ...marking],
    };
  const isOwner = owner !== before.owner;
  return {
    turn: TURN.group,
    refusal: () =>
      lacking(doing, "update", group) ??
      managing() ??
      (isOwner ? asking(doing, (may) => may.transfer(subject, group, owner, contextOf(actor))) : null),
    changes: () => [...(isOwner ? [{ kind: "owner-set", resource: group, owner } satisfies Change] : []), ...marking],
  };
}

function memberStep(
  { group, member, until }: EntryOf<"member">,
  before: EntryOf<"member"> | undefined,
  isGoing: boolean,
  doing: Doing,
): Made {
  const { actor } = doing;
  const context = contextOf(actor);
  const leaving = () => asking(doing, (may) => may.removeMember(actor.subject, group, member, context));
  if (isGoing)
    return {
      turn: TURN.left,
      refusal: leaving,
      changes: () => [{ kind: "membership-removed", member, group }],
    };
  return {
    turn: TURN.joined,
    refusal: () =>
      lacking(doing, "members", group) ??
      (before || doing.roomIn(group) > 0
        ? null
        : { code: "action-missing", detail: "the group holds as many as the operator lets members have" }) ??
      asking(doing, (may) => may.addMember(actor.subject, group, member, until, context)) ??
      (before && isShorter(until, before.until) ? leaving() : null),
    changes: () => [{ kind: "membership-set", member, group, expiresAt: until }],
  };
}

function holdingStep(
  { holder, role, until }: EntryOf<"holding">,
  before: EntryOf<"holding"> | undefined,
  isGoing: boolean,
  doing: Doing,
): Made {
  const { actor } = doing;
  const context = contextOf(actor);
  const taking = () => asking(doing, (may) => may.takeRole(actor.subject, holder, role, context));
  if (isGoing) return { turn: TURN.taken, refusal: taking, changes: () => [{ kind: "role-taken", holder, role }] };
  return {
    turn: TURN.holding,
    refusal: () =>
      asking(doing, (may) => may.giveRole(actor.subject, holder, role, until, context)) ??
      (before && isShorter(until, before.until) ? taking() : null),
    changes: () => [{ kind: "role-given", holder, role, expiresAt: until }],
  };
}

function capabilityStep(
  { principal, capability, scope, until }: EntryOf<"capability">,
  before: EntryOf<"capability"> | undefined,
  isGoing: boolean,
  doing: Doing,
): Made {
  const { actor } = doing;
  const context = contextOf(actor);
  const taking = () => asking(doing, (may) => may.takeCapability(actor.subject, principal, capability, scope, context));
  if (isGoing)
    return {
      turn: TURN.taken,
      refusal: taking,
      changes: () => [{ kind: "capability-removed", principal, capability, scope }],
    };
  return {
    turn: TURN.capability,
    refusal: () =>
      asking(doing, (may) => may.giveCapability(actor.subject, principal, capability, scope, until, context)) ??
      (before && isShorter(until, before.until) ? taking() : null),
    changes: () => [{ kind: "capability-set", principal, capability, scope, expiresAt: until }],
  };
}

function grantStep(before: EntryOf<"grant"> | undefined, after: EntryOf<"grant"> | undefined, doing: Doing): Made {
  const { actor, givers } = doing;
  const context = contextOf(actor);
  const { resource = "", principal = "" } = after ?? before ?? {};
  const id = before?.id ?? 0;
  const givenBy = givers.get(id) ?? null;
  if (!after)
    return {
      turn: TURN.taken,
      refusal: () => asking(doing, (may) => may.removeGrant(actor.subject, resource, id, givenBy, context)),
      changes: () => [{ kind: "grant-removed", resource, id }],
    };
  const { allow, deny, until: expiresAt, condition } = after;
  const terms = { allow, deny, expiresAt, condition };
  return {
    turn: TURN.grant,
    refusal: () =>
      asking(doing, (may) =>
        before
          ? may.changeGrant(actor.subject, resource, id, terms, givenBy, context)
          : may.grant(actor.subject, { principal, resource, ...terms }, context),
      ),
    changes: () => [
      { kind: "grant-set", grant: { id: before ? id : doing.nextGrantId(), principal, resource, ...terms } },
    ],
  };
}

function restrictedStep({ resource }: EntryOf<"restricted">, restricted: boolean, doing: Doing): Made {
  const { actor } = doing;
  return {
    turn: TURN.restricted,
    refusal: () => asking(doing, (may) => may.restrict(actor.subject, resource, restricted, contextOf(actor))),
    changes: () => [{ kind: "restricted-set", resource, restricted }],
  };
}

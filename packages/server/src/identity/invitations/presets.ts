import { type Change, USER } from "@gatehouse/engine";
import { z } from "zod";
import { contextOf, type OrganizationAccess, whyNot } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";

const Stored = z.object({ role: z.string().nullable(), roles: z.array(z.string()), groups: z.array(z.string()) });

/** What an invitation gives: names of roles (`role:…`) and groups (`group:…`). */
export type Presets = z.infer<typeof Stored>;

export const readPresets = (text: string): Presets => Stored.parse(JSON.parse(text));

type Refused = NonNullable<ReturnType<typeof whyNot>>;

interface Given {
  /** With which the account begins. */
  changes: Change[];
  /** What `inviter` may not give, or what is gone; `role` is null where that is given. */
  leftOut: Presets;
  /** Why, of the first. */
  refused: Refused | null;
}

/**
 * What of an invitation its inviter may give now, by the rules for giving a role and adding a member, to an account that is made with it.
 * @returns null where they may make no account at all
 */
export function givable(access: OrganizationAccess, inviter: Actor, user: string, presets: Presets): Given | null {
  const { subject } = inviter;
  const context = contextOf(inviter);
  const { engine } = access;
  if (whyNot(access, inviter, (may) => may.makeAccount(subject, "user", USER, context))) return null;
  const roles = new Set(engine.listRoles().map(({ role }) => role));
  const leftOut: Presets = { role: null, roles: [], groups: [] };
  let refused: Refused | null = null;
  const isGivable = (refusal: Refused | null): boolean => {
    refused ??= refusal;
    return refusal === null;
  };
  const gone: Refused = { code: "not-found", detail: "it is not there" };

  const wanted = presets.role ?? USER;
  const isRole = isGivable(
    roles.has(wanted) ? whyNot(access, inviter, (may) => may.makeAccount(subject, "user", wanted, context)) : gone,
  );
  if (!isRole) leftOut.role = wanted;
  const changes: Change[] = [{ kind: "user-added", user, role: isRole ? wanted : USER, status: "active" }];
  for (const role of presets.roles) {
    const refusal = roles.has(role)
      ? engine.suppose(changes, () =>
          whyNot(access, inviter, (may) => may.giveRole(subject, user, role, null, context)),
        )
      : gone;
    if (isGivable(refusal)) changes.push({ kind: "role-given", holder: user, role, expiresAt: null });
    else leftOut.roles.push(role);
  }
  for (const group of presets.groups) {
    const refusal = engine.isHeld(group)
      ? engine.suppose(changes, () =>
          whyNot(access, inviter, (may) => may.addMember(subject, group, user, null, context)),
        )
      : gone;
    if (isGivable(refusal)) changes.push({ kind: "membership-set", member: user, group, expiresAt: null });
    else leftOut.groups.push(group);
  }
  return { changes, leftOut, refused };
}

/** What an account would begin with, if its inviter might give all of it; without what is gone. */
export function heldWith({ engine }: OrganizationAccess, user: string, { role, roles, groups }: Presets): Change[] {
  const known = new Set(engine.listRoles().map((one) => one.role));
  const primary = role !== null && known.has(role) ? role : USER;
  return [
    { kind: "user-added", user, role: primary, status: "active" },
    ...roles
      .filter((one) => known.has(one))
      .map((one): Change => ({ kind: "role-given", holder: user, role: one, expiresAt: null })),
    ...groups
      .filter((group) => engine.isHeld(group))
      .map((group): Change => ({ kind: "membership-set", member: user, group, expiresAt: null })),
  ];
}

export const isNothing = ({ role, roles, groups }: Presets): boolean =>
  role === null && roles.length === 0 && groups.length === 0;

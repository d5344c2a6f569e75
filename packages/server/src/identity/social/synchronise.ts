import { ADMIN, builtInRanks, type Change, SUPER_ADMIN, USER } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import { newId, searchText, type Tx } from "../../store/index.ts";
import { findAccount } from "../accounts/queries.ts";
import { findHolding } from "../roles/holdings.ts";
import { roleByName } from "../roles/names.ts";
import type { Note, Outcome } from "./outcome.ts";
import { groupsNamed, groupsOnSource, membershipsOfAccount } from "./queries.ts";
import type { Synchronised } from "./synchronised.ts";

export const SOURCE = "openid";

interface Subject {
  /** `user:…` */
  account: string;
  /** It is made in the same transaction, as USER, with nothing. */
  isNew: boolean;
  /** What the claims gave before. */
  former: Synchronised;
  /** What other identities of the account gave: not this one's to take. */
  others: readonly Synchronised[];
}

interface Situation {
  db: Tx;
  access: OrganizationAccess;
  subject: Subject;
  outcome: Outcome;
  createsGroups: boolean;
  now: number;
}

/** What a sign-in would change. */
export interface Plan {
  changes: Change[];
  /** Groups to make: their rows. */
  made: { id: string; name: string }[];
  given: Synchronised;
  notes: Note[];
}

/**
 * What has to change so that an account is as the claims of its provider say. Only what an earlier sign-in gave is taken away; what people
 * gave stays. Changes nothing.
 * Cost: a few queries by key, and a question to the engine for each group that is new.
 */
export async function planOf(situation: Situation): Promise<Plan> {
  const plan: Plan = { changes: [], made: [], given: {}, notes: [] };
  await planAdmin(situation, plan);
  await planRole(situation, plan);
  await planGroups(situation, plan);
  return plan;
}

/** ADMIN comes as an additional role, and never to a super admin, who has more. */
async function planAdmin({ db, access, subject, outcome }: Situation, plan: Plan): Promise<void> {
  const { account, isNew, former, others } = subject;
  const wasGiven = former.admin === true;
  if (outcome.admin === undefined) {
    if (wasGiven) plan.given.admin = true;
    return;
  }
  const holding = { holder: account, role: ADMIN };
  const held = isNew ? undefined : await findHolding(db, access, holding);
  const primary = isNew ? USER : (await findAccount(db, access.id, account))?.primary_role;
  if (outcome.admin) {
    if (primary === SUPER_ADMIN || primary === ADMIN)
      plan.notes.push(noted("admin role", false, `the account is ${primary.slice("role:".length)} already`));
    else if (!held) {
      plan.changes.push({ kind: "role-given", ...holding, expiresAt: null });
      plan.given.admin = true;
    } else if (wasGiven) plan.given.admin = true;
    else plan.notes.push(noted("admin role", false, "somebody gave ADMIN already; it stays theirs to take"));
  } else if (wasGiven && held && !others.some(({ admin }) => admin))
    plan.changes.push({ kind: "role-taken", ...holding });
}

/** A staff role that somebody gave as primary role is not the claims' to replace. */
async function planRole({ db, access, subject, outcome }: Situation, plan: Plan): Promise<void> {
  const { account, isNew, former } = subject;
  if (outcome.role === undefined) {
    if (former.role !== undefined) plan.given.role = former.role;
    return;
  }
  const role = await roleByName(db, access, outcome.role);
  if (role === undefined || role === ADMIN || role === SUPER_ADMIN) {
    plan.notes.push(noted("role", false, `there is no role \`${outcome.role.slice(0, 80)}\` that could be given`));
    if (former.role !== undefined) plan.given.role = former.role;
    return;
  }
  const primary = isNew ? USER : ((await findAccount(db, access.id, account))?.primary_role ?? USER);
  const isTheirs = primary !== former.role && (await isStaff(db, access, primary));
  if (isTheirs) {
    plan.notes.push(noted("role", false, `somebody gave \`${primary.slice("role:".length)}\`, which stays`));
    return;
  }
  plan.given.role = role;
  if (primary !== role) plan.changes.push({ kind: "primary-role-set", user: account, role });
}

/** A role above USER, or with a capability. Served by the primary key of `capabilities`. */
async function isStaff(db: Tx, access: OrganizationAccess, role: string): Promise<boolean> {
  const rank = access.engine.listRoles().find((one) => one.role === role)?.rank ?? 0;
  if (rank > (builtInRanks[USER] ?? 0)) return true;
  const capability = await db
    .selectFrom("capabilities")
    .select("capability")
    .where("organization_id", "=", access.id)
    .where("principal", "=", role)
    .limit(1)
    .executeTakeFirst();
  return capability !== undefined;
}

async function planGroups(situation: Situation, plan: Plan): Promise<void> {
  const { db, access, subject, outcome, now } = situation;
  const { account, isNew, former, others } = subject;
  if (outcome.groups === undefined) {
    if (former.groups) plan.given.groups = former.groups;
    return;
  }
  const memberships = isNew ? [] : await membershipsOfAccount(db, access.id, account);
  const isIn = new Set(
    memberships.filter(({ expires_at: end }) => end === null || end > now).map(({ group_name: name }) => name),
  );
  const wanted = await groupsFor(situation, outcome.groups, plan);
  const given: string[] = [];
  for (const { id, name, isNew: isNewGroup, filledWithStaff } of wanted) {
    const group = `group:${id}`;
    if (isIn.has(group)) {
      if (former.groups?.includes(id)) given.push(id);
      continue;
    }
    if (!isNewGroup && access.engine.may.carriesStaff(group) && !filledWithStaff) {
      plan.notes.push(
        noted("groups", false, `\`${name}\` carries a staff role or a capability, and is not marked to be filled`),
      );
      continue;
    }
    plan.changes.push({ kind: "membership-set", member: account, group, expiresAt: null });
    given.push(id);
  }
  const ids = new Set(wanted.map(({ id }) => id));
  for (const id of former.groups ?? []) {
    const isOthers = others.some(({ groups }) => groups?.includes(id));
    if (ids.has(id) || isOthers || !isIn.has(`group:${id}`)) continue;
    plan.changes.push({ kind: "membership-removed", member: account, group: `group:${id}` });
  }
  if (given.length > 0) plan.given.groups = given.toSorted();
}

interface Wanted {
  id: string;
  name: string;
  isNew: boolean;
  filledWithStaff: boolean;
}

/** The groups of the provider that are meant: by what it calls them, otherwise by their names; made where they are not there. */
async function groupsFor(
  { db, access, createsGroups }: Situation,
  names: readonly string[],
  plan: Plan,
): Promise<Wanted[]> {
  if (names.length === 0) return [];
  const byId = new Map(
    (await groupsOnSource(db, access.id, SOURCE, names)).map((row) => [row.id_on_the_source ?? "", row]),
  );
  const others = names.filter((name) => !byId.has(name));
  const byName = Map.groupBy(
    others.length === 0 ? [] : await groupsNamed(db, access.id, SOURCE, others),
    (row) => row.name,
  );
  return names.flatMap((name): Wanted[] => {
    const named = byName.get(name) ?? [];
    const row = byId.get(name) ?? (named.length === 1 ? named[0] : undefined);
    if (row) return [{ id: row.id, name, isNew: false, filledWithStaff: row.filled_with_staff === 1 }];
    if (named.length > 1) {
      plan.notes.push(noted("groups", false, `several groups are called \`${name}\``));
      return [];
    }
    if (!createsGroups) {
      plan.notes.push(noted("groups", false, `there is no group \`${name}\` of the provider`));
      return [];
    }
    const id = newId();
    plan.made.push({ id, name });
    plan.changes.push({ kind: "resource-added", resource: `group:${id}`, owner: "organization", state: "active" });
    return [{ id, name, isNew: true, filledWithStaff: false }];
  });
}

/** The rows of groups that are made. Their changes are the plan's. */
export async function makeGroups(tx: Tx, organization: string, made: Plan["made"], now: number): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ id, name }) => ({
    organization_id: organization,
    id,
    name,
    source: SOURCE,
    id_on_the_source: name,
    search_text: searchText(name),
    created_at: now,
    updated_at: now,
  }));
  await tx.insertInto("groups").values(rows).execute();
}

const noted = (what: Note["for"], used: boolean, because: string): Note => ({ for: what, used, because });

import { builtInRanks } from "@gatehouse/engine";
import type { OrganizationAccess } from "../access/index.ts";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { findUserByEmail } from "../identity/accounts/queries.ts";
import { insertUser } from "../identity/accounts/registration.ts";
import { type UserEdit, Users } from "../identity/accounts/users.ts";
import { findGroup, insertGroup, setSource, touchGroup, updateGroup } from "../identity/groups/queries.ts";
import type { Identity } from "../identity/index.ts";
import { saveText } from "../identity/roles/service.ts";
import { noteEvent, type Tx } from "../store/index.ts";
import type { Difference } from "./difference.ts";
import type { EntryOf } from "./entries.ts";
import { letOthersIn } from "./pauses.ts";

interface Writing {
  tx: Tx;
  identity: Identity;
  access: OrganizationAccess;
  actor: Actor;
}

/** What follows once the rows are there for good. */
export interface Followed {
  /** Sessions that ended, by account. */
  ended: { account: string; sessions: string[] }[];
  /** How many new people were written a letter, by which they set a password. */
  invited: number;
}

/**
 * Names, texts and addresses of what a plan changes, in the transaction that commits its changes; they take no revision.
 * @throws {Problem} `state-plan-stale` where somebody else wrote them since the plan, and what the services say
 */
export async function writeRows(writing: Writing, todo: readonly Difference[]): Promise<Followed> {
  const followed: Followed = { ended: [], invited: 0 };
  const touched = new Set<string>();
  const others = letOthersIn();
  for (const { before, after } of todo) {
    await others();
    const entry = after ?? before;
    if (entry?.kind === "role") await writeRole(writing, before as Role, after as Role);
    if (entry?.kind === "group") await writeGroup(writing, before as Group, after as Group);
    if (entry?.kind === "person") await writePerson(writing, before as Person, after as Person, followed);
    if (entry?.kind === "member") touched.add(entry.group);
  }
  const { tx, access, identity } = writing;
  for (const group of touched) await touchGroup(tx, access.id, idOf(group), identity.now());
  return followed;
}

type Role = EntryOf<"role"> | undefined;
type Group = EntryOf<"group"> | undefined;
type Person = EntryOf<"person"> | undefined;

async function writeRole({ tx, identity, access, actor }: Writing, before: Role, after: Role): Promise<void> {
  if (!after) {
    if (!before) return;
    const ofRole = tx.deleteFrom("role_texts").where("organization_id", "=", access.id);
    await ofRole.where("role", "=", before.role).execute();
    return;
  }
  const { role, name, description } = after;
  const fields = [
    ...(name === before?.name ? [] : ["name"]),
    ...(description === (before?.description ?? "") ? [] : ["description"]),
  ];
  if (!before && Object.hasOwn(builtInRanks, role)) return;
  if (fields.length === 0) return;
  await saveText(tx, access.id, role, { name, description: description === "" ? null : description }, identity.now());
  if (before)
    await noteEvent(tx, {
      organization: access.id,
      kind: "role-edited",
      actor: actor.name,
      about: [role],
      facts: { fields },
      details: { reason: REASON },
    });
}

async function writeGroup({ tx, identity, access, actor }: Writing, before: Group, after: Group): Promise<void> {
  const now = identity.now();
  if (!after) return; // with the resource (Access.removed)
  const id = idOf(after.group);
  const { name, description, email, source, idOnTheSource, endsAt } = after;
  if (!before) {
    await insertGroup(tx, access.id, { id, name, description, email, now, endsAt });
    if (source !== "local" && idOnTheSource !== null) await setSource(tx, access.id, id, { source, idOnTheSource });
    return;
  }
  const row = await findGroup(tx, access.id, id);
  const isAsPlanned =
    row?.name === before.name && (row.description ?? "") === before.description && (row.email ?? "") === before.email;
  if (!row || !isAsPlanned) throw stale();
  const fields = (["name", "description", "email"] as const).filter((field) => before[field] !== after[field]);
  if (fields.length === 0) return;
  await updateGroup(tx, row, { name, description, email }, now);
  await noteEvent(tx, {
    organization: access.id,
    kind: "group-edited",
    actor: actor.name,
    about: [after.group],
    facts: { fields },
    details: { reason: REASON },
  });
}

async function writePerson(writing: Writing, before: Person, after: Person, followed: Followed): Promise<void> {
  const { tx, identity, access, actor } = writing;
  const user = (after ?? before)?.user ?? "";
  if (after && !before) {
    const { name, email, username } = after;
    if (await findUserByEmail(tx, access.id, email)) throw stale();
    // Nobody knows a password: the person sets one, by the link that is sent to the address.
    const verified = { password: null, isVerified: true, now: identity.now() };
    await insertUser(tx, access.id, { id: idOf(user), name, email, username, ...verified });
    if (after.hidden) await new Users(identity).hideNew(tx, access, user);
    if (after.status !== "active") return;
    // With the account or not at all: whoever is made twice over is not written to again.
    await identity.passwordReset.sendToNew(tx, access.id, { id: idOf(user), email });
    followed.invited++;
    return;
  }
  if (!before) return;
  const wish: UserEdit = after
    ? {
        ...(after.name !== before.name && { name: after.name }),
        ...(after.email !== before.email && { email: after.email }),
        ...(after.username !== before.username && { username: after.username }),
        ...(after.hidden !== before.hidden && { hidden: after.hidden }),
        ...(after.status !== before.status && after.status !== "unverified" && { status: after.status }),
      }
    : { status: "deactivated" };
  if (Object.keys(wish).length === 0) return;
  const { ended } = await new Users(identity).editInside(tx, access, actor, idOf(user), wish, undefined, REASON);
  if (ended.length > 0) followed.ended.push({ account: user, sessions: ended });
}

const idOf = (name: string): string => name.slice(name.indexOf(":") + 1);
export const REASON = "state apply";
export const stale = () => problem("state-plan-stale");

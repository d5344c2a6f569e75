import type { Change, Expiry } from "@gatehouse/engine";
import { sql } from "kysely";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { findAccount } from "../accounts/queries.ts";
import { isShorter } from "../rules.ts";
import { roleName } from "./names.ts";

/** An additional role of a user, a service or a group. */
interface Holding {
  /** `user:…`, `service:…`, `group:…` */
  holder: string;
  /** `role:…` */
  role: string;
}

/** Gives it, or gives it another end. @throws {Problem} the refusal of the rules of handing on */
export async function roleGiven(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { holder, role, expiresAt }: Holding & { expiresAt: Expiry },
): Promise<Change[]> {
  requireMay(access, actor, (may) => may.giveRole(actor.subject, holder, role, expiresAt, contextOf(actor)));
  const held = await findHolding(tx, access, { holder, role });
  // A shorter one takes away.
  if (held && isShorter(expiresAt, held.expires_at))
    requireMay(access, actor, (may) => may.takeRole(actor.subject, holder, role, contextOf(actor)));
  return [{ kind: "role-given", holder, role, expiresAt }];
}

/** @throws {Problem} the refusal; `resource-not-found` if it is not held */
export async function roleTaken(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { holder, role }: Holding,
): Promise<Change[]> {
  requireMay(access, actor, (may) => may.takeRole(actor.subject, holder, role, contextOf(actor)));
  if (!(await findHolding(tx, access, { holder, role })))
    throw problem("resource-not-found", {
      detail: `\`${await roleName(tx, access.id, role)}\` is no additional role of this ${holder.startsWith("user:") ? "account" : holder.split(":")[0]}`,
      extra: { help: await helpWith(tx, access, holder) },
    });
  return [{ kind: "role-taken", holder, role }];
}

export function findHolding(tx: Tx, access: OrganizationAccess, { holder, role }: Holding) {
  return tx
    .selectFrom("role_holdings")
    .select("expires_at")
    .where("organization_id", "=", access.id)
    .where("holder", "=", holder)
    .where("role", "=", role)
    .executeTakeFirst();
}

/** What can be taken from somebody, and what only be replaced. */
async function helpWith(tx: Tx, access: OrganizationAccess, holder: string): Promise<string> {
  const held = await tx
    .selectFrom("role_holdings")
    .select("role")
    .where("organization_id", "=", access.id)
    .where("holder", "=", holder)
    .execute();
  const names = await Promise.all(held.map(({ role }) => roleName(tx, access.id, role)));
  const additional = names.length === 0 ? "It has none" : `It has ${names.map((name) => `\`${name}\``).join(", ")}`;
  const primary = (await findAccount(tx, access.id, holder))?.primary_role;
  if (!primary) return `${additional}.`;
  return `${additional}; its own role is \`${await roleName(tx, access.id, primary)}\`, which is not taken but replaced by another one.`;
}

/**
 * One page of who holds a role, by name, as primary role or besides (its end stands beside), how many these are and how many hold it now. Served by
 * accounts_by_primary_role and role_holdings_by_role, in whose order they come, and by role_holdings_by_end.
 */
export async function holdersOf(
  db: Tx,
  organization: string,
  role: string,
  { limit, offset, now }: { limit: number; offset: number; now: number },
) {
  const page = await heldBy(db, organization, role).orderBy("holder").limit(limit).offset(offset).execute();
  const first = await primarily(db, organization, role)
    .select((e) => e.fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  const second = await besides(db, organization, role)
    .select((e) => e.fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  const ended = await besides(db, organization, role)
    .where("expires_at", "<=", now)
    .select((e) => e.fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  const total = Number(first.total) + Number(second.total);
  return { page, total, current: total - Number(ended.total) };
}

/** Whose primary role it is. Served by accounts_by_primary_role. */
const primarily = (db: Tx, organization: string, role: string) =>
  db.selectFrom("accounts").where("accounts.organization_id", "=", organization).where("primary_role", "=", role);

/** Who has it as an additional role, and not as the primary one as well. Served by role_holdings_by_role. */
export const besides = (db: Tx, organization: string, role: string) =>
  db
    .selectFrom("role_holdings")
    .where("role_holdings.organization_id", "=", organization)
    .where("role", "=", role)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("accounts")
            .select("account")
            .where("accounts.organization_id", "=", organization)
            .whereRef("account", "=", "holder")
            .where("primary_role", "=", role),
        ),
      ),
    );

/** Whoever holds a role, each once, and until when. */
export const heldBy = (db: Tx, organization: string, role: string) =>
  primarily(db, organization, role)
    .select(["account as holder", sql<number | null>`cast(null as bigint)`.as("expires_at")])
    .unionAll(besides(db, organization, role).select(["holder", "expires_at"]));

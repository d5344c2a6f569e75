import { type RawBuilder, sql } from "kysely";
import type { Audience } from "../../config/index.ts";
import type { Tx } from "../../store/index.ts";

type Condition = RawBuilder<boolean>;

/** How many people there are of an audience can be counted of these only: the others are who comes, or does something, from then on. */
const counted: Partial<Record<Audience, Condition>> = {
  everybody: sql<boolean>`1 = 1`,
  "password-holders": sql<boolean>`password_hash is not null`,
  "provider-accounts": sql<boolean>`exists (select 1 from identities where identities.organization_id = users.organization_id
    and identities.account = 'user:' || users.id)`,
  unverified: sql<boolean>`email_verified = 0`,
};

/**
 * How many people belong to at least one of these; null where it cannot be counted of any of them. Of all organizations: settings are the same
 * for them. Reads the accounts through, as the counting of all does.
 * @param roles those of `role-holders`, by the names that people write
 */
export async function countAudience(
  db: Tx,
  audience: readonly Audience[],
  { roles, now }: { roles: readonly string[]; now: number },
): Promise<number | null> {
  const holders = audience.includes("role-holders") && roles.length > 0 ? [holding(roles, now)] : [];
  const conditions = [...audience.flatMap((one) => counted[one] ?? []), ...holders];
  if (conditions.length === 0) return audience.includes("role-holders") ? 0 : null;
  const { count } = await db
    .selectFrom("users")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where(sql<boolean>`(${sql.join(conditions, sql` or `)})`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Who holds one of these roles: as their own, beside it, or by a group that they are in, however deep. */
function holding(roles: readonly string[], now: number): Condition {
  const wanted = sql`(select organization_id, role from role_texts where name in (${sql.join(roles)})
    union select organization_id, role from roles where role in (${sql.join(roles.map((name) => `role:${name}`))}))`;
  return sql<boolean>`(users.organization_id, 'user:' || users.id) in (
    with recursive holders(organization_id, holder) as (
      select accounts.organization_id, account from accounts join ${wanted} as own
        on own.organization_id = accounts.organization_id and own.role = primary_role
      union select role_holdings.organization_id, holder from role_holdings join ${wanted} as besides
        on besides.organization_id = role_holdings.organization_id and besides.role = role_holdings.role
        where expires_at is null or expires_at > ${now}
      union select memberships.organization_id, member from memberships join holders
        on memberships.organization_id = holders.organization_id and group_name = holder
        where expires_at is null or expires_at > ${now}
    ) select organization_id, holder from holders)`;
}

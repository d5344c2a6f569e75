import { z } from "zod";
import { Ending, endingOf } from "../../access/inForce.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Tx } from "../../store/index.ts";
import { roleNames } from "../roles/names.ts";
import { whoseIsOn } from "../secondFactor/queries.ts";
import { SHOWN } from "./hidden.ts";
import type { UserRow } from "./queries.ts";
import { servedRole } from "./shapes.ts";

/** A person as administrators see them: LibreChat's fields, and ours beside. */
export const AdminUser = z.object({
  id: z.string(),
  _id: z.string(),
  name: z.string(),
  username: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  avatar: z.string(),
  role: z.string().describe("In lists a super admin is served as ADMIN, as in LibreChat"),
  gatehouseRole: z.string().describe("The primary role as it is"),
  roles: z.array(z.object({ role: z.string(), ...Ending })).describe("Additional roles, also those that have ended"),
  status: z.enum(["active", "unverified", "deactivated"]),
  banned: z.boolean(),
  hidden: z.boolean().describe("Whoever looks for people does not find it, but for administrators"),
  bannedUntil: z.string().nullable().describe("Null while banned: for good"),
  provider: z.string(),
  twoFactorEnabled: z.boolean(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type AdminView = z.infer<typeof AdminUser>;

/** What acting on somebody is done by. */
export const actedBy = ["manage:users", "manage:keys", "ban:users", "ban:users:short", "view:as"] as const;
export const Acting = z.object({
  capability: z.enum(actedBy),
  reason: z.string().nullable().describe("Why one may not act on this person by it; null: one may"),
  missing: z.array(z.string()),
});
export type Acting = z.infer<typeof Acting>;

/** The roles that one may give somebody, by the names that people know: as their own, and beside it for good. */
export const Givable = z.object({ primary: z.array(z.string()), additional: z.array(z.string()) });
export type Givable = z.infer<typeof Givable>;

/** In the order of `users`. @param isPlain serves SUPER_ADMIN as what it is */
export async function adminViews(
  db: Tx,
  organization: string,
  users: readonly UserRow[],
  now: number,
  isPlain = false,
): Promise<AdminView[]> {
  if (users.length === 0) return [];
  const names = users.map(({ id }) => `user:${id}`);
  const [accounts, holdings, roles, withFactor] = await Promise.all([
    db
      .selectFrom("accounts")
      .selectAll()
      .where("organization_id", "=", organization)
      .where("account", "in", names)
      .execute(),
    db
      .selectFrom("role_holdings")
      .selectAll()
      .where("organization_id", "=", organization)
      .where("holder", "in", names)
      .orderBy("role")
      .execute(),
    roleNames(db, organization),
    whoseIsOn(db, organization, names),
  ]);
  const accountOf = new Map(accounts.map((one) => [one.account, one]));
  const holdingsOf = Map.groupBy(holdings, ({ holder }) => holder);
  const nameOf = (role: string) => roles.get(role) ?? role.slice("role:".length);
  return users.map((user) => {
    const account = accountOf.get(`user:${user.id}`);
    const role = nameOf(account?.primary_role ?? "role:USER");
    const isBanned = account?.banned === 1 && (account.banned_until === null || account.banned_until > now);
    return {
      id: user.id,
      _id: user.id,
      name: user.name,
      username: user.username ?? "",
      email: user.email,
      emailVerified: user.email_verified === 1,
      avatar: user.avatar ?? "",
      role: isPlain ? role : servedRole(role),
      gatehouseRole: role,
      roles: (holdingsOf.get(`user:${user.id}`) ?? []).map((one) => ({
        role: nameOf(one.role),
        ...endingOf(one.expires_at, now),
      })),
      status: account?.status ?? "deactivated",
      banned: isBanned,
      hidden: user.hidden !== SHOWN,
      bannedUntil: isBanned ? fromExpiry(account.banned_until) : null,
      provider: user.provider,
      twoFactorEnabled: withFactor.has(`user:${user.id}`),
      version: user.version,
      createdAt: new Date(user.created_at).toISOString(),
      updatedAt: new Date(user.updated_at).toISOString(),
    };
  });
}

/** A member in LibreChat's lists of members. */
export const MemberView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  avatarUrl: z.string().optional(),
  type: z.enum(["user", "service", "group"]),
  ...Ending,
});
/** A page of members, or of holders. */
export const MembersOf = {
  members: z.array(MemberView),
  total: z.number().describe("How many the list has, ended ones included"),
  current: z.number().describe("How many of these are so now"),
} as const;

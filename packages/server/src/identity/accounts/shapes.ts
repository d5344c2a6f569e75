import { SUPER_ADMIN } from "@gatehouse/engine";
import { z } from "zod";
import type { Tx } from "../../store/index.ts";
import { roleName } from "../roles/names.ts";
import { isOn } from "../secondFactor/queries.ts";
import { SHOWN } from "./hidden.ts";
import { findAccount, type UserRow } from "./queries.ts";

/** LibreChat's user as its owner sees it, and `gatehouseRole` beside: the primary role as it is. Never a hash of anything. */
export const OwnUser = z.object({
  _id: z.string(),
  id: z.string(),
  name: z.string(),
  username: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  avatar: z.string().nullable(),
  provider: z.string(),
  role: z.string(),
  gatehouseRole: z.string(),
  plugins: z.array(z.string()),
  twoFactorEnabled: z.boolean(),
  twoFactorNeeded: z.boolean().optional().describe("Nothing else is answered until two-factor sign-in is set up"),
  hidden: z.boolean().describe("Whoever looks for people does not find one, but for administrators"),
  termsAccepted: z.boolean(),
  favorites: z.array(z.record(z.string(), z.string())).optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type OwnView = z.infer<typeof OwnUser>;

export async function ownView(db: Tx, user: UserRow): Promise<OwnView> {
  const account = await findAccount(db, user.organization_id, `user:${user.id}`);
  const role = await roleName(db, user.organization_id, account?.primary_role ?? "role:USER");
  return {
    _id: user.id,
    id: user.id,
    name: user.name,
    username: user.username ?? "",
    email: user.email,
    emailVerified: user.email_verified === 1,
    avatar: user.avatar,
    provider: user.provider,
    role: servedRole(role),
    gatehouseRole: role,
    plugins: [],
    twoFactorEnabled: await isOn(db, { organization: user.organization_id, account: `user:${user.id}` }),
    hidden: user.hidden !== SHOWN,
    termsAccepted: user.terms_accepted_at !== null,
    createdAt: new Date(user.created_at).toISOString(),
    updatedAt: new Date(user.updated_at).toISOString(),
  };
}

/** LibreChat knows no role above ADMIN (docs/roles.md). */
export const servedRole = (role: string): string => (`role:${role}` === SUPER_ADMIN ? "ADMIN" : role);

import type { Tx } from "../../store/index.ts";
import { findUserById } from "../accounts/queries.ts";
import { ownView } from "../accounts/shapes.ts";
import type { Identity } from "../identity.ts";
import { keysOf } from "../keys/queries.ts";
import { deviceOf } from "../sessions/device.ts";
import { identitiesOf } from "../social/queries.ts";
import { violationsOf } from "../violations/queries.ts";
import { type ExportPart, type ExportWish, jsonList, jsonText } from "./contents.ts";

const iso = (moment: number) => new Date(moment).toISOString();
const isoOrNull = (moment: number | null) => (moment === null ? null : iso(moment));

/** The account itself: who they are here, where they signed in, what they belong to. Hashes, tokens and secrets are not read. */
export const ownContents = (identity: Identity): ExportPart => ({
  says: [
    { path: "account.json", words: "Your name, address and settings." },
    { path: "sessions.json", words: "Where you signed in, from which address and with what, as long as it is kept." },
    {
      path: "api-keys.json",
      words: "Your API keys: their names, ends and first characters, never the keys themselves.",
    },
    { path: "sign-ins.json", words: "The accounts elsewhere (Google, GitHub and so on) that you sign in with." },
    { path: "memberships.json", words: "Your groups, your roles and what you may administer." },
    { path: "violations.json", words: "What you were refused because you did too much of it." },
  ],
  async *entries({ actor, at }) {
    const { db } = identity.store;
    const { organization, subject } = actor;
    yield { path: "account.json", at, text: jsonText(await accountOf(identity, { actor, at })) };
    yield { path: "sessions.json", at, text: jsonList(await sessionsOf(db, organization, subject)) };
    yield { path: "api-keys.json", at, text: jsonList(await apiKeysOf(db, organization, subject)) };
    const identities = (await identitiesOf(db, organization, subject)).map((row) => ({
      provider: row.provider,
      issuer: row.issuer,
      subject: row.subject,
      email: row.email,
      emailVerified: row.email_verified === 1,
      linkedAt: iso(row.linked_at),
      lastUsedAt: iso(row.last_used_at),
    }));
    yield { path: "sign-ins.json", at, text: jsonList(identities) };
    yield { path: "memberships.json", at, text: jsonText(await membershipsOf(identity, organization, subject)) };
    const violations = (await violationsOf(db, organization, subject)).map(({ type, times, score, last_at }) => ({
      type,
      times: Number(times),
      score: Number(score),
      lastAt: iso(Number(last_at)),
    }));
    yield { path: "violations.json", at, text: jsonList(violations) };
  },
});

async function accountOf({ store }: Identity, { actor }: ExportWish) {
  const user = await findUserById(store.db, actor.organization, actor.subject.slice("user:".length));
  if (!user) throw new Error("the account went while it was exported");
  const favorites = await store.db
    .selectFrom("favorites")
    .select("favorite")
    .where("organization_id", "=", actor.organization)
    .where("account", "=", actor.subject)
    .orderBy("position")
    .execute();
  return {
    ...(await ownView(store.db, user)),
    idOnTheSource: user.id_on_the_source,
    passwordChangedAt: isoOrNull(user.password_changed_at),
    termsAcceptedAt: isoOrNull(user.terms_accepted_at),
    personalization: user.personalization === null ? null : JSON.parse(user.personalization),
    favorites: favorites.map(({ favorite }) => JSON.parse(favorite)),
  };
}

/** Served by sessions_by_account. */
async function sessionsOf(db: Tx, organization: string, account: string) {
  const rows = await db
    .selectFrom("sessions")
    .select([
      "id",
      "user_agent",
      "ip",
      "provider",
      "second_factor",
      "created_at",
      "last_seen_at",
      "expires_at",
      "revoked_at",
      "revoked_because",
    ])
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .orderBy("created_at")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    device: deviceOf(row.user_agent),
    userAgent: row.user_agent,
    ip: row.ip,
    signedInWith: row.provider ?? "password",
    secondFactor: row.second_factor === 1,
    createdAt: iso(row.created_at),
    lastSeenAt: iso(row.last_seen_at),
    expiresAt: iso(row.expires_at),
    endedAt: isoOrNull(row.revoked_at),
    endedBecause: row.revoked_because,
  }));
}

const MOST_KEYS = 1_000;

async function apiKeysOf(db: Tx, organization: string, account: string) {
  return (await keysOf(db, organization, account, MOST_KEYS)).map((row) => ({
    id: row.id,
    name: row.name,
    beginsWith: row.prefix,
    scope: JSON.parse(row.scope),
    addresses: JSON.parse(row.addresses),
    createdAt: iso(row.created_at),
    lastUsedAt: isoOrNull(row.last_used_at),
    expiresAt: isoOrNull(row.expires_at),
  }));
}

/** Served by the primary keys of accounts, role_holdings, memberships and capabilities. */
async function membershipsOf(identity: Identity, organization: string, account: string) {
  const { db } = identity.store;
  const groups = await db
    .selectFrom("memberships")
    .select(["group_name", "expires_at"])
    .where("organization_id", "=", organization)
    .where("member", "=", account)
    .orderBy("group_name")
    .execute();
  const held = await db
    .selectFrom("role_holdings")
    .select(["role", "expires_at"])
    .where("organization_id", "=", organization)
    .where("holder", "=", account)
    .orderBy("role")
    .execute();
  const primary = await db
    .selectFrom("accounts")
    .select("primary_role")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .executeTakeFirst();
  const capabilities = await db
    .selectFrom("capabilities")
    .select(["capability", "scope", "expires_at"])
    .where("organization_id", "=", organization)
    .where("principal", "=", account)
    .orderBy("capability")
    .execute();
  const all = identity.access.of(organization).engine.principalSet(account, identity.now());
  const roles = all.filter((one) => one.startsWith("role:"));
  const names = await identity.names(organization, [
    ...groups.map(({ group_name }) => group_name),
    ...roles,
    ...held.map(({ role }) => role),
  ]);
  const nameOf = (principal: string) => names.get(principal)?.name ?? null;
  return {
    groups: groups.map(({ group_name, expires_at }) => ({
      group: group_name,
      name: nameOf(group_name),
      until: isoOrNull(expires_at),
    })),
    primaryRole: primary?.primary_role ?? null,
    additionalRoles: held.map(({ role, expires_at }) => ({ role, name: nameOf(role), until: isoOrNull(expires_at) })),
    allRoles: roles.map((role) => ({ role, name: nameOf(role) })),
    capabilities: capabilities.map(({ capability, scope, expires_at }) => ({
      capability,
      over: scope === "" ? null : scope,
      until: isoOrNull(expires_at),
    })),
  };
}

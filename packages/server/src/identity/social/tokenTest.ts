import { type Change, capabilities, featureCatalogue, USER } from "@gatehouse/engine";
import { type OrganizationAccess, requireOperator } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { Problem, problem } from "../../http/problem.ts";
import { newId } from "../../store/index.ts";
import { findAccount, findUserById } from "../accounts/queries.ts";
import type { Identity } from "../identity.ts";
import { roleNames } from "../roles/names.ts";
import { requireActive } from "../sessions/standing.ts";
import { personOf } from "./person.ts";
import type { Proof } from "./proof.ts";
import { findIdentity, type IdentityRow, membershipsOfAccount } from "./queries.ts";
import { SignInRefused } from "./refused.ts";
import type { TokenTestResult } from "./schemas.ts";
import type { Plan } from "./synchronise.ts";
import { type JwtKind, TokenRefused, type TokenVerifier } from "./verifyToken.ts";

/**
 * What a token of the OpenID provider would do, in the organization of whoever asks: for the operator, who set what the claims mean. Writes
 * nothing, and the token is kept nowhere.
 * @throws {Problem} `forbidden`, `request-invalid` without OpenID, `provider-unavailable`
 */
export async function testToken(
  identity: Identity,
  actor: Actor,
  { token, kind }: { token: string; kind: JwtKind },
): Promise<TokenTestResult> {
  requireOperator(identity.access, actor);
  const { openid } = identity.settings.identity.social;
  const client = identity.social.providers.openid?.client;
  if (!openid || !client) throw problem("request-invalid", { detail: "OpenID is not configured here" });
  const verifier = await client.verifier().catch((error: unknown): never => {
    throw error instanceof SignInRefused ? problem("provider-unavailable", { cause: error }) : error;
  });
  const read = await claimsOf(verifier, token, kind);
  identity.log.info({ actor: actor.name, kind, valid: !("reason" in read) }, "a token was tested");
  if ("reason" in read) return { valid: false, reason: read.reason };
  const { claims } = read;
  const proof: Proof = {
    provider: "openid",
    issuer: String(claims.iss),
    subject: String(claims.sub ?? ""),
    ...personOf(openid, claims),
    tokens: { id: undefined, access: undefined, userinfo: undefined, [kind]: claims },
  };
  const { issuer, subject, email, emailVerified } = proof;
  return { valid: true, issuer, subject, email, emailVerified, ...(await resultOf(identity, actor, proof)) };
}

async function claimsOf(verifier: TokenVerifier, token: string, kind: JwtKind) {
  try {
    return { claims: await verifier.verify(token, kind) };
  } catch (error) {
    if (error instanceof TokenRefused) return { reason: error.message };
    throw error;
  }
}

async function resultOf(identity: Identity, actor: Actor, proof: Proof): Promise<Partial<TokenTestResult>> {
  const access = identity.access.of(actor);
  const { accounts } = identity.social;
  const { db } = identity.store;
  const outcome = accounts.outcomeOf(access, proof);
  const known = await findIdentity(db, access.id, proof);
  const refusal = outcome.mayEnter ? await refusalOf(identity, access, proof, known) : "role-missing";
  const row = known ?? nobodyYet(access.id, proof);
  const account = known && (await findUserById(db, access.id, known.account.slice("user:".length)));
  const shown = account ? { id: account.id, name: account.name, email: account.email } : null;
  if (refusal !== undefined) return { account: shown, maySignIn: false, refusal, notes: outcome.notes };
  const plan = await accounts.planFor(db, access, row, outcome, !known);
  return {
    account: shown,
    maySignIn: true,
    notes: [...outcome.notes, ...plan.notes],
    ...(await standing(identity, access, row, plan, !known)),
  };
}

async function refusalOf(
  { store, social, now }: Identity,
  access: OrganizationAccess,
  proof: Proof,
  known: IdentityRow | undefined,
): Promise<string | undefined> {
  try {
    if (known) await requireActive(access, known.account, now());
    else if ((await social.accounts.admit(store.db, access, proof)).status === "unverified")
      return "account-not-verified";
    return undefined;
  } catch (error) {
    if (error instanceof SignInRefused || error instanceof Problem) return error.code;
    throw error;
  }
}

/** Roles, groups, features and capabilities after the sign-in, in a state that is only supposed. */
async function standing(
  { store: { db }, now }: Identity,
  access: OrganizationAccess,
  { account }: IdentityRow,
  { changes, made }: Plan,
  isNew: boolean,
): Promise<Partial<TokenTestResult>> {
  const supposed: Change[] = isNew ? [{ kind: "user-added", user: account, role: USER, status: "active" }] : [];
  supposed.push(...changes);
  const context = { now: now() };
  const held = access.engine.suppose(supposed, (engine) => {
    const holds = (name: string) => engine.check(account, name, undefined, context).allowed;
    const features = Object.entries(featureCatalogue).flatMap(([type, names]) =>
      names.map((name) => `${type}.${name}`).filter(holds),
    );
    return { features, capabilities: capabilities.filter(holds) };
  });
  return { ...held, roles: await rolesAfter(), groups: await groupsAfter() };

  async function rolesAfter(): Promise<string[]> {
    const former = isNew ? [] : await heldRoles();
    const roles = new Set([
      isNew ? USER : ((await findAccount(db, access.id, account))?.primary_role ?? USER),
      ...former,
    ]);
    const [primary = USER] = roles;
    for (const change of changes) {
      if (change.kind === "role-given") roles.add(change.role);
      if (change.kind === "role-taken") roles.delete(change.role);
      if (change.kind !== "primary-role-set") continue;
      roles.delete(primary);
      roles.add(change.role);
    }
    const names = await roleNames(db, access.id);
    return [...roles].map((role) => names.get(role) ?? role.slice("role:".length)).toSorted();
  }

  async function heldRoles(): Promise<string[]> {
    const rows = await db
      .selectFrom("role_holdings")
      .select(["role", "expires_at"])
      .where("organization_id", "=", access.id)
      .where("holder", "=", account)
      .execute();
    return rows.filter(({ expires_at: end }) => end === null || end > now()).map(({ role }) => role);
  }

  async function groupsAfter(): Promise<{ id: string; name: string }[]> {
    const rows = isNew ? [] : await membershipsOfAccount(db, access.id, account);
    const ids = new Set(
      rows
        .filter(({ expires_at: end }) => end === null || end > now())
        .map(({ group_name: group }) => group.slice("group:".length)),
    );
    for (const change of changes) {
      if (change.kind === "membership-set") ids.add(change.group.slice("group:".length));
      if (change.kind === "membership-removed") ids.delete(change.group.slice("group:".length));
    }
    const names = new Map(made.map(({ id, name }) => [id, name]));
    const there = [...ids].filter((id) => !names.has(id));
    const named =
      there.length === 0
        ? []
        : await db
            .selectFrom("groups")
            .select(["id", "name"])
            .where("organization_id", "=", access.id)
            .where("id", "in", there.slice(0, MOST_GROUPS_SHOWN))
            .execute();
    return [...named, ...made].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }
}

const MOST_GROUPS_SHOWN = 500;

const nobodyYet = (organization: string, { provider, issuer, subject }: Proof): IdentityRow => ({
  organization_id: organization,
  id: "",
  account: `user:${newId()}`,
  provider,
  issuer,
  subject,
  email: null,
  email_verified: 0,
  synchronised: "{}",
  linked_at: 0,
  last_used_at: 0,
});

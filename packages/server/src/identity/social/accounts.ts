import { type AccountStatus, type Change, USER } from "@gatehouse/engine";
import type { FastifyBaseLogger } from "fastify";
import type { Access, OrganizationAccess } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { OPERATOR } from "../../http/actor.ts";
import { Problem } from "../../http/problem.ts";
import { newId, noteEvent, type Store, type Tx, toSwitch } from "../../store/index.ts";
import { findUserByEmail, hasUser } from "../accounts/queries.ts";
import { insertUser, type Registration } from "../accounts/registration.ts";
import type { InvitationRow } from "../invitations/queries.ts";
import type { Invitations } from "../invitations/service.ts";
import type { IdentityParts } from "../parts.ts";
import { commitPeople } from "../rules.ts";
import { requireActive } from "../sessions/standing.ts";
import { type Note, noOutcome, type Outcome, outcomeOf } from "./outcome.ts";
import { callingOf } from "./person.ts";
import type { Proof } from "./proof.ts";
import { findIdentity, type IdentityRow, identitiesOf, removeIdentities, removeIdentitiesOf } from "./queries.ts";
import { refuse } from "./refused.ts";
import { makeGroups, type Plan, planOf } from "./synchronise.ts";
import { readSynchronised, type Synchronised } from "./synchronised.ts";

/** Gatehouse itself, acting on the word of a provider. */
export const providersActor = (organization: string, provider: string): Actor => ({
  organization,
  subject: OPERATOR,
  name: `system:${provider}`,
  from: "api",
});

/**
 * Which account a provider means, and what its claims make of it. It is matched by provider, issuer and subject and by nothing else: an
 * address, verified or not, takes nobody's account over.
 */
export class SocialAccounts {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly registration: Registration;
  private readonly invitations: Invitations;

  constructor(
    { access, store, settings, log, now }: IdentityParts,
    { registration, invitations }: { registration: Registration; invitations: Invitations },
  ) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.log = log;
    this.now = now;
    this.registration = registration;
    this.invitations = invitations;
  }

  /**
   * The id of the account; made where there is none and that is allowed. In one commit with what its claims change; where they change
   * nothing no revision is taken.
   * @throws {SignInRefused}, {Problem} `account-…` for one that may not come in
   */
  async accountOf(organization: string, proof: Proof): Promise<string> {
    const access = this.access.of(organization);
    const outcome = this.outcomeOf(access, proof);
    if (!outcome.mayEnter) {
      this.tell(proof, outcome.notes);
      throw refuse("role-missing", "the person has none of the required roles");
    }
    const known = await findIdentity(this.store.db, organization, proof);
    if (known) {
      // Whoever begins sessions tells them why; nothing of theirs is synchronised meanwhile.
      if (await this.isBanned(access, known.account)) return known.account;
      const plan = await this.planFor(this.store.db, access, known, outcome);
      if (isNothing(plan, known)) {
        await this.store.transact((tx) => this.touch(tx, known, proof, known.synchronised));
        this.tell(proof, [...outcome.notes, ...plan.notes], known.account);
        return known.account;
      }
    }
    return this.commit(access, proof, outcome);
  }

  /** @throws {Problem} `account-…` for one that may not come in for another reason */
  private async isBanned(access: OrganizationAccess, account: string): Promise<boolean> {
    try {
      await requireActive(access, account, this.now());
      return false;
    } catch (error) {
      if (error instanceof Problem && error.code === "account-banned") return true;
      throw error;
    }
  }

  private async commit(access: OrganizationAccess, proof: Proof, outcome: Outcome, isAgain = false): Promise<string> {
    const actor = providersActor(access.id, proof.provider);
    let reason = "";
    const invitation = await this.invitationFor(this.store.db, access, proof);
    const byWhom = invitation ? `, invited by ${invitation.inviter}, invitation ${invitation.id}` : "";
    try {
      const { result } = await commitPeople(
        access,
        actor,
        async (tx) => {
          const found = await findIdentity(tx, access.id, proof);
          const { identity, changes, isInvited } = found
            ? { identity: found, changes: [] as Change[], isInvited: false }
            : await this.register(tx, access, proof);
          reason = found ? "claims of a sign-in" : "registered";
          const { account } = identity;
          if (isInvited) {
            await this.touch(tx, identity, proof, identity.synchronised);
            return { changes, result: { account, notes: [] as Note[], isInvited: true } };
          }
          const plan = await this.planFor(tx, access, identity, outcome, !found);
          await makeGroups(tx, access.id, plan.made, this.now());
          await this.touch(tx, identity, proof, JSON.stringify(plan.given));
          return { changes: [...changes, ...plan.changes], result: { account, notes: plan.notes, isInvited: false } };
        },
        `sign-in through ${proof.provider}${byWhom}`,
      );
      this.tell(proof, [...outcome.notes, ...result.notes], result.account, reason);
      // What its claims make of an account counts beside what the invitation gave it.
      return result.isInvited ? this.accountOf(access.id, proof) : result.account;
    } catch (error) {
      // Somebody else was quicker with the same person, or the same address: what is there now decides.
      if (!isAgain && error instanceof Problem && error.code === "already-exists")
        return this.commit(access, proof, outcome, true);
      throw error;
    }
  }

  /**
   * Whether the rules of registration let the person have an account. Nobody becomes super admin that way: the first account is made where
   * the set-up code is asked for.
   * Whoever is invited may have one in any case, where the provider says that the invited address is theirs.
   * @returns its address, whether it may be used at once, and the invitation that it takes
   * @throws {SignInRefused}
   */
  async admit(
    db: Tx,
    access: OrganizationAccess,
    proof: Proof,
  ): Promise<{ email: string; status: AccountStatus; invitation: InvitationRow | null }> {
    const { socialRegistration, allowedDomains } = this.settings.identity;
    const { email, emailVerified } = proof;
    if (!(await hasUser(db, access.id))) throw refuse("first-run", "nobody has an account yet");
    const invitation = await this.invitationFor(db, access, proof);
    if (!socialRegistration && !invitation) throw refuse("registration-closed", "ALLOW_SOCIAL_REGISTRATION is off");
    if (email === null) throw refuse("email-missing", "the provider gives no address");
    // An address that is not verified matches no domain rule.
    if (!invitation && allowedDomains.length > 0 && !(emailVerified && this.registration.isDomainAllowed(email)))
      throw refuse("registration-domain", emailVerified ? "another domain" : "the address is not verified");
    const counts = emailVerified || this.registration.countsAsVerified();
    if (await findUserByEmail(db, access.id, email))
      // Whoever did not prove that the address is theirs hears what they would hear if nobody had it.
      throw counts
        ? refuse("account-exists", "another way in has this address")
        : refuse("account-not-verified", "the address is not verified");
    return { email, status: counts ? "active" : "unverified", invitation };
  }

  private async invitationFor(
    db: Tx,
    access: OrganizationAccess,
    { email, emailVerified }: Proof,
  ): Promise<InvitationRow | null> {
    return email !== null && emailVerified ? this.invitations.openFor(db, access, email) : null;
  }

  private async register(
    tx: Tx,
    access: OrganizationAccess,
    proof: Proof,
  ): Promise<{ identity: IdentityRow; changes: Change[]; isInvited: boolean }> {
    const { email, status, invitation } = await this.admit(tx, access, proof);
    const id = newId();
    await insertUser(tx, access.id, {
      id,
      email,
      ...callingOf(proof, email),
      password: null,
      isVerified: proof.emailVerified,
      provider: proof.provider,
      now: this.now(),
    });
    const account = `user:${id}`;
    const identity = await insertIdentity(tx, access.id, account, proof, this.now());
    const tokenHash = invitation?.token_hash ?? null;
    if (tokenHash === null)
      return { identity, changes: [{ kind: "user-added", user: account, role: USER, status }], isInvited: false };
    const changes = await this.invitations.accept(tx, access, { tokenHash, email, user: account });
    return { identity, changes, isInvited: true };
  }

  /** What an account would get of these claims, and what it would lose. */
  async planFor(
    db: Tx,
    access: OrganizationAccess,
    identity: IdentityRow,
    outcome: Outcome,
    isNew = false,
  ): Promise<Plan> {
    const others = isNew
      ? []
      : (await identitiesOf(db, access.id, identity.account)).filter(({ id }) => id !== identity.id);
    return planOf({
      db,
      access,
      outcome,
      createsGroups: this.settings.identity.social.openid?.groups?.create ?? false,
      now: this.now(),
      subject: {
        account: identity.account,
        isNew,
        former: readSynchronised(identity.synchronised),
        others: others.map(({ synchronised }) => readSynchronised(synchronised)),
      },
    });
  }

  /**
   * What the claims of a proof ask for. Roles and groups are the first organization's alone, whose operator says what the claims mean;
   * whom the required role keeps out stays out of every one.
   */
  outcomeOf(access: OrganizationAccess, { provider, tokens }: Pick<Proof, "provider" | "tokens">): Outcome {
    const { openid } = this.settings.identity.social;
    if (provider !== "openid" || !openid || !tokens) return noOutcome();
    const outcome = outcomeOf(openid, tokens);
    if (this.access.findOrganization()?.id === access.id) return outcome;
    const notes = outcome.notes.filter((note) => note.for === "required role");
    return { ...noOutcome(), mayEnter: outcome.mayEnter, notes };
  }

  /** Adds an identity to an account that is there. @throws {SignInRefused} `identity-taken`, `too-many-identities` */
  async link(tx: Tx, organization: string, account: string, proof: Proof): Promise<void> {
    const known = await findIdentity(tx, organization, proof);
    if (known && known.account !== account) throw refuse("identity-taken", "another account has it");
    if (!known && (await identitiesOf(tx, organization, account)).length >= MOST_IDENTITIES)
      throw refuse("too-many-identities", `at most ${MOST_IDENTITIES}`);
    const row = known ?? (await insertIdentity(tx, organization, account, proof, this.now()));
    await this.touch(tx, row, proof, row.synchronised);
  }

  /** What an identity gave goes with it: nobody keeps by unlinking what a provider would take. */
  async unlink(
    access: OrganizationAccess,
    account: string,
    id: string,
    isAllowed: (tx: Tx, all: readonly IdentityRow[]) => Promise<void>,
  ): Promise<boolean> {
    const { result } = await commitPeople(
      access,
      providersActor(access.id, "openid"),
      async (tx) => {
        const all = await identitiesOf(tx, access.id, account);
        const identity = all.find((one) => one.id === id);
        if (!identity) return { changes: [], result: false };
        await isAllowed(tx, all);
        const former = readSynchronised(identity.synchronised);
        const plan = await this.planFor(tx, access, identity, taken(former));
        await tx.deleteFrom("identities").where("organization_id", "=", access.id).where("id", "=", id).execute();
        const facts = { provider: identity.provider };
        await noteEvent(tx, { organization: access.id, kind: "provider-unlinked", about: [account], facts });
        return { changes: plan.changes, result: true };
      },
      `${account} unlinked it`,
    );
    return result;
  }

  /**
   * The identities of an account go, with what they gave, for whoever shows that an address is theirs: not those whose provider said that it
   * is. @returns what changes
   */
  async takenFrom(tx: Tx, access: OrganizationAccess, account: string, address: string): Promise<Change[]> {
    const all = await identitiesOf(tx, access.id, account);
    const isVouchedFor = ({ email, email_verified }: IdentityRow) =>
      email_verified === 1 && email?.toLowerCase() === address.toLowerCase();
    const gone = all.filter((identity) => !isVouchedFor(identity));
    if (gone.length === 0) return [];
    const former = gone.map(({ synchronised }) => readSynchronised(synchronised));
    const others = all.filter(isVouchedFor).map(({ synchronised }) => readSynchronised(synchronised));
    await removeIdentities(
      tx,
      access.id,
      gone.map(({ id }) => id),
    );
    const given: Synchronised = {
      ...(former.some(({ admin }) => admin) && { admin: true }),
      role: former.find(({ role }) => role !== undefined)?.role,
      groups: [...new Set(former.flatMap(({ groups }) => groups ?? []))],
    };
    const subject = { account, isNew: false, former: given, others };
    const { changes } = await planOf({
      db: tx,
      access,
      outcome: taken(given),
      createsGroups: false,
      now: this.now(),
      subject,
    });
    return changes;
  }

  removed = (tx: Tx, organization: string, account: string): Promise<void> =>
    removeIdentitiesOf(tx, organization, account);

  private async touch(tx: Tx, row: IdentityRow, { email, emailVerified }: Proof, synchronised: string): Promise<void> {
    await tx
      .updateTable("identities")
      .set({ email, email_verified: toSwitch(emailVerified), synchronised, last_used_at: this.now() })
      .where("organization_id", "=", row.organization_id)
      .where("id", "=", row.id)
      .execute();
  }

  /** What was left out is said to the operator: whoever signs in sees none of it. */
  private tell({ provider }: Proof, notes: readonly Note[], account?: string, what = "signed in"): void {
    const left = notes.filter(({ used }) => !used).map(({ for: purpose, because }) => `${purpose}: ${because}`);
    const line = { provider, ...(account && { account }), ...(left.length > 0 && { left: left.slice(0, 20) }) };
    this.log.info(line, `sign-in through a provider: ${what}`);
  }
}

const MOST_IDENTITIES = 10;

async function insertIdentity(
  tx: Tx,
  organization: string,
  account: string,
  { provider, issuer, subject }: Pick<Proof, "provider" | "issuer" | "subject">,
  now: number,
): Promise<IdentityRow> {
  const row: IdentityRow = {
    organization_id: organization,
    id: newId(),
    account,
    provider,
    issuer,
    subject,
    email: null,
    email_verified: 0,
    synchronised: "{}",
    linked_at: now,
    last_used_at: now,
  };
  await tx.insertInto("identities").values(row).execute();
  return row;
}

const isNothing = ({ changes, made, given }: Plan, { synchronised }: IdentityRow): boolean =>
  changes.length === 0 && made.length === 0 && isSame(given, readSynchronised(synchronised));

const isSame = (one: Synchronised, other: Synchronised): boolean =>
  one.admin === other.admin &&
  one.role === other.role &&
  (one.groups ?? []).toSorted().join() === (other.groups ?? []).toSorted().join();

/** The claims of nobody: all that was given goes. */
const taken = ({ role }: Synchronised): Outcome => ({
  ...noOutcome(),
  admin: false,
  role: role === undefined ? undefined : "USER",
  groups: [],
});

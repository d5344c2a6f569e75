import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { previewThings } from "../belongings/preview.ts";
import { AS_EVER, type ThingsPreview, type ThingsWish } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";
import { verifyPassword } from "../passwords.ts";
import { type Committed, commitPeople } from "../rules.ts";
import { findSession } from "../sessions/queries.ts";
import { findUserById, type UserRow } from "./queries.ts";
import { accountGone } from "./removal.ts";

/** Somebody who signed in so long ago is still there. */
const FRESH_MS = 10 * 60_000;

/** That it is the person, and not only their session. */
interface DeletionProof {
  password?: string | undefined;
  token?: string | undefined;
  backupCode?: string | undefined;
}

/** What people do to their own account. */
export class OwnAccount {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /**
   * A letter to the address that they want; theirs stays until it is confirmed there.
   * @throws {Problem} `password-wrong`, `registration-domain`, `conflict` where there is no password to prove it by
   */
  async askForAddress(actor: Actor, { email, password }: { email: string; password: string }): Promise<void> {
    const user = await this.row(actor);
    if (user.password_hash === null)
      throw problem("conflict", { detail: "the account signs in through another provider, which knows its address" });
    if (!(await verifyPassword(user.password_hash, password))) throw problem("password-wrong");
    if (!this.identity.registration.isDomainAllowed(email)) throw problem("registration-domain");
    await this.identity.verification.askFor(actor, email);
  }

  /**
   * What nobody else owns goes as they wish: by itself, what others still reach becomes the organization's, and the rest goes. A session alone is not enough for what cannot be
   * undone: it takes the password, or, where there is none, having signed in just now; and a code where two-factor sign-in is on.
   * @throws {Problem} `password-wrong`, `second-factor-wrong`, `forbidden`, `account-deletion-disabled`, `last-super-admin`
   */
  async remove(
    actor: Actor,
    { password = "", ...code }: DeletionProof = {},
    wish: ThingsWish = AS_EVER,
  ): Promise<Committed<null>> {
    const { access, settings, sessions } = this.identity;
    const organization = access.of(actor);
    const user = await this.row(actor);
    if (!settings.identity.accountDeletion && !organization.may(actor, "access:admin"))
      throw problem("account-deletion-disabled");
    if (user.password_hash === null) await this.requireFresh(actor);
    else if (!(await verifyPassword(user.password_hash, password))) throw problem("password-wrong");
    await this.identity.secondFactors.requireWhereOn(actor, code);
    const account = actor.subject;
    const { revision, result: ended } = await commitPeople(organization, actor, async (tx) => {
      // Of two at the same moment one finds that it is done, otherwise than it wished.
      if (!(await findUserById(tx, organization.id, user.id))) throw problem("token-invalid");
      return accountGone(this.identity, tx, organization, { account, actor, wish });
    });
    sessions.ended(organization.id, account, ended);
    return { revision, result: null };
  }

  /** What would become of their things. @throws {Problem} see belongings.ts */
  async things(actor: Actor, wish: ThingsWish): Promise<ThingsPreview> {
    await this.row(actor);
    return previewThings(this.identity, actor, actor.subject, wish);
  }

  private async requireFresh(actor: Actor): Promise<void> {
    const { store, now } = this.identity;
    const session = await findSession(store.db, actor.organization, actor.session ?? "");
    if (!session || now() - session.created_at > FRESH_MS)
      throw problem("forbidden", { detail: "sign in again first", extra: { reason: "sign-in-needed" } });
  }

  private async row(actor: Actor): Promise<UserRow> {
    const user =
      actor.subject.startsWith("user:") &&
      actor.key === undefined &&
      (await findUserById(this.identity.store.db, actor.organization, actor.subject.slice("user:".length)));
    if (!user) throw problem("forbidden", { detail: "only people do this, and signed in" });
    return user;
  }
}

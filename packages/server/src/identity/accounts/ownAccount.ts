import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { previewThings } from "../belongings/preview.ts";
import { AS_EVER, type ThingsPreview, type ThingsWish } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";
import { verifyPassword } from "../passwords.ts";
import { type Committed, commitPeople } from "../rules.ts";
import { type OwnProof, requirePerson, requireProof } from "./ownProof.ts";
import { findUserById, type UserRow } from "./queries.ts";
import { accountGone } from "./removal.ts";

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
  async remove(actor: Actor, proof: OwnProof = {}, wish: ThingsWish = AS_EVER): Promise<Committed<null>> {
    const { access, settings, sessions } = this.identity;
    const organization = access.of(actor);
    const user = await this.row(actor);
    if (!settings.identity.accountDeletion && !organization.may(actor, "access:admin"))
      throw problem("account-deletion-disabled");
    await requireProof(this.identity, actor, user, proof);
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

  private row(actor: Actor): Promise<UserRow> {
    return requirePerson(this.identity, actor);
  }
}

import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { findUserById, type UserRow } from "../accounts/queries.ts";
import type { Identity } from "../identity.ts";
import { verifyPassword } from "../passwords.ts";
import { findSession } from "../sessions/queries.ts";
import { isProviderName } from "./proof.ts";
import { type IdentityRow, identitiesOf } from "./queries.ts";
import type { Departure } from "./service.ts";

/** Whoever signed in so recently need not say the password again. */
export const RECENT_MS = 10 * 60_000;

/** The ways in which a person signs in: which there are, one more, one less. */
export class WaysIn {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  async list(actor: Actor) {
    const { store, social, now } = this.identity;
    const user = await this.person(store.db, actor);
    const rows = await identitiesOf(store.db, actor.organization, actor.subject);
    return {
      identities: rows.map((row) => ({
        id: row.id,
        provider: row.provider,
        issuer: row.issuer,
        email: row.email,
        emailVerified: row.email_verified === 1,
        linkedAt: new Date(row.linked_at).toISOString(),
        lastUsedAt: new Date(row.last_used_at).toISOString(),
        /** It is no way in while its provider is not set up. */
        usable: social.offered.includes(row.provider),
        /** Unlinking it leaves another way in. */
        removable: this.otherWays(user, rows, row.id) > 0,
      })),
      providers: social.offered.filter(isProviderName),
      hasPassword: user.password_hash !== null,
      isRecent: await this.isRecent(store.db, actor, now()),
    };
  }

  /** @throws {Problem} `account-not-verified`, `reauthentication-needed`, `password-wrong`, and what `depart` throws */
  async link(actor: Actor, wish: { provider: string; password?: string | undefined }): Promise<Departure> {
    const { store, social, now } = this.identity;
    const provider = social.require(wish.provider);
    const user = await this.person(store.db, actor);
    requireOwnAddress(user);
    if (actor.session === undefined) throw problem("forbidden", { detail: "this takes a session" });
    if (wish.password !== undefined) {
      if (!(await verifyPassword(user.password_hash, wish.password))) throw problem("password-wrong");
    } else if (!(await this.isRecent(store.db, actor, now()))) throw problem("reauthentication-needed");
    return social.departToLink(provider, actor.organization, { account: actor.subject, session: actor.session });
  }

  /** @throws {Problem} `resource-not-found`, `last-way-in` */
  async unlink(actor: Actor, id: string): Promise<void> {
    const { access, social } = this.identity;
    await this.person(this.identity.store.db, actor);
    const wasThere = await social.accounts.unlink(access.of(actor), actor.subject, id, async (tx, all) => {
      const user = await this.person(tx, actor);
      if (this.otherWays(user, all, id) === 0) throw problem("last-way-in");
    });
    if (!wasThere) throw problem("resource-not-found");
  }

  /** How many ways in there are besides one. */
  private otherWays(user: UserRow, all: readonly IdentityRow[], except: string): number {
    const { settings, social } = this.identity;
    const byPassword = settings.identity.emailLogin && user.password_hash !== null ? 1 : 0;
    return byPassword + all.filter(({ id, provider }) => id !== except && social.offered.includes(provider)).length;
  }

  private async isRecent(db: Tx, actor: Actor, now: number): Promise<boolean> {
    if (actor.session === undefined) return false;
    const session = await findSession(db, actor.organization, actor.session);
    return session !== undefined && now - session.created_at <= RECENT_MS;
  }

  private async person(db: Tx, actor: Actor): Promise<UserRow> {
    const user =
      actor.subject.startsWith("user:") &&
      (await findUserById(db, actor.organization, actor.subject.slice("user:".length)));
    if (!user) throw problem("resource-not-found", { detail: "only people sign in that way" });
    return user;
  }
}

/**
 * Whoever did not prove the address of their account may have registered with somebody else's: they leave no way in there that the one whose
 * it is does not know of.
 * @throws {Problem} `account-not-verified`
 */
function requireOwnAddress({ email_verified: isVerified }: UserRow): void {
  if (isVerified === 0)
    throw problem("account-not-verified", { detail: "linking takes an address that is verified; yours is not yet" });
}

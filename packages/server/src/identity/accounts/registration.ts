import { type AccountStatus, SUPER_ADMIN, USER } from "@gatehouse/engine";
import type { Access } from "../../access/index.ts";
import { isLoopback, type Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, type Store, searchText, type Tx } from "../../store/index.ts";
import type { IdentityParts } from "../parts.ts";
import { hashPassword } from "../passwords.ts";
import { commitPeople } from "../rules.ts";
import { findUserByEmail, hasUser } from "./queries.ts";
import type { SetupCodes } from "./setupCode.ts";

export interface RegistrationWish {
  name: string;
  email: string;
  username: string | null;
  password: string;
  setupCode?: string | undefined;
  /** Slug; the first organization if absent. */
  organization?: string | undefined;
}

/** No answer comes sooner, so that writing an account takes as long as finding that there is one. */
const QUICKEST_MS = 250;

/** Signing up by oneself. */
export class Registration {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly now: () => number;
  private readonly setupCodes: SetupCodes;

  constructor({ access, store, settings, now }: IdentityParts, setupCodes: SetupCodes) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.now = now;
    this.setupCodes = setupCodes;
  }

  /**
   * The first account of the installation is super admin: decided in the transaction that writes it, so that of twenty at the same
   * moment one is. Whoever is there already is told nothing else than whoever is new.
   * @returns the revision, of the first account only: one that moves, or does not, would tell whether an address was there
   * @throws {Problem} `registration-closed`, `registration-domain`, `setup-code-needed`
   */
  async register(wish: RegistrationWish, ip: string): Promise<number | null> {
    const [revision] = await Promise.all([
      this.registerNow(wish, ip),
      new Promise((wake) => setTimeout(wake, QUICKEST_MS)),
    ]);
    return revision;
  }

  private async registerNow(wish: RegistrationWish, ip: string): Promise<number | null> {
    const { identity } = this.settings;
    const organization = this.access.findOrganization(wish.organization);
    if (!organization) throw problem("registration-closed");
    const isFirstHint = !(await hasUser(this.store.db, organization.id));
    if (!identity.registration && !(isFirstHint && organization.ordinal === 1)) throw problem("registration-closed");
    if (!this.isDomainAllowed(wish.email)) throw problem("registration-domain");
    const password = await hashPassword(wish.password);
    const access = this.access.of(organization.id);
    const id = newId();
    const actor: Actor = { organization: organization.id, subject: "visitor", name: `user:${id}`, from: "api", ip };
    const { revision, result: isFirst } = await commitPeople(
      access,
      actor,
      async (tx) => {
        const isFirst = !(await hasUser(tx, organization.id));
        if (isFirst) await this.requireFirst(tx, organization.ordinal, wish.setupCode, `user:${id}`);
        else if (!identity.registration) throw problem("registration-closed");
        if (await findUserByEmail(tx, organization.id, wish.email)) return { changes: [], result: false };
        const isVerified = isFirst || this.countsAsVerified();
        const status: AccountStatus = isVerified ? "active" : "unverified";
        await insertUser(tx, organization.id, { ...wish, id, password, isVerified, now: this.now() });
        return {
          changes: [{ kind: "user-added", user: `user:${id}`, role: isFirst ? SUPER_ADMIN : USER, status }],
          result: isFirst,
        };
      },
      "registered",
    );
    return isFirst ? revision : null;
  }

  /** Without a mailer nothing can be verified: they count as verified, unless the operator refuses that in so many words. */
  countsAsVerified(): boolean {
    return this.settings.identity.unverifiedEmailLogin !== false;
  }

  private async requireFirst(tx: Tx, ordinal: number, code: string | undefined, account: string): Promise<void> {
    // The super admin of a further organization is named when it is made.
    if (ordinal !== 1) throw problem("registration-closed");
    if (isLoopback(this.settings.http.host)) return;
    if (code === undefined) throw problem("setup-code-needed");
    if (!(await this.setupCodes.use(tx, code, account)))
      throw problem("setup-code-needed", { detail: "this is not the code that the server printed when it started" });
  }

  /** @param email lower-cased; whoever asks about one that is not verified must not believe a yes */
  isDomainAllowed(email: string): boolean {
    const { allowedDomains } = this.settings.identity;
    return allowedDomains.length === 0 || allowedDomains.includes(email.slice(email.lastIndexOf("@") + 1));
  }
}

export interface NewUser {
  id: string;
  name: string;
  email: string;
  username: string | null;
  /** Its hash. */
  password: string | null;
  isVerified: boolean;
  /** Through which the account was made; default: `local`. */
  provider?: string;
  now: number;
}

/** @throws {Conflict} if the address is taken */
export async function insertUser(
  tx: Tx,
  organization: string,
  { id, name, email, username, password, isVerified, provider = "local", now }: NewUser,
): Promise<void> {
  await tx
    .insertInto("users")
    .values({
      organization_id: organization,
      id,
      email,
      email_verified: isVerified ? 1 : 0,
      name,
      username,
      password_hash: password,
      password_changed_at: password === null ? null : now,
      provider,
      search_text: searchText(name, username, email),
      created_at: now,
      updated_at: now,
    })
    .execute();
}

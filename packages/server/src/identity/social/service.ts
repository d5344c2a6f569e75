import { randomBytes } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import { randomNonce, randomPKCECodeVerifier, randomState } from "openid-client";
import type { Access } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import { Problem, problem } from "../../http/problem.ts";
import { NOBODY, noteEvent, type Store, type Tally } from "../../store/index.ts";
import { findUserById } from "../accounts/queries.ts";
import type { Registration } from "../accounts/registration.ts";
import type { Invitations } from "../invitations/service.ts";
import type { IdentityParts } from "../parts.ts";
import { findSession } from "../sessions/queries.ts";
import type { Client, Pending, Sessions, SignedIn } from "../sessions/service.ts";
import { requireActive } from "../sessions/standing.ts";
import { SocialAccounts } from "./accounts.ts";
import { type Passage, Passages } from "./passage.ts";
import type { Proof } from "./proof.ts";
import type { Provider } from "./provider.ts";
import { type ProviderEndpoints, Providers } from "./providers.ts";
import { findIdentity, spendSignIn } from "./queries.ts";
import { refuse, SignInRefused } from "./refused.ts";

export interface SocialOptions {
  sessions: Sessions;
  registration: Registration;
  invitations: Invitations;
  endpoints: ProviderEndpoints | undefined;
}

/** What the browser takes along to the provider. */
export interface Departure {
  url: URL;
  /** The sealed passage. */
  sealed: string;
  endsAt: number;
}

export type Arrival =
  | { kind: "signed-in"; refresh: { token: string; expiresAt: number }; goingTo: string; panel?: { challenge: string } }
  | { kind: "asked-for-code"; tempToken: string; goingTo: string }
  | { kind: "linked"; provider: string };

/** Signing in through other providers: away, and back. */
export class SocialSignIn {
  readonly accounts: SocialAccounts;
  readonly providers: Providers;
  private readonly access: Access;
  private readonly store: Store;
  private readonly tally: Tally;
  private readonly settings: Settings;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly sessions: Sessions;
  private readonly passages: Passages;

  constructor(parts: IdentityParts, { sessions, registration, invitations, endpoints = {} }: SocialOptions) {
    this.access = parts.access;
    this.store = parts.store;
    this.tally = parts.tally;
    this.settings = parts.settings;
    this.log = parts.log;
    this.now = parts.now;
    this.sessions = sessions;
    this.passages = new Passages(parts.secrets, parts.now);
    this.accounts = new SocialAccounts(parts, { registration, invitations });
    const { domainServer } = parts.settings.http;
    this.providers = new Providers(parts.settings.identity.social, { domainServer, now: parts.now, endpoints });
  }

  /** The providers through which one may sign in now. */
  get offered(): readonly string[] {
    return this.settings.identity.socialLogin ? this.providers.names : [];
  }

  /** What is switched off, or not configured, is as what there is not. @throws {Problem} `route-not-found` */
  require(name: string): Provider {
    const provider = this.settings.identity.socialLogin ? this.providers.find(name) : undefined;
    if (!provider) throw problem("route-not-found", { detail: "signing in that way is not set up here" });
    return provider;
  }

  /**
   * @param wish.goingTo where in the console the person wanted to go
   * @throws {SignInRefused} `provider-unavailable`
   */
  async depart(
    provider: Provider,
    wish: { organization?: string | undefined; goingTo?: string | undefined; panel?: { challenge: string } },
  ): Promise<Departure> {
    const organization = this.access.findOrganization(wish.organization);
    if (!organization) throw refuse("registration-closed", "there is no such organization");
    const { panel } = wish;
    return this.begin(provider, {
      ...{ organization: organization.id, goingTo: ownPath(wish.goingTo) },
      ...(panel !== undefined && { panel }),
    });
  }

  /** Of somebody who is signed in and has just proved it: what the provider answers is added to their account. */
  departToLink(
    provider: Provider,
    organization: string,
    link: { account: string; session: string },
  ): Promise<Departure> {
    return this.begin(provider, { organization, goingTo: "/account", link });
  }

  private async begin(
    provider: Provider,
    wish: Pick<Passage, "organization" | "goingTo" | "link" | "panel">,
  ): Promise<Departure> {
    const passage: Passage = {
      id: randomBytes(16).toString("base64url"),
      provider: provider.name,
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      ...wish,
    };
    const url = await provider.begin(passage);
    const endsAt = this.now() + this.settings.identity.social.stateTtlMs;
    return { url, sealed: await this.passages.seal(passage, endsAt), endsAt };
  }

  /**
   * Somebody came back: in the browser that went away, once, in time, from the provider that it went to.
   * @throws {SignInRefused}
   */
  async arrive(
    provider: Provider,
    sealed: string | undefined,
    answer: URLSearchParams,
    client: Client,
  ): Promise<Arrival> {
    const passage = await this.passages.open(sealed);
    if (!passage) throw refuse("auth_failed", "this browser did not begin to sign in, or too long ago");
    if (passage.provider !== provider.name) throw refuse("auth_failed", "the answer comes from another provider");
    if (answer.get("state") !== passage.state) throw refuse("auth_failed", "the answer is to another question");
    if (!(await this.store.transact((tx) => spendSignIn(tx, passage.id, passage.endsAt, this.now()))))
      throw refuse("auth_failed", "the answer was used before");
    const proof = await provider.finish(answer, passage);
    if (passage.link) {
      await this.link(passage.organization, passage.link, proof);
      return { kind: "linked", provider: provider.name };
    }
    const entered = await this.enter(passage.organization, proof, client);
    const { goingTo, panel } = passage;
    return "tempToken" in entered
      ? { kind: "asked-for-code", tempToken: entered.tempToken, goingTo }
      : { kind: "signed-in", refresh: entered.refresh, goingTo, ...(panel && { panel }) };
  }

  private async enter(organization: string, proof: Proof, client: Client): Promise<Required<SignedIn> | Pending> {
    const account = await this.accounts.accountOf(organization, proof);
    const user = await findUserById(this.store.db, organization, account.slice("user:".length));
    if (!user) throw refuse("auth_failed", "the account has gone");
    return this.sessions.enter(user, proof.provider, client, async (tx) => {
      if ((await findIdentity(tx, organization, proof))?.account !== account)
        throw refuse("auth_failed", "the identity has gone");
    });
  }

  /** As long as the very session in which the person asked for it lasts: nobody finds an identity of theirs in another's account. */
  private async link(
    organization: string,
    { account, session: id }: { account: string; session: string },
    proof: Proof,
  ): Promise<void> {
    await requireActive(this.access.of(organization), account, this.now());
    await this.store.transact(async (tx) => {
      const session = await findSession(tx, organization, id);
      if (session?.account !== account || session.revoked_at !== null || session.expires_at <= this.now())
        throw refuse("session-over", "the session that asked for it is over");
      // It was when they went away; somebody may have written another one since.
      const user = await findUserById(tx, organization, account.slice("user:".length));
      if (user?.email_verified !== 1) throw refuse("account-not-verified", "the address is not verified");
      await this.accounts.link(tx, organization, account, proof);
      const facts = { provider: proof.provider };
      await noteEvent(tx, {
        organization,
        kind: "provider-linked",
        actor: account,
        from: "api",
        about: [account],
        facts,
      });
    });
    this.log.info({ provider: proof.provider, account }, "an identity was linked");
  }

  /** Whether somebody went away from LibreChat's admin panel, and so comes back there. */
  async isFromPanel(sealed: string | undefined): Promise<boolean> {
    return (await this.passages.open(sealed))?.panel !== undefined;
  }

  /** Whether somebody went away to link, and so comes back to their account page. */
  async isLinking(sealed: string | undefined): Promise<boolean> {
    return (await this.passages.open(sealed))?.link !== undefined;
  }

  /** What is told to whoever comes back with nothing, by the sign-in page; and to the log, without anything of theirs. */
  refusalOf(error: unknown, provider: string): SignInRefused["code"] {
    const refused = error instanceof SignInRefused ? error : ofProblem(error);
    if (!refused) {
      this.log.error({ err: error, provider }, "sign-in through a provider failed");
      return "auth_failed";
    }
    this.log.warn({ provider, refused: refused.code, because: refused.message }, "sign-in through a provider refused");
    // Whoever comes back with nothing is nobody yet; nearly always they meant the first organization.
    const organization = this.access.findOrganization()?.id;
    if (organization !== undefined)
      this.tally.note({
        organization,
        kind: "sign-in-refused",
        actor: NOBODY,
        from: "api",
        facts: { way: provider, code: refused.code },
      });
    return refused.code;
  }

  /** Where to sign out at the provider as well; null where nobody is to be sent. */
  async endSessionAt(provider: string | null): Promise<string | null> {
    const { openid } = this.settings.identity.social;
    if (provider !== "openid" || !openid?.endSession) return null;
    const url = await this.providers.openid?.client
      .endSessionUrl({
        post_logout_redirect_uri: openid.postLogoutRedirectUri ?? `${this.settings.http.domainClient}/login`,
      })
      // Signing out here works in any case.
      .catch(() => null);
    return url?.href ?? null;
  }
}

/** Problems that are about the person; every other one is a fault. */
function ofProblem(error: unknown): SignInRefused | null {
  if (!(error instanceof Problem)) return null;
  switch (error.code) {
    case "account-banned":
    case "address-banned":
    case "account-deactivated":
    case "account-not-verified":
    case "rate-limited":
    case "not-current":
      return refuse(error.code, error.detail ?? error.code);
    default:
      return null;
  }
}

/** A path of the console, and nothing that leads elsewhere: asked once more of what browsers make of it (`/a/..//b` is `//b`). */
export function ownPath(path: string | undefined): string {
  if (path === undefined || path.length > 1_000 || !isPath(path)) return "/";
  const base = "http://console.invalid";
  if (!URL.canParse(path, base)) return "/";
  const { origin, pathname, search, hash } = new URL(path, base);
  return origin === base && isPath(pathname) ? pathname + search + hash : "/";
}

const isPath = (text: string): boolean => /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text);

import type { TokenKind } from "../../config/index.ts";

export const providerNames = ["openid", "google", "github", "discord", "facebook", "apple"] as const;
export type ProviderName = (typeof providerNames)[number];

export const isProviderName = (name: string): name is ProviderName =>
  providerNames.some((provider) => provider === name);

export type Claims = Readonly<Record<string, unknown>>;
/** What each token of a sign-in says; undefined: there is no such token, or it could not be believed. */
export type TokenClaims = Readonly<Record<TokenKind, Claims | undefined>>;

/** What a provider vouches for: whom it means, and what it knows of them. */
export interface Proof {
  provider: ProviderName;
  issuer: string;
  /** The provider's id of the person; never used twice by it. */
  subject: string;
  /** As the provider wrote it; null: it gave none. */
  email: string | null;
  /** The provider says in so many words that the address is theirs. */
  emailVerified: boolean;
  name: string | null;
  username: string | null;
  /** Of an OpenID provider. */
  tokens?: TokenClaims;
}

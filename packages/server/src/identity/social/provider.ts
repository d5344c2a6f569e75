import type { Passage } from "./passage.ts";
import type { Proof, ProviderName } from "./proof.ts";

/** What ties an answer to the question that somebody went away with. */
export type Checks = Pick<Passage, "state" | "nonce" | "verifier">;

/** Somebody who can say who a person is. */
export interface Provider {
  readonly name: ProviderName;
  /** Where the person is sent. @throws {SignInRefused} `provider-unavailable` */
  begin(checks: Checks): Promise<URL>;
  /**
   * Believes what the provider answered, or does not.
   * @param answer the parameters with which the person came back
   * @throws {SignInRefused} `auth_failed`, `auth-cancelled`, `provider-unavailable`
   */
  finish(answer: URLSearchParams, checks: Checks): Promise<Proof>;
}

/** Where else the provider is; for tests. */
export interface Endpoints {
  /** Of an OpenID provider. */
  issuer?: string;
  authorization?: string;
  token?: string;
  /** Of the calls that tell who the person is. */
  api?: string;
}

/** Longer than a provider that works ever needs; somebody waits for it. */
export const PATIENCE_SECONDS = 10;

/** Where people come back to. */
export const callbackUrl = (callback: string, domainServer: string): string =>
  callback.startsWith("/") ? domainServer + callback : callback;

/** The address at which somebody came back, as the provider knows it. */
export function cameBackTo(callback: string, answer: URLSearchParams): URL {
  const url = new URL(callback);
  url.search = answer.toString();
  return url;
}

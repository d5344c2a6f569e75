import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** What the server says about itself before anybody signs in. */
export interface Config {
  appTitle?: string;
  emailLoginEnabled: boolean;
  registrationEnabled: boolean;
  /** Letters are sent; else they wait in the Outbox. */
  emailEnabled?: boolean;
  /** People may ask for a link for a new password. */
  passwordResetEnabled?: boolean;
  /** To whom is signed in: they may delete their own account. */
  allowAccountDeletion?: boolean;
  minPasswordLength?: number;
  /** Providers through which one may sign in, in the order of their buttons. */
  socialLogins?: string[];
  openidLabel?: string;
  openidImageUrl?: string;
  openidAutoRedirect?: boolean;
  /** No account yet: the first to register becomes super admin. */
  firstRun?: boolean;
  setupCodeRequired?: boolean;
  /** To whom is signed in: visitors without an account may open shared links. */
  publicSharedLinksEnabled?: boolean;
  organization?: { slug: string; name: string };
}

export const configQuery = queryOptions({
  queryKey: ["config"],
  queryFn: ({ signal }) => request<Config>("/api/config", { signal }),
  staleTime: 5 * 60_000,
});

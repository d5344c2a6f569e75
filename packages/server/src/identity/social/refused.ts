/** Why a sign-in through a provider ends on the sign-in page. The console says each in words. */
export type RefusalCode =
  | "auth_failed"
  | "auth-cancelled"
  | "provider-unavailable"
  | "rate-limited"
  | "address-banned"
  | "first-run"
  | "registration-closed"
  | "registration-domain"
  | "email-missing"
  | "account-exists"
  | "account-not-verified"
  | "account-banned"
  | "account-deactivated"
  | "role-missing"
  | "identity-taken"
  | "too-many-identities"
  | "session-over"
  | "not-current";

/** A sign-in that comes to nothing: where the person is sent says why. */
export class SignInRefused extends Error {
  readonly code: RefusalCode;

  /** @param because for the log: no token, code, secret or claim in it */
  constructor(code: RefusalCode, because: string, options?: ErrorOptions) {
    super(because, options);
    this.name = "SignInRefused";
    this.code = code;
  }
}

export const refuse = (code: RefusalCode, because: string, cause?: unknown): SignInRefused =>
  new SignInRefused(code, because, { cause });

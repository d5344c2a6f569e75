import { AuthorizationResponseError, ResponseBodyError } from "openid-client";
import { refuse, SignInRefused } from "./refused.ts";

/** Codes of errors that mean: the provider cannot be reached, or is not well. */
const AWAY = new Set(["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"]);

/** What went wrong at a provider, as the refusal that it becomes. Texts of others are told by their codes only. */
export function failed(error: unknown): SignInRefused {
  if (error instanceof SignInRefused) return error;
  if (error instanceof AuthorizationResponseError)
    return error.error === "access_denied"
      ? refuse("auth-cancelled", "the person, or the provider, said no")
      : refuse("auth_failed", `the provider answered \`${wordOf(error.error)}\``);
  if (error instanceof ResponseBodyError)
    return error.status >= 500
      ? refuse("provider-unavailable", `the provider answered ${error.status}`)
      : refuse("auth_failed", `the provider refused the code: \`${wordOf(error.error)}\``);
  const code = codeOf(error);
  if (error instanceof TypeError && code === undefined) return refuse("provider-unavailable", "no connection", error);
  if (code !== undefined && AWAY.has(code)) return refuse("provider-unavailable", code, error);
  return refuse("auth_failed", code ?? (error instanceof Error ? error.message : "unknown"), error);
}

/** The same where nothing but reaching the provider was tried. */
export function unreachable(error: unknown): SignInRefused {
  if (error instanceof SignInRefused) return error;
  const because = codeOf(error) ?? (error instanceof Error ? error.message : "unknown");
  return refuse("provider-unavailable", because.slice(0, 200), error);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** An error code of a provider: a word, or nothing that a log should hold. */
const wordOf = (error: string): string => (/^[a-z_]{1,60}$/.test(error) ? error : "an error");

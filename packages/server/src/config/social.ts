import { resolve } from "node:path";
import type { socialVariables } from "./catalogue/social.ts";
import type { Findings } from "./findings.ts";
import type { ClientSettings, OpenIdSettings, RoleRule, SocialSettings } from "./settings.ts";
import type { Values } from "./variables.ts";

type SocialValues = Values<typeof socialVariables>;

/** LibreChat asks for a quarter of an hour at most by default, too. */
const DEFAULT_STATE_TTL_MS = 10 * 60_000;
/** What no claim gives, whatever is written. */
const NEVER_BY_CLAIM = new Set(["ADMIN", "SUPER_ADMIN"]);

/** The providers through which people may sign in: those that are complete. */
export function socialSettings(
  values: SocialValues,
  { stateTtlMs = DEFAULT_STATE_TTL_MS, cwd }: { stateTtlMs?: number | undefined; cwd: string },
  findings: Findings,
): SocialSettings {
  return {
    stateTtlMs,
    openid: openIdSettings(values, findings),
    google: client("GOOGLE", values, findings),
    github: client("GITHUB", values, findings),
    discord: client("DISCORD", values, findings),
    facebook: client("FACEBOOK", values, findings),
    apple: appleSettings(values, cwd, findings),
  };
}

function openIdSettings(values: SocialValues, findings: Findings): OpenIdSettings | undefined {
  const { OPENID_ISSUER: issuer, OPENID_CLIENT_ID: clientId, OPENID_CLIENT_SECRET: clientSecret } = values;
  if (issuer === undefined || clientId === undefined) {
    if ((issuer ?? clientId ?? clientSecret) !== undefined)
      findings.warnings.push(
        `Sign-in through OpenID is not configured: ${issuer === undefined ? "OPENID_ISSUER" : "OPENID_CLIENT_ID"} is missing.`,
      );
    return undefined;
  }
  if (clientSecret === undefined && !values.OPENID_USE_PKCE)
    findings.warnings.push("OpenID: without OPENID_CLIENT_SECRET, OPENID_USE_PKCE=false lets anybody use a code.");
  if (!values.OPENID_SCOPE.split(/\s+/).includes("openid"))
    findings.warnings.push("OPENID_SCOPE does not ask for `openid`; it is asked for all the same.");
  return {
    issuer,
    clientId,
    clientSecret,
    scope: [...new Set(["openid", ...values.OPENID_SCOPE.split(/\s+/).filter((one) => one !== "")])].join(" "),
    callback: values.OPENID_CALLBACK_URL,
    buttonLabel: values.OPENID_BUTTON_LABEL,
    imageUrl: values.OPENID_IMAGE_URL,
    autoRedirect: values.OPENID_AUTO_REDIRECT,
    usernameClaim: values.OPENID_USERNAME_CLAIM,
    nameClaim: values.OPENID_NAME_CLAIM,
    emailClaim: values.OPENID_EMAIL_CLAIM,
    trustEmail: values.OPENID_TRUST_EMAIL,
    pkce: values.OPENID_USE_PKCE,
    clockToleranceSeconds: values.OPENID_CLOCK_TOLERANCE,
    endSession: values.OPENID_USE_END_SESSION_ENDPOINT,
    postLogoutRedirectUri: values.OPENID_POST_LOGOUT_REDIRECT_URI,
    audience: values.OPENID_AUDIENCE,
    requiredRole: roleRule("OPENID_REQUIRED_ROLE", values, findings),
    adminRole: roleRule("OPENID_ADMIN_ROLE", values, findings),
    roleSync: values.OPENID_ROLE_SYNC_ENABLED ? roleSync(values, findings) : undefined,
    groups: values.OPENID_GROUPS_SYNC
      ? {
          source: values.OPENID_GROUPS_SOURCE,
          claim: values.OPENID_GROUPS_CLAIM,
          create: values.OPENID_GROUPS_CREATE,
        }
      : undefined,
  };
}

/** A rule without its claim would hold for nobody (or, worse, be left out): it is a wrong value. */
function roleRule(
  name: "OPENID_REQUIRED_ROLE" | "OPENID_ADMIN_ROLE",
  values: SocialValues,
  findings: Findings,
): RoleRule | undefined {
  const roles = named(values[name]);
  if (roles.length === 0) return undefined;
  const claim = values[`${name}_PARAMETER_PATH`];
  if (claim === undefined)
    findings.problems.push({
      file: null,
      line: null,
      key: `${name}_PARAMETER_PATH`,
      found: `nothing, while ${name} is set`,
      allowed: "the claim that holds the roles, such as `roles` or `realm_access.roles`",
    });
  return { roles, source: values[`${name}_TOKEN_KIND`], claim: claim ?? "" };
}

function roleSync(values: SocialValues, findings: Findings): OpenIdSettings["roleSync"] {
  const asked = [...named(values.OPENID_ROLE_SYNC_ROLE_PRIORITY), values.OPENID_ROLE_SYNC_FALLBACK_ROLE];
  for (const role of asked)
    if (NEVER_BY_CLAIM.has(role.toUpperCase()))
      findings.warnings.push(`OpenID: synchronisation never gives \`${role}\`; use OPENID_ADMIN_ROLE for ADMIN.`);
  const priority = asked.slice(0, -1).filter((role) => !NEVER_BY_CLAIM.has(role.toUpperCase()));
  if (priority.length === 0)
    findings.warnings.push("OPENID_ROLE_SYNC_ROLE_PRIORITY names no role: synchronisation only gives the fallback.");
  const fallback = values.OPENID_ROLE_SYNC_FALLBACK_ROLE;
  return {
    source: values.OPENID_ROLE_SYNC_SOURCE,
    claim: values.OPENID_ROLE_SYNC_CLAIM,
    priority,
    fallback: NEVER_BY_CLAIM.has(fallback.toUpperCase()) ? "USER" : fallback,
  };
}

function client(
  name: "GOOGLE" | "GITHUB" | "DISCORD" | "FACEBOOK",
  values: SocialValues,
  findings: Findings,
): ClientSettings | undefined {
  const clientId = values[`${name}_CLIENT_ID`];
  const clientSecret = values[`${name}_CLIENT_SECRET`];
  if (clientId !== undefined && clientSecret !== undefined)
    return { clientId, clientSecret, callback: values[`${name}_CALLBACK_URL`] };
  if ((clientId ?? clientSecret) !== undefined)
    findings.warnings.push(
      `Sign-in through ${name} is not configured: ${name}_CLIENT_${clientId === undefined ? "ID" : "SECRET"} is missing.`,
    );
  return undefined;
}

function appleSettings(values: SocialValues, cwd: string, findings: Findings): SocialSettings["apple"] {
  const { APPLE_CLIENT_ID: clientId, APPLE_TEAM_ID: teamId, APPLE_KEY_ID: keyId } = values;
  const path = values.APPLE_PRIVATE_KEY_PATH;
  if (clientId !== undefined && teamId !== undefined && keyId !== undefined && path !== undefined)
    return { clientId, teamId, keyId, privateKeyPath: resolve(cwd, path), callback: values.APPLE_CALLBACK_URL };
  if ((clientId ?? teamId ?? keyId ?? path) !== undefined)
    findings.warnings.push(
      "Sign-in through APPLE is not configured: it takes APPLE_CLIENT_ID, APPLE_TEAM_ID, APPLE_KEY_ID and APPLE_PRIVATE_KEY_PATH.",
    );
  return undefined;
}

/** Words that are separated by commas, each once. */
export const named = (list: string | undefined): string[] => [
  ...new Set((list ?? "").split(",").flatMap((one) => (one.trim() === "" ? [] : [one.trim()]))),
];

import { usedVariables } from "./index.ts";
import { rateRows } from "./limits.ts";

export type TakesEffect = "at once" | "at the next sign-in" | "after a restart";

const names = (text: string): string[] => text.trim().split(/\s+/);

/** Limits that are asked anew each time; the others are set up when the server starts. */
const liveRates = [
  "LOGIN",
  "REGISTER",
  "RESET_PASSWORD",
  "RESET_PASSWORD_SUBMISSION",
  "VERIFY_EMAIL",
  "VERIFY_EMAIL_SUBMISSION",
  "TWO_FACTOR_TEMP",
  "DATA_EXPORT",
];

const atOnce = [
  ...names(`
    APP_TITLE HELP_AND_FAQ_URL CUSTOM_FOOTER
    GROUPS_BY_MEMBERS GROUPS_BY_MEMBERS_SIZE GROUPS_BY_MEMBERS_OWNED
    ALLOW_EMAIL_LOGIN ALLOW_REGISTRATION ALLOW_SOCIAL_LOGIN ALLOW_SOCIAL_REGISTRATION ALLOW_PASSWORD_RESET
    ALLOW_ACCOUNT_DELETION ALLOW_UNVERIFIED_EMAIL_LOGIN TWO_FACTOR_REQUIRED_ROLES
    ALLOW_AGENTS ALLOW_PROMPTS ALLOW_BOOKMARKS ALLOW_SHARED_LINKS ALLOW_SHARED_LINKS_PUBLIC
    CONVERSATION_IMPORT_MAX_FILE_SIZE_BYTES
    MODERATION_SHORT_BAN_DAYS MODERATION_GRACE_DAYS MODERATION_APPEAL_DAYS MODERATION_REPORTS_A_DAY
    registration.allowedDomains registration.socialLogins`),
  ...liveRates.flatMap((prefix) => [`${prefix}_MAX`, `${prefix}_WINDOW`]),
];

const atSignIn = names("SESSION_EXPIRY REFRESH_TOKEN_EXPIRY TWO_FACTOR_AFTER_PROVIDERS");

const afterRestart = [
  ...names(`
    NO_INDEX DISABLE_COMPRESSION LOG_LEVEL PEOPLE_PICKER_FINDS MIN_PASSWORD_LENGTH EMAIL_FROM_NAME
    LIMIT_CONCURRENT_MESSAGES CONCURRENT_MESSAGE_MAX BAN_VIOLATIONS BAN_DURATION BAN_INTERVAL
    LIMIT_MESSAGE_IP LIMIT_MESSAGE_USER LIMIT_IMPORT_IP LIMIT_IMPORT_USER LIMIT_FORK_IP LIMIT_FORK_USER`),
  ...Object.values(rateRows)
    .filter(({ prefix }) => !liveRates.includes(prefix))
    .flatMap(({ prefix }) => [`${prefix}_MAX`, `${prefix}_WINDOW`]),
  ...Object.keys(usedVariables).filter(
    (name) => name.endsWith("_VIOLATION_SCORE") || name === "ILLEGAL_MODEL_REQ_SCORE",
  ),
];

/**
 * The settings that can be changed in the browser, and when that counts. All others are set where the server runs: what is needed before the
 * database is open, what is secret or decides where secrets are sent, and what decides whom the server believes.
 * INVARIANT: none of them is secret, and none has `${VAR}` replaced in it: what is stored could read the environment otherwise.
 */
export const editing: ReadonlyMap<string, TakesEffect> = new Map([
  ...atOnce.map((name) => [name, "at once"] as const),
  ...atSignIn.map((name) => [name, "at the next sign-in"] as const),
  ...afterRestart.map((name) => [name, "after a restart"] as const),
]);

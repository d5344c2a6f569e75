/** For whom a setting is something else when it changes, in words that an interface can put into a sentence. */
export const audiences = [
  "everybody",
  "password-holders",
  "provider-accounts",
  "unverified",
  "role-holders",
  "newcomers",
  "staff",
  "offenders",
  "nobody",
] as const;
export type Audience = (typeof audiences)[number];

const of: Readonly<Record<Exclude<Audience, "everybody">, RegExp>> = {
  "password-holders":
    /^(ALLOW_EMAIL_LOGIN|ALLOW_PASSWORD_RESET|MIN_PASSWORD_LENGTH|RESET_PASSWORD_(SUBMISSION_)?(MAX|WINDOW))$/,
  "provider-accounts": /^(ALLOW_SOCIAL_LOGIN|TWO_FACTOR_AFTER_PROVIDERS|registration\.socialLogins)$/,
  unverified: /^(ALLOW_UNVERIFIED_EMAIL_LOGIN|VERIFY_EMAIL_(SUBMISSION_)?(MAX|WINDOW))$/,
  "role-holders": /^TWO_FACTOR_REQUIRED_ROLES$/,
  newcomers: /^(ALLOW_(SOCIAL_)?REGISTRATION|REGISTER_(MAX|WINDOW)|registration\.allowedDomains)$/,
  staff: /^MODERATION_(SHORT_BAN|GRACE)_DAYS$/,
  offenders: /^(BAN_|MODERATION_APPEAL_DAYS$)|_SCORE$/,
  nobody: /^(NO_INDEX|DISABLE_COMPRESSION|LOG_LEVEL|EMAIL_FROM_NAME)$/,
};

const named = Object.entries(of) as [Audience, RegExp][];

/** Whom a setting that can be changed in the browser concerns: everybody, where it is not of some. */
export const audienceOf = (key: string): Audience => named.find(([, keys]) => keys.test(key))?.[0] ?? "everybody";

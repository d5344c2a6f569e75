import { boolean, duration, text, wholeNumber } from "../kinds.ts";
import { set, unset } from "../variables.ts";

const day = 24 * 60 * 60 * 1000;

/** Who may come in, and for how long. */
export const identityVariables = {
  ALLOW_EMAIL_LOGIN: set(boolean, true, "Sign-in with address and password."),
  ALLOW_REGISTRATION: set(boolean, true, "People may register themselves. (LibreChat: off when unset.)"),
  ALLOW_SOCIAL_LOGIN: set(boolean, false, "Sign-in through other providers."),
  ALLOW_SOCIAL_REGISTRATION: set(boolean, false, "The first sign-in through another provider makes an account."),
  ALLOW_PASSWORD_RESET: set(boolean, false, "People may ask for a link that sets a new password."),
  ALLOW_ACCOUNT_DELETION: set(boolean, true, "People may delete their own account."),
  ALLOW_UNVERIFIED_EMAIL_LOGIN: unset(
    boolean,
    "Sign-in before the address is verified. Unset is a third state: without SMTP everybody counts as verified then, and not with `false`.",
    {
      otherwise: "unset",
    },
  ),
  TWO_FACTOR_REQUIRED_ROLES: unset(
    text(2_000),
    "Names of roles, separated by commas: whoever holds one, in whatever way, sets up two-factor sign-in before anything else.",
  ),
  TWO_FACTOR_AFTER_PROVIDERS: set(
    boolean,
    false,
    "Whoever signs in through another provider is asked for the second factor as well; otherwise the provider's own counts, as in LibreChat.",
  ),
  MIN_PASSWORD_LENGTH: set(wholeNumber({ min: 1, max: 128 }), 8, "The shortest password."),
  SESSION_EXPIRY: set(duration(), 15 * 60 * 1000, "How long an access token lives.", { otherwise: "1000 * 60 * 15" }),
  REFRESH_TOKEN_EXPIRY: set(duration(), 7 * day, "How long a session lives.", {
    otherwise: "(1000 * 60 * 60 * 24) * 7",
  }),
  EMAIL_SERVICE: unset(
    text(200),
    "A mail service by its name. With EMAIL_HOST or this, and EMAIL_FROM, mail counts as configured.",
  ),
  EMAIL_HOST: unset(text(253), "The SMTP server."),
  EMAIL_PORT: set(wholeNumber({ min: 1, max: 65535 }), 25, "Its port."),
  EMAIL_ENCRYPTION: unset(text(20), "`starttls`, `tls` or nothing."),
  EMAIL_ENCRYPTION_HOSTNAME: unset(text(253), "The name in the server's certificate, where it is another."),
  EMAIL_ALLOW_SELFSIGNED: set(boolean, false, "Believes certificates that nobody vouches for."),
  EMAIL_USERNAME: unset(text(320), "Who signs in to the SMTP server."),
  EMAIL_PASSWORD: unset(text(1024), "With what password.", { secret: true }),
  EMAIL_FROM: unset(text(320), "The sender's address."),
  EMAIL_FROM_NAME: unset(text(200), "The sender's name.", { otherwise: "APP_TITLE" }),
};

/** What the environment takes away from everybody, whatever a role holds (docs/roles.md, "Ceilings"). */
export const ceilingVariables = {
  ALLOW_AGENTS: set(boolean, true, "`false` takes AGENTS, MARKETPLACE and REMOTE_AGENTS from everybody."),
  ALLOW_PROMPTS: set(boolean, true, "`false` takes PROMPTS from everybody."),
  ALLOW_BOOKMARKS: set(boolean, true, "`false` takes BOOKMARKS from everybody."),
  ALLOW_SHARED_LINKS: set(boolean, true, "`false` takes SHARED_LINKS from everybody."),
  ALLOW_SHARED_LINKS_PUBLIC: set(
    boolean,
    false,
    "Visitors without an account may open shared links; otherwise a grant to `anyone` counts as one to `everyone`.",
  ),
};

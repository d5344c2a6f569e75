import { boolean, choice, issuer, pathOrUrl, text, url, wholeNumber } from "../kinds.ts";
import { set, unset } from "../variables.ts";

const tokenKind = choice("id", "access", "userinfo");
const claimPath = text(500);
const secret = { secret: true };
const nothing = { otherwise: "–" };

/** Sign-in through OpenID Connect and through the providers that have names. */
export const socialVariables = {
  OPENID_ISSUER: unset(
    issuer,
    "The provider: its issuer, or the address of its `.well-known` document. With OPENID_CLIENT_ID, OpenID counts as configured.",
  ),
  OPENID_CLIENT_ID: unset(text(500), "As what the provider knows this installation."),
  OPENID_CLIENT_SECRET: unset(text(4096), "With what secret; a public client has none.", secret),
  OPENID_SCOPE: set(text(1000), "openid profile email", "What is asked of the provider."),
  OPENID_CALLBACK_URL: set(
    pathOrUrl,
    "/oauth/openid/callback",
    "Where the provider sends people back to; a path is one of DOMAIN_SERVER.",
  ),
  OPENID_BUTTON_LABEL: set(text(100), "Continue with OpenID", "What the button says."),
  OPENID_IMAGE_URL: unset(url("https", "http"), "What the button shows."),
  OPENID_AUTO_REDIRECT: set(boolean, false, "The sign-in page goes to the provider by itself."),
  OPENID_USERNAME_CLAIM: unset(claimPath, "The claim with the username.", { otherwise: "preferred_username" }),
  OPENID_NAME_CLAIM: unset(claimPath, "The claim with the name.", { otherwise: "name" }),
  OPENID_EMAIL_CLAIM: unset(
    claimPath,
    "The claim with the address. It is verified where it is the address of `email`, and `email_verified` says so.",
    { otherwise: "email" },
  ),
  OPENID_TRUST_EMAIL: set(
    boolean,
    false,
    "Addresses of this provider count as verified unless it says that they are not: for a provider that never says, and where nobody chooses their own.",
  ),
  OPENID_USE_PKCE: set(boolean, true, "Proof key for code exchange; `false` for a provider that refuses it."),
  OPENID_CLOCK_TOLERANCE: set(
    wholeNumber({ min: 0, max: 600, unit: "seconds" }),
    30,
    "How far the clocks of the provider and of this server may differ.",
  ),
  OPENID_USE_END_SESSION_ENDPOINT: set(boolean, false, "Signing out here signs out at the provider as well."),
  OPENID_POST_LOGOUT_REDIRECT_URI: unset(
    url("https", "http"),
    "Where the provider sends people after that; it must know the address.",
    { otherwise: "DOMAIN_CLIENT`/login`" },
  ),
  OPENID_AUDIENCE: unset(text(1000), "The audience that an access token is asked for, and must be made for.", nothing),
  OPENID_REQUIRED_ROLE: unset(
    text(2000),
    "Only people with one of these roles sign in through OpenID; separated by commas.",
  ),
  OPENID_REQUIRED_ROLE_TOKEN_KIND: set(tokenKind, "id", "Which token says so."),
  OPENID_REQUIRED_ROLE_PARAMETER_PATH: unset(claimPath, "The claim: `roles`, `realm_access.roles`."),
  OPENID_ADMIN_ROLE: unset(
    text(2000),
    "Whoever has one of these gets the additional role ADMIN, in the first organization, for as long as they have it; separated by commas.",
  ),
  OPENID_ADMIN_ROLE_TOKEN_KIND: set(tokenKind, "id", "Which token says so."),
  OPENID_ADMIN_ROLE_PARAMETER_PATH: unset(claimPath, "The claim."),
  OPENID_ROLE_SYNC_ENABLED: set(boolean, false, "A claim sets the primary role, in the first organization."),
  OPENID_ROLE_SYNC_SOURCE: set(tokenKind, "id", "Which token says so."),
  OPENID_ROLE_SYNC_CLAIM: set(claimPath, "roles", "The claim."),
  OPENID_ROLE_SYNC_ROLE_PRIORITY: unset(
    text(4000),
    "The roles that the claim may give, the strongest first, separated by commas. Never ADMIN or SUPER_ADMIN.",
  ),
  OPENID_ROLE_SYNC_FALLBACK_ROLE: set(text(200), "USER", "The role of whoever has none of these."),
  OPENID_GROUPS_SYNC: set(boolean, false, "A claim says which groups people are in, in the first organization."),
  OPENID_GROUPS_SOURCE: set(tokenKind, "id", "Which token says so."),
  OPENID_GROUPS_CLAIM: set(claimPath, "groups", "The claim."),
  OPENID_GROUPS_CREATE: set(boolean, false, "Groups that are not there are made."),

  GOOGLE_CLIENT_ID: unset(text(500), "With its secret, sign-in through Google."),
  GOOGLE_CLIENT_SECRET: unset(text(4096), "Its secret.", secret),
  GOOGLE_CALLBACK_URL: set(pathOrUrl, "/oauth/google/callback", "Where Google sends people back to."),
  GITHUB_CLIENT_ID: unset(text(500), "With its secret, sign-in through GitHub."),
  GITHUB_CLIENT_SECRET: unset(text(4096), "Its secret.", secret),
  GITHUB_CALLBACK_URL: set(pathOrUrl, "/oauth/github/callback", "Where GitHub sends people back to."),
  DISCORD_CLIENT_ID: unset(text(500), "With its secret, sign-in through Discord."),
  DISCORD_CLIENT_SECRET: unset(text(4096), "Its secret.", secret),
  DISCORD_CALLBACK_URL: set(pathOrUrl, "/oauth/discord/callback", "Where Discord sends people back to."),
  FACEBOOK_CLIENT_ID: unset(text(500), "With its secret, sign-in through Facebook."),
  FACEBOOK_CLIENT_SECRET: unset(text(4096), "Its secret.", secret),
  FACEBOOK_CALLBACK_URL: set(pathOrUrl, "/oauth/facebook/callback", "Where Facebook sends people back to."),
  APPLE_CLIENT_ID: unset(text(500), "With the three that follow, sign-in through Apple."),
  APPLE_TEAM_ID: unset(text(100), "The team."),
  APPLE_KEY_ID: unset(text(100), "The key by which the secret is signed."),
  APPLE_PRIVATE_KEY_PATH: unset(text(4096), "Where that key lies (`.p8`)."),
  APPLE_CALLBACK_URL: set(pathOrUrl, "/oauth/apple/callback", "Where Apple sends people back to."),
};

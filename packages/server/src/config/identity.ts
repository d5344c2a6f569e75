import type { identityVariables } from "./catalogue/identity.ts";
import type { socialVariables } from "./catalogue/social.ts";
import type { LibreChatYaml } from "./catalogue/yaml.ts";
import type { Findings } from "./findings.ts";
import type { IdentitySettings, MailSettings } from "./settings.ts";
import { named, socialSettings } from "./social.ts";
import type { Values } from "./variables.ts";

type IdentityValues = Values<typeof identityVariables>;

/** LibreChat's order of the buttons, and Apple, which it leaves out unless it is named. */
const defaultSocialLogins = ["google", "facebook", "openid", "github", "discord", "apple", "saml"];

/** Who may come in, and for how long. */
export function identitySettings(
  { identity: values, social }: { identity: IdentityValues; social: Values<typeof socialVariables> },
  yaml: LibreChatYaml,
  { appTitle, cwd }: { appTitle: string; cwd: string },
  findings: Findings,
): IdentitySettings {
  const { registration } = yaml;
  if (registration?.socialLogins === undefined)
    findings.effective("registration.socialLogins", defaultSocialLogins, { kind: "default" });
  if (registration?.allowedDomains === undefined)
    findings.effective("registration.allowedDomains", [], { kind: "default" });
  for (const domain of registration?.allowedDomains ?? []) {
    if (domain.includes("*"))
      findings.warnings.push(
        `registration.allowedDomains: \`${domain}\` fits no address; domains are compared as they are, without wildcards.`,
      );
  }
  return {
    emailLogin: values.ALLOW_EMAIL_LOGIN,
    registration: values.ALLOW_REGISTRATION,
    socialLogin: values.ALLOW_SOCIAL_LOGIN,
    socialRegistration: values.ALLOW_SOCIAL_REGISTRATION,
    passwordReset: values.ALLOW_PASSWORD_RESET,
    accountDeletion: values.ALLOW_ACCOUNT_DELETION,
    unverifiedEmailLogin: values.ALLOW_UNVERIFIED_EMAIL_LOGIN,
    secondFactor: {
      requiredRoles: named(values.TWO_FACTOR_REQUIRED_ROLES),
      afterProviders: values.TWO_FACTOR_AFTER_PROVIDERS,
    },
    minPasswordLength: values.MIN_PASSWORD_LENGTH,
    sessionExpiryMs: values.SESSION_EXPIRY,
    refreshTokenExpiryMs: values.REFRESH_TOKEN_EXPIRY,
    allowedDomains: [...new Set(registration?.allowedDomains ?? [])],
    socialLogins: registration?.socialLogins ?? defaultSocialLogins,
    mail: mailSettings(values, appTitle),
    social: socialSettings(social, { stateTtlMs: registration?.oauthStateTtlMs, cwd }, findings),
  };
}

/** Mail is configured once there is a server (or a service by name) and a sender. */
function mailSettings(values: IdentityValues, appTitle: string): MailSettings | undefined {
  if ((values.EMAIL_HOST ?? values.EMAIL_SERVICE) === undefined || values.EMAIL_FROM === undefined) return undefined;
  return {
    service: values.EMAIL_SERVICE,
    host: values.EMAIL_HOST,
    port: values.EMAIL_PORT,
    encryption: values.EMAIL_ENCRYPTION,
    encryptionHostname: values.EMAIL_ENCRYPTION_HOSTNAME,
    allowSelfSigned: values.EMAIL_ALLOW_SELFSIGNED,
    username: values.EMAIL_USERNAME,
    password: values.EMAIL_PASSWORD,
    from: values.EMAIL_FROM,
    fromName: values.EMAIL_FROM_NAME ?? appTitle,
  };
}

import { z } from "zod";
import type { Settings } from "../../config/index.ts";
import { VISITOR } from "../../http/actor.ts";
import type { App } from "../../http/types.ts";
import type { PersonalConfig } from "../../settings/index.ts";
import type { LibreChatParts } from "./index.ts";

/** Before signing in: what the login page needs. */
const Start = z.object({
  appTitle: z.string(),
  serverDomain: z.string(),
  emailLoginEnabled: z.boolean(),
  registrationEnabled: z.boolean(),
  socialLoginEnabled: z.boolean(),
  socialLogins: z.array(z.string()),
  passwordResetEnabled: z.boolean(),
  emailEnabled: z.boolean(),
  minPasswordLength: z.number(),
  discordLoginEnabled: z.boolean(),
  facebookLoginEnabled: z.boolean(),
  githubLoginEnabled: z.boolean(),
  googleLoginEnabled: z.boolean(),
  appleLoginEnabled: z.boolean(),
  openidLoginEnabled: z.boolean(),
  samlLoginEnabled: z.boolean(),
  openidLabel: z.string(),
  openidImageUrl: z.string().optional(),
  openidAutoRedirect: z.boolean(),
  /** Gatehouse's own: nobody has an account yet. */
  firstRun: z.boolean(),
  setupCodeRequired: z.boolean(),
  organization: z.object({ slug: z.string(), name: z.string() }).nullable(),
  interface: z.record(z.string(), z.unknown()),
  // Signed in:
  sharedLinksEnabled: z.boolean().optional(),
  publicSharedLinksEnabled: z.boolean().optional(),
  sharedLinksSnapshotFilesEnabled: z.boolean().optional(),
  allowAccountDeletion: z.boolean().optional(),
  helpAndFaqURL: z.string().optional(),
  showBirthdayIcon: z.boolean().optional(),
  openidReuseTokens: z.boolean().optional(),
  titleGenerationTiming: z.string().optional(),
  conversationImportMaxFileSize: z.number().optional(),
  customFooter: z.string().optional(),
  balance: z
    .object({
      enabled: z.boolean(),
      startBalance: z.number(),
      autoRefillEnabled: z.boolean(),
      refillIntervalValue: z.number(),
      refillIntervalUnit: z.string(),
      refillAmount: z.number(),
    })
    .optional(),
  modelSpecs: z.record(z.string(), z.unknown()).optional(),
});

export function startConfigRoutes(app: App, { access, settings, configs, identity }: LibreChatParts): void {
  app.get(
    "/api/config",
    {
      schema: {
        tags: ["Start"],
        summary: "How this installation is set up; more of it for who is signed in",
        querystring: z.object({ organization: z.string().max(64).optional() }),
        response: { 200: Start },
      },
      config: { auth: "optional" },
    },
    async (request) => {
      const { signedIn } = request;
      const organization = signedIn
        ? access.list().find(({ id }) => id === signedIn.organization)
        : access.findOrganization(request.query.organization);
      const personal = configs.of(signedIn ?? { organization: organization?.id ?? "", subject: VISITOR });
      const firstRun = await identity.isFirstRun();
      return {
        ...everybodys(settings, identity.social.offered),
        firstRun,
        setupCodeRequired: firstRun && (await identity.isSetupCodeNeeded()),
        organization: organization ? { slug: organization.slug, name: organization.name } : null,
        ...(signedIn ? signedInOnly(settings, personal) : { interface: publicInterface(personal) }),
      };
    },
  );
}

function everybodys({ appTitle, http, identity }: Settings, offered: readonly string[]) {
  const { openid } = identity.social;
  const isOffered = (provider: string) => offered.includes(provider);
  return {
    appTitle,
    serverDomain: http.domainServer,
    emailLoginEnabled: identity.emailLogin,
    registrationEnabled: identity.registration,
    socialLoginEnabled: offered.length > 0,
    socialLogins: identity.socialLogins.filter(isOffered),
    passwordResetEnabled: identity.passwordReset,
    emailEnabled: identity.mail !== undefined,
    minPasswordLength: identity.minPasswordLength,
    discordLoginEnabled: isOffered("discord"),
    facebookLoginEnabled: isOffered("facebook"),
    githubLoginEnabled: isOffered("github"),
    googleLoginEnabled: isOffered("google"),
    appleLoginEnabled: isOffered("apple"),
    openidLoginEnabled: isOffered("openid"),
    samlLoginEnabled: false,
    openidLabel: isOffered("openid") ? (openid?.buttonLabel ?? "") : "",
    ...(isOffered("openid") && openid?.imageUrl !== undefined && { openidImageUrl: openid.imageUrl }),
    openidAutoRedirect: isOffered("openid") && openid?.autoRedirect === true,
  };
}

/** Legal links only, as LibreChat shows them before signing in. */
function publicInterface({ interface: shown }: PersonalConfig) {
  const { privacyPolicy, termsOfService } = shown;
  return {
    ...(privacyPolicy !== undefined && { privacyPolicy }),
    ...(termsOfService !== undefined && { termsOfService }),
  };
}

function signedInOnly(settings: Settings, { interface: shown, modelSpecs, balance }: PersonalConfig) {
  const sharedLinksEnabled = !settings.ceilings.includes("SHARED_LINKS");
  return {
    interface: { ...shown },
    sharedLinksEnabled,
    publicSharedLinksEnabled: sharedLinksEnabled && settings.publicLinks,
    sharedLinksSnapshotFilesEnabled: false,
    allowAccountDeletion: settings.identity.accountDeletion,
    helpAndFaqURL: settings.helpAndFaqUrl ?? "/",
    showBirthdayIcon: false,
    openidReuseTokens: false,
    titleGenerationTiming: "immediate",
    conversationImportMaxFileSize: 0,
    ...(settings.customFooter !== undefined && { customFooter: settings.customFooter }),
    balance: { ...balance },
    ...(modelSpecs !== undefined && { modelSpecs: { ...modelSpecs } }),
  };
}

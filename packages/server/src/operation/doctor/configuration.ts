import { isLoopback, knownSecrets } from "../../config/index.ts";
import type { OperationParts } from "../parts.ts";
import type { Check, Finding } from "./finding.ts";

/** What the operator set, and what follows from what they did not. */
export const configurationChecks: Record<string, Check<OperationParts>> = {
  configuration: ({ configuration }) => {
    const check = "configuration";
    const { files, warnings, notUsed } = configuration;
    const detail = `${files.length > 0 ? files.join(", ") : "defaults and environment only"}; ${notUsed.length} settings of LibreChat's are not used`;
    return [
      { check, result: "ok", detail },
      ...warnings.map((warning): Finding => ({ check, result: "warning", detail: warning })),
    ];
  },
  "first run": async ({ identity }) => {
    const check = "first run";
    if (!(await identity.isFirstRun())) return [{ check, result: "ok", detail: "over: the first account was made" }];
    const isCodeNeeded = await identity.isSetupCodeNeeded();
    return [
      {
        check,
        result: "note",
        detail: `whoever registers first becomes super admin${isCodeNeeded ? ", with the set-up code that the start printed" : ""}`,
        advice: "Register, or make the account: `gatehouse org create default <name> --admin <address>`.",
      },
    ];
  },
  secrets: ({ settings }) => {
    const check = "secrets";
    const known = knownSecrets(settings.secrets);
    if (known.length === 0)
      return [
        { check, result: "ok", detail: "of your own, or generated" },
        ...(settings.secrets.credsKey === undefined
          ? [
              {
                check,
                result: "note" as const,
                detail:
                  "CREDS_KEY is generated, and lies in the database: whoever reads that reads what is encrypted there, letters with links among it",
                advice:
                  "Set CREDS_KEY in the environment (64 hexadecimal digits); what was encrypted before is not readable then.",
              },
            ]
          : []),
      ];
    return [
      {
        check,
        result: isLoopback(settings.http.host) ? "warning" : "problem",
        detail: `published example values: ${known.join(", ")}`,
        advice: "Leave them empty: secrets are then generated. Beyond this machine such a server does not start.",
      },
    ];
  },
  mail: async ({ settings, identity }) => {
    const check = "mail";
    const { mail, unverifiedEmailLogin, registration } = settings.identity;
    if (mail) {
      const detail = `${mail.service ?? `${mail.host ?? ""}:${mail.port}`}, from ${mail.from}`;
      const wrong = await identity.mail.whatIsWrong();
      if (wrong === null) return [{ check, result: "ok", detail: `${detail}: it lets this server in` }];
      return [
        {
          check,
          result: "problem",
          detail: `${detail}: it does not let this server in (${wrong})`,
          advice:
            "Check EMAIL_HOST, EMAIL_PORT, EMAIL_ENCRYPTION, EMAIL_USERNAME and EMAIL_PASSWORD. Letters wait, and are tried again.",
        },
      ];
    }
    if (!registration) return [{ check, result: "note", detail: "not configured; nobody registers by themselves" }];
    if (unverifiedEmailLogin === false)
      return [{ check, result: "note", detail: "not configured: self-registered accounts wait for an administrator" }];
    return [
      {
        check,
        result: isLoopback(settings.http.host) ? "note" : "warning",
        detail: "not configured: self-registered accounts count as verified",
        advice:
          "Set EMAIL_HOST and EMAIL_FROM, or ALLOW_UNVERIFIED_EMAIL_LOGIN=false: new accounts then wait for an administrator.",
      },
    ];
  },
  "sign-in providers": async ({ identity, settings }) => {
    const check = "sign-in providers";
    const { names, openid } = identity.social.providers;
    if (names.length === 0) return [{ check, result: "note", detail: "none: people sign in with a password" }];
    if (!settings.identity.socialLogin)
      return [
        {
          check,
          result: "warning",
          detail: `${names.join(", ")} are configured, and ALLOW_SOCIAL_LOGIN is off: nobody is offered them`,
          advice: "Set ALLOW_SOCIAL_LOGIN=true, or take the providers out.",
        },
      ];
    const findings: Finding[] = [{ check, result: "ok", detail: names.join(", ") }];
    const metadata = await openid?.client.metadata().catch((error: Error) => error);
    if (metadata instanceof Error)
      findings.push({
        check,
        result: "problem",
        detail: `the OpenID provider cannot be read: ${metadata.message}`,
        advice: "Check OPENID_ISSUER, and that this machine reaches it. People see that it does not answer.",
      });
    else if (metadata) findings.push({ check, result: "ok", detail: `OpenID: ${metadata.issuer}` });
    return findings;
  },
  ceilings: ({ settings }) => [
    {
      check: "ceilings",
      result: "note",
      detail:
        settings.ceilings.length > 0
          ? `taken from everybody by the environment: ${settings.ceilings.join(", ")}`
          : "none: no feature is taken from everybody",
    },
  ],
  address: ({ settings }) => {
    const check = "address";
    const { host, port, domainServer, cookieSecure, trustProxy } = settings.http;
    const detail = `${host}:${port}, known as ${domainServer}, ${trustProxy} trusted proxies`;
    if (isLoopback(host) || cookieSecure) return [{ check, result: "ok", detail }];
    return [
      {
        check,
        result: "warning",
        detail: `${detail}; sign-in cookies also travel without encryption`,
        advice: "Put a proxy with TLS in front and set DOMAIN_SERVER to its https address.",
      },
    ];
  },
};

import { join, resolve } from "node:path";
import { balanceSettings } from "./balance.ts";
import { ceilingVariables, identityVariables } from "./catalogue/identity.ts";
import { limitVariables, rateVariables, scoreVariables } from "./catalogue/limits.ts";
import { moderationVariables } from "./catalogue/moderation.ts";
import { serverVariables } from "./catalogue/server.ts";
import { socialVariables } from "./catalogue/social.ts";
import type { LibreChatYaml } from "./catalogue/yaml.ts";
import { ceilings } from "./ceilings.ts";
import { customEndpoints, declaredModels } from "./endpoints.ts";
import type { Environment } from "./environment.ts";
import { featureSeeds } from "./features.ts";
import type { Findings } from "./findings.ts";
import { identitySettings } from "./identity.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { limitSettings } from "./limits.ts";
import { redisAddress } from "./redisAddress.ts";
import { expandReferences } from "./references.ts";
import { knownSecrets } from "./secrets.ts";
import type { Settings } from "./settings.ts";
import { expandAll } from "./shapes.ts";
import { readVariables, type Values } from "./variables.ts";

const DAY = 24 * 60 * 60_000;

interface Given {
  environment: Environment;
  yaml: LibreChatYaml;
  /** The YAML file as it is. */
  root: Json;
  cwd: string;
  findings: Findings;
}

/** Puts the settings together from what was read. Problems go into the findings; the result then is not to be used. */
export function buildSettings({ environment, yaml, root, cwd, findings }: Given): Settings {
  const server = readVariables(serverVariables, environment, findings);
  const identity = readVariables(identityVariables, environment, findings);
  const social = readVariables(socialVariables, environment, findings);
  const switches = readVariables(ceilingVariables, environment, findings);
  const limits = readVariables(limitVariables, environment, findings);
  const moderation = readVariables(moderationVariables, environment, findings);
  const rates = readVariables(rateVariables, environment, findings);
  const scores = readVariables(scoreVariables, environment, findings);
  const custom = customEndpoints(yaml);
  for (const endpoint of custom)
    if (!endpoint.configured)
      findings.warnings.push(`The endpoint \`${endpoint.name}\` is not configured: ${endpoint.whyNot}.`);
  const settings: Settings = {
    http: httpSettings(server, findings),
    dataDir: resolve(cwd, server.DATA_DIR),
    filesDir: resolve(cwd, server.FILES_DIR ?? join(server.DATA_DIR, "files")),
    databaseUrl: server.DATABASE_URL,
    redisUri: redisAddress(server, findings),
    redisKeyPrefix: server.REDIS_KEY_PREFIX,
    withoutRedis: { behaviour: server.GATEHOUSE_LIMITS_WITHOUT_REDIS, servers: server.GATEHOUSE_SERVERS },
    appTitle: server.APP_TITLE,
    helpAndFaqUrl: server.HELP_AND_FAQ_URL,
    customFooter: server.CUSTOM_FOOTER,
    logLevel: server.LOG_LEVEL,
    staleAfterMs: server.GATEHOUSE_STALE_AFTER_MS,
    audit: { retentionMs: server.AUDIT_RETENTION_DAYS * 24 * 60 * 60 * 1000 },
    groupsByMembers: {
      allowed: server.GROUPS_BY_MEMBERS,
      size: server.GROUPS_BY_MEMBERS_SIZE,
      owned: server.GROUPS_BY_MEMBERS_OWNED,
    },
    pickerFinds: server.PEOPLE_PICKER_FINDS,
    secrets: {
      jwtSecret: server.JWT_SECRET,
      jwtRefreshSecret: server.JWT_REFRESH_SECRET,
      credsKey: server.CREDS_KEY,
      credsIv: server.CREDS_IV,
    },
    identity: identitySettings({ identity, social }, yaml, { appTitle: server.APP_TITLE, cwd }, findings),
    limits: limitSettings(
      {
        rates,
        scores,
        switches: limits,
        importBytes: limits.CONVERSATION_IMPORT_MAX_FILE_SIZE_BYTES,
        concurrentMessageMax: limits.CONCURRENT_MESSAGE_MAX,
        banDuration: limits.BAN_DURATION,
        banInterval: limits.BAN_INTERVAL,
      },
      findings,
    ),
    moderation: {
      shortBanMs: moderation.MODERATION_SHORT_BAN_DAYS * DAY,
      graceMs: moderation.MODERATION_GRACE_DAYS * DAY,
      appealMs: moderation.MODERATION_APPEAL_DAYS * DAY,
      reportsADay: moderation.MODERATION_REPORTS_A_DAY,
    },
    ceilings: ceilings(switches),
    publicLinks: switches.ALLOW_SHARED_LINKS_PUBLIC,
    featureSeeds: featureSeeds(yaml),
    endpoints: { custom, allowedAddresses: yaml.endpoints?.allowedAddresses ?? [] },
    models: declaredModels(custom),
    ...balanceSettings({ enabled: limits.CHECK_BALANCE, startBalance: limits.START_BALANCE }, yaml, findings),
    interface: interfaceOf(root, environment),
    modelSpecs: objectOr(yaml.modelSpecs),
    fileConfig: yaml.fileConfig,
    actions: { allowedDomains: yaml.actions?.allowedDomains ?? [] },
  };
  for (const name of knownSecrets(settings.secrets))
    findings.warnings.push(
      `${name} is a published example value; a start beyond this machine refuses it. Leave it empty: a secret is generated.`,
    );
  return settings;
}

function httpSettings(server: Values<typeof serverVariables>, findings: Findings): Settings["http"] {
  const local = `http://localhost:${server.PORT}`;
  const domainServer = server.DOMAIN_SERVER ?? local;
  const domainClient = server.DOMAIN_CLIENT ?? local;
  const cookieSecure = server.SESSION_COOKIE_SECURE ?? domainServer.toLowerCase().startsWith("https:");
  if (server.DOMAIN_SERVER === undefined) findings.effective("DOMAIN_SERVER", domainServer, { kind: "default" });
  if (server.DOMAIN_CLIENT === undefined) findings.effective("DOMAIN_CLIENT", domainClient, { kind: "default" });
  if (server.SESSION_COOKIE_SECURE === undefined)
    findings.effective("SESSION_COOKIE_SECURE", cookieSecure, { kind: "default" });
  return {
    host: server.HOST,
    port: server.PORT,
    domainClient,
    domainServer,
    adminPanelUrl: server.ADMIN_PANEL_URL,
    trustProxy: server.TRUST_PROXY,
    noIndex: server.NO_INDEX,
    compression: !server.DISABLE_COMPRESSION,
    cookieSecure,
  };
}

function interfaceOf(root: Json, environment: Environment): JsonObject {
  const given = isJsonObject(root) ? root.interface : undefined;
  const expanded = expandAll(given ?? {}, { expand: (text) => expandReferences(text, environment) });
  return isJsonObject(expanded) ? expanded : {};
}

const objectOr = (value: Json | undefined): JsonObject | undefined => (isJsonObject(value) ? value : undefined);

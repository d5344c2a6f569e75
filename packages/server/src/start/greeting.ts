import { isLoopback } from "../config/index.ts";
import type { Gatehouse } from "./gatehouse.ts";

/** What the start says: where it listens, what it read, and what it does without. */
export async function greeting(
  { settings, configuration, identity, access, hasConsole }: Gatehouse,
  address: string,
  milliseconds: number,
): Promise<string> {
  const without: string[] = [];
  if (!settings.databaseUrl) without.push("PostgreSQL (DATABASE_URL): the embedded database is used");
  if (!settings.redisUri) without.push("Redis (REDIS_URI): limits are counted in memory, for one server");
  if (!settings.identity.mail)
    without.push(
      `mail (EMAIL_HOST, EMAIL_FROM): ${settings.identity.unverifiedEmailLogin === false ? "self-registered accounts wait for an administrator" : "accounts count as verified"}; letters wait in the outbox`,
    );
  if (!settings.endpoints.custom.some((endpoint) => endpoint.configured))
    without.push("a model endpoint (endpoints.custom): the built-in `echo` model answers");
  if (settings.actions.allowedDomains.length === 0)
    without.push("hosts for agents' actions (actions.allowedDomains): no action leaves this server");
  if (!hasConsole) without.push("the console: it is not built");
  const code = await identity.setupCode();
  const lines = [
    `Gatehouse listens on ${isLoopback(settings.http.host) ? address.replace("127.0.0.1", "localhost") : `${settings.http.host}, port ${settings.http.port}, for whoever can reach this machine`}  (ready in ${Math.round(milliseconds)} ms)`,
    `  data           ${settings.databaseUrl ? "PostgreSQL" : settings.dataDir}`,
    `  configuration  ${configuration.files.length > 0 ? configuration.files.join(", ") : "defaults and environment only"}`,
    `  organizations  ${access
      .list()
      .map((one) => one.slug)
      .join(", ")}`,
    ...without.map((what, index) => `  ${index === 0 ? "without       " : "              "} ${what}`),
    ...configuration.warnings.map((warning) => `  warning        ${warning}`),
    ...(configuration.notUsed.length > 0
      ? [`  not used       ${configuration.notUsed.length} LibreChat settings; \`gatehouse config show\` lists them`]
      : []),
    ...(code ? [`  set-up code    ${code}  (the first registration asks for it)`] : []),
  ];
  return lines.join("\n");
}

import { boolean, choice, duration, hex, hostName, text, url, urls, wholeNumber } from "../kinds.ts";
import { set, unset } from "../variables.ts";

/** Where and how the process serves, and where its data lies. */
export const serverVariables = {
  HOST: set(
    hostName,
    "127.0.0.1",
    "The address to listen on. `0.0.0.0` or `::`: every address, and known example secrets are then refused.",
  ),
  PORT: set(wholeNumber({ min: 0, max: 65535 }), 3080, "The port to listen on; 0: any free one."),
  DOMAIN_CLIENT: unset(url("http", "https"), "The address under which people reach the console.", {
    otherwise: "http://localhost:PORT",
    expand: true,
  }),
  DOMAIN_SERVER: unset(url("http", "https"), "The address under which the API is reached.", {
    otherwise: "http://localhost:PORT",
    expand: true,
  }),
  ADMIN_PANEL_URL: unset(
    url("http", "https"),
    "Where LibreChat's admin panel is reached: whoever signs in to it through OpenID is led back there.",
    { expand: true },
  ),
  TRUST_PROXY: set(
    wholeNumber({ min: 0, max: 100 }),
    0,
    "How many reverse proxies stand in front; 0: none, `X-Forwarded-For` is not believed (LibreChat believes one).",
  ),
  NO_INDEX: set(boolean, true, "Asks search engines to stay away (`X-Robots-Tag: noindex`)."),
  DISABLE_COMPRESSION: set(boolean, false, "Sends answers uncompressed."),
  SESSION_COOKIE_SECURE: unset(boolean, "Cookies over HTTPS only.", {
    otherwise: "true if DOMAIN_SERVER begins with https://",
  }),
  DATA_DIR: set(
    text(4096),
    "./data",
    "Where the embedded database and generated secrets lie; relative to the working directory.",
  ),
  FILES_DIR: unset(
    text(4096),
    "Where the contents of files lie. Several servers on one database need one that they share.",
    {
      otherwise: "files in DATA_DIR",
    },
  ),
  DATABASE_URL: unset(url("postgres", "postgresql"), "A PostgreSQL server in place of the embedded database.", {
    secret: true,
    expand: true,
  }),
  REDIS_URI: unset(
    urls("redis", "rediss"),
    "Redis or Valkey, for what several servers must count together: every limit, and how many answers somebody has at the same time. Without it each counts for itself. Several for a cluster.",
    { secret: true, expand: true },
  ),
  USE_REDIS: unset(boolean, "`false` leaves REDIS_URI aside.", { otherwise: "true if REDIS_URI is set" }),
  REDIS_USERNAME: unset(text(256), "Put into REDIS_URI where that names nobody."),
  REDIS_PASSWORD: unset(text(1024), "Put into REDIS_URI where that has no password.", { secret: true }),
  REDIS_KEY_PREFIX: set(text(128), "", "In front of every key in Redis."),
  GATEHOUSE_LIMITS_WITHOUT_REDIS: set(
    choice("local", "closed"),
    "local",
    "While Redis does not answer: `local`: each server counts for itself, with its share of each limit (GATEHOUSE_SERVERS); `closed`: nothing that is counted is let through (503).",
  ),
  GATEHOUSE_SERVERS: set(
    wholeNumber({ min: 1, max: 1_000 }),
    1,
    "How many servers there are, for the share of each while Redis does not answer.",
  ),
  APP_TITLE: set(text(200), "Gatehouse", "The name of the workspace."),
  HELP_AND_FAQ_URL: unset(text(2000), "Where the help link leads; `/` hides it."),
  CUSTOM_FOOTER: unset(text(4000), "The line under the conversation."),
  LOG_LEVEL: set(choice("fatal", "error", "warn", "info", "debug", "trace", "silent"), "info", "How much is logged."),
  GATEHOUSE_STALE_AFTER_MS: set(
    duration(100),
    5000,
    "The published bound: a server that has not heard from the change log for this long refuses to decide.",
  ),
  AUDIT_RETENTION_DAYS: set(
    wholeNumber({ min: 0, max: 36_500 }),
    0,
    "After how many days the audit trail loses what is old: events, and what is personal of changes; 0: never. The heads stay.",
  ),
  GROUPS_BY_MEMBERS: set(boolean, false, "Members may make groups of their own."),
  GROUPS_BY_MEMBERS_SIZE: set(
    wholeNumber({ min: 1, max: 500 }),
    100,
    "How many people, services and groups may be directly in a group that a member made.",
  ),
  GROUPS_BY_MEMBERS_OWNED: set(
    wholeNumber({ min: 1, max: 500 }),
    20,
    "How many groups a member may have: of those that they own or made, none is made beyond.",
  ),
  PEOPLE_PICKER_FINDS: set(
    choice("all", "mine", "exact"),
    "all",
    "Whom people find to share with, where their role lets them look for people: `all`; `mine`, those with whom they are in a group; `exact`, only whose whole address or username they type. Whoever reads users finds all.",
  ),
  JWT_SECRET: unset(text(4096), "Signs access tokens.", { secret: true, generated: true, otherwise: "generated" }),
  JWT_REFRESH_SECRET: unset(text(4096), "Signs refresh tokens.", {
    secret: true,
    generated: true,
    otherwise: "generated",
  }),
  CREDS_KEY: unset(hex(64), "Encrypts what must be readable again, such as people's own API keys.", {
    secret: true,
    generated: true,
    otherwise: "generated",
  }),
  CREDS_IV: unset(hex(32), "Goes with CREDS_KEY in what LibreChat encrypted.", {
    secret: true,
    generated: true,
    otherwise: "generated",
  }),
};

import type { MongoClientOptions } from "mongodb";

/** How long a database may take to be found, in milliseconds; what the address says wins. */
const PATIENCE = 10_000;

/** An address as it may be shown: neither who signs in nor with what. */
export function shownAddress(address: string, database?: string): string {
  const [, scheme = "", hosts = ""] = /^(mongodb(?:\+srv)?:\/\/)(?:.*@)?([^/?@]*)/.exec(address) ?? [];
  return `${scheme}${hosts}${database === undefined ? "" : `/${database}`}`;
}

/** A text without the secrets of an address. */
export function withoutSecrets(text: string, address: string): string {
  const [, user = ""] = /^mongodb(?:\+srv)?:\/\/(.*)@/.exec(address) ?? [];
  const written = user.slice(user.indexOf(":") + 1);
  let shown = text;
  for (const secret of [user, written, decoded(written)]) if (secret !== "") shown = shown.replaceAll(secret, "…");
  return shown;
}

/** The database that an address names. */
export function databaseIn(address: string): string | undefined {
  const [, name = ""] = /^mongodb(?:\+srv)?:\/\/(?:[^/]*@)?[^/?]*\/([^?]*)/.exec(address) ?? [];
  return name === "" ? undefined : decoded(name);
}

/** Options for reading beside a server at work; those that the address has itself are left to it. */
export function optionsFor(address: string): MongoClientOptions {
  const said = new Set([...new URLSearchParams(address.split("?")[1] ?? "").keys()].map((key) => key.toLowerCase()));
  const ours: MongoClientOptions = {
    appName: "gatehouse",
    readPreference: "secondaryPreferred",
    serverSelectionTimeoutMS: PATIENCE,
    connectTimeoutMS: PATIENCE,
    socketTimeoutMS: 12 * PATIENCE,
    retryWrites: false,
    maxPoolSize: 4,
  };
  return Object.fromEntries(Object.entries(ours).filter(([key]) => !said.has(key.toLowerCase())));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

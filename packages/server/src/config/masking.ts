import type { Source } from "./findings.ts";
import { isJsonObject, type Json } from "./json.ts";

/** What stands in the place of a secret. */
export const masked = "********";

/** A value as it may be shown. Secrets are masked, also where another value (a footer, an address) holds one. */
export function shownValue(source: Source, secrets: readonly string[]): Json | undefined {
  if (source.value === undefined) return undefined;
  return source.secret ? maskSecret(source.value) : maskWithin(source.value, secrets);
}

/** Secrets that are long enough to be recognised inside other values. Headers are left out: many hold plain words. */
export function secretTexts(sources: readonly Source[]): string[] {
  return sources.flatMap(({ secret, value }) =>
    secret && typeof value === "string" && value.length >= 8 && maskSecret(value) === masked ? [value] : [],
  );
}

/** Of an object the keys stay, of a connection string all but its password; what is a reference or a promise is no secret. */
function maskSecret(value: Json): Json {
  if (Array.isArray(value)) return value.map(maskSecret);
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskSecret(inner)]));
  if (typeof value !== "string") return value === null ? null : masked;
  if (value === "" || value === "user_provided" || /^(\$\{[A-Za-z_]\w*\}|\{\{\w+\}\})$/.test(value)) return value;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value.split(",").map(maskAddress).join(",") : masked;
}

function maskWithin(value: Json, secrets: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((inner: Json) => maskWithin(inner, secrets));
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskWithin(inner, secrets)]));
  if (typeof value !== "string") return value;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? maskAddress(value) : value;
  return secrets.reduce((text, secret) => text.replaceAll(secret, masked), address);
}

/** An address without the password in it, and without what its parameters hold. */
function maskAddress(address: string): string {
  return address
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):[^/?#]*@/i, `$1:${masked}@`)
    .replace(/([?&][^=&#]+)=[^&#]*/g, `$1=${masked}`);
}

import type { Json, JsonObject } from "../../../config/index.ts";
import { isLeadingAway, isObject, type Operation, own } from "../openapi/document.ts";
import type { Sent } from "../outbound/outbound.ts";
import type { Auth } from "../schemas.ts";

/** Arguments that do not make a request. The message is for the model. */
export class ArgumentsRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ArgumentsRefused";
  }
}

/**
 * The request that a call stands for. Arguments are a model's words: none of them reaches beyond its place in the address, the headers or the body.
 * @throws {ArgumentsRefused}
 */
export function requestOf(origin: string, operation: Operation, given: JsonObject): Omit<Sent, "credentials"> {
  requireAll(operation, given);
  const headers: Record<string, string> = {};
  const query = new URLSearchParams();
  let path = operation.path;
  for (const { name, in: place, isExploded } of operation.parameters) {
    const value = own(given, name);
    if (place === "path") path = path.replaceAll(`{${name}}`, () => pieceOf(name, value));
    else if (value === undefined || value === null) continue;
    else if (place === "header") headers[name.toLowerCase()] = headerOf(name, value);
    else if (isExploded && Array.isArray(value)) for (const one of value) query.append(name, textOf(one));
    else query.append(name, textOf(value));
  }
  const url = new URL(origin);
  url.pathname = path;
  // `..` in an argument would lead to another operation, however it is written.
  if (url.origin !== origin || url.pathname !== new URL(`${origin}${path}`).pathname || leavesItsPlace(path))
    throw new ArgumentsRefused("an argument leads to another address");
  url.search = query.toString();
  return {
    method: operation.method.toUpperCase(),
    url,
    headers,
    body: undefined,
    ...bodyOf(operation, given, headers),
  };
}

/** A piece of the path. An empty one would lead to another operation: `DELETE /users/` for `DELETE /users/{id}`. */
function pieceOf(name: string, value: Json | undefined): string {
  const text = textOf(value);
  if (text === "") throw new ArgumentsRefused(`\`${name}\` is empty`);
  return encodeURIComponent(text);
}

const leavesItsPlace = (path: string): boolean => isLeadingAway(path) || /[{}]/.test(path);

function requireAll({ schema }: Operation, given: JsonObject): void {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.filter((name): name is string => typeof name === "string" && own(given, name) === undefined);
  if (missing.length > 0) throw new ArgumentsRefused(`these arguments are missing: ${missing.join(", ")}`);
}

function bodyOf(
  { body }: Operation,
  given: JsonObject,
  headers: Record<string, string>,
): Pick<Sent, "body" | "headers"> | null {
  if (!body) return null;
  const fields = body.names
    .filter((name) => Object.hasOwn(given, name))
    .map((name) => [name, own(given, name) ?? null] as const);
  const value: Json | undefined = body.argument === null ? Object.fromEntries(fields) : own(given, body.argument);
  if (value === undefined) return null;
  if (body.type === "json")
    return { body: JSON.stringify(value), headers: { ...headers, "content-type": "application/json" } };
  if (!isObject(value)) throw new ArgumentsRefused("a form is an object");
  const form = new URLSearchParams();
  for (const [name, one] of Object.entries(value))
    for (const each of Array.isArray(one) ? one : [one]) form.append(name, textOf(each));
  return { body: form.toString(), headers: { ...headers, "content-type": "application/x-www-form-urlencoded" } };
}

/** Several values are one text with commas, an object is JSON. */
function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map((one: Json) => textOf(one)).join(",");
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
  return text.toWellFormed();
}

function headerOf(name: string, value: Json): string {
  const text = textOf(value);
  if (!/^[\t\x20-\x7e]*$/.test(text)) throw new ArgumentsRefused(`\`${name}\` holds characters that no header can`);
  return text;
}

/** The headers that say who a tool is. */
export function credentialsOf(auth: Auth, secret: string | undefined): Record<string, string> {
  if (auth.type === "none" || secret === undefined) return {};
  switch (auth.as) {
    case "bearer":
      return { authorization: `Bearer ${secret}` };
    case "basic":
      return { authorization: `Basic ${Buffer.from(secret).toString("base64")}` };
    case "custom":
      return { [(auth.header ?? "authorization").toLowerCase()]: secret };
  }
}

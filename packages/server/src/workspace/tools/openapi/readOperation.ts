import type { Json, JsonObject } from "../../../config/index.ts";
import { type Body, DocumentRefused, isObject, type Operation, own, type Parameter, textOr } from "./document.ts";
import { quoted, type References } from "./references.ts";

/** OpenAI's. */
const LONGEST_DESCRIPTION = 1_024;
const MOST_ARGUMENTS = 100;
const LONGEST_ARGUMENT = 128;

interface Given {
  name: string;
  method: Operation["method"];
  path: string;
  /** The path item, whose parameters are the operation's, too. */
  item: Json | undefined;
  operation: JsonObject;
}

/** An operation with one set of arguments: those of path, query and headers, and those of the body. @throws {DocumentRefused} */
export function readOperation(references: References, { name, method, path, item, operation }: Given): Operation {
  const where = `\`${method} ${path}\``;
  const properties = new Map<string, Json>();
  const required: string[] = [];
  const parameters: Parameter[] = [];
  for (const { parameter, ...given } of parametersOf(references, item, operation, where)) {
    parameters.push(parameter);
    properties.set(parameter.name, given.schema);
    if (given.isRequired) required.push(parameter.name);
  }
  for (const [, named = ""] of path.matchAll(/\{([^}]*)\}/g))
    if (!parameters.some((one) => one.in === "path" && one.name === named))
      throw new DocumentRefused(`${where}: the path names \`${named.slice(0, 100)}\`, which is none of its parameters`);
  const body = bodyOf(references, operation, properties, required, where);
  if (properties.size > MOST_ARGUMENTS) throw new DocumentRefused(`${where} has more than ${MOST_ARGUMENTS} arguments`);
  const said = [textOr(own(operation, "summary"), ""), textOr(own(operation, "description"), "")];
  return {
    name,
    method,
    path,
    description: said
      .filter((one) => one.trim() !== "")
      .join("\n")
      .slice(0, LONGEST_DESCRIPTION)
      .toWellFormed(),
    parameters,
    body,
    schema: { type: "object", properties: Object.fromEntries(properties), required },
  };
}

/** Those of the operation win over those of its path. Cookies, and headers that HTTP itself needs, are no arguments (OpenAPI says so). */
function parametersOf(references: References, item: Json | undefined, operation: JsonObject, where: string) {
  const found = new Map<string, { parameter: Parameter; schema: JsonObject; isRequired: boolean }>();
  for (const list of [own(item, "parameters"), own(operation, "parameters")])
    for (const given of Array.isArray(list) ? list : []) {
      const one = references.follow(given);
      const name = own(one, "name");
      const place = own(one, "in");
      if (typeof name !== "string" || !isArgument(name))
        throw new DocumentRefused(`${where}: ${quoted(name)} is no name of a parameter`);
      if (place === "cookie" || (place === "header" && isHttps(name))) continue;
      if (place !== "path" && place !== "query" && place !== "header")
        throw new DocumentRefused(`${where}: the parameter ${quoted(name)} must be \`in\` path, query or header`);
      if (place === "header" && !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name))
        throw new DocumentRefused(`${where}: ${quoted(name)} is no name of a header`);
      const content = own(own(one, "content"), "application/json");
      const schema = references.schema(own(one, "schema") ?? own(content, "schema") ?? { type: "string" });
      const description = textOr(own(one, "description"), "").slice(0, 1_000).toWellFormed();
      found.set(`${place} ${name}`, {
        parameter: { name, in: place, isExploded: own(one, "explode") !== false && place === "query" },
        schema: { ...schema, ...(description !== "" && { description }) },
        isRequired: place === "path" || own(one, "required") === true,
      });
    }
  const names = [...found.values()].map(({ parameter }) => parameter.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DocumentRefused(`${where}: \`${twice}\` names two parameters`);
  return found.values();
}

const isArgument = (name: string): boolean =>
  name !== "" && name.length <= LONGEST_ARGUMENT && name !== "__proto__" && !name.includes("\0") && name.isWellFormed();

/** Headers that are the connection's, the credential's, or a proxy's. */
const isHttps = (name: string): boolean =>
  /^(accept|accept-encoding|authorization|connection|content-.*|cookie2?|expect|forwarded|host|keep-alive|origin|proxy-.*|referer|te|trailer|transfer-encoding|upgrade|user-agent|via|x-forwarded-.*|x-real-ip)$/i.test(
    name,
  );

/** The fields of an object are arguments beside the others; anything else, and what would be named twice, is one argument. */
function bodyOf(
  references: References,
  operation: JsonObject,
  properties: Map<string, Json>,
  required: string[],
  where: string,
): Body | null {
  const given = references.follow(own(operation, "requestBody"));
  if (!isObject(given)) return null;
  const content = own(given, "content");
  const types = Object.keys(isObject(content) ? content : {});
  const json = types.find((type) => /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type) || type === "*/*");
  const form = types.find((type) => /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type));
  const type = json ?? form;
  if (type === undefined) {
    if (own(given, "required") !== true) return null;
    throw new DocumentRefused(
      `${where}: a body of ${quoted(types[0] ?? "no type")} cannot be sent; JSON and forms can`,
    );
  }
  const kind = json === undefined ? "form" : "json";
  const schema = references.schema(own(own(content, type), "schema"));
  const isRequired = own(given, "required") === true;
  const fields = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  const isPlain =
    fields.length > 0 &&
    fields.every(([name]) => isArgument(name) && !properties.has(name)) &&
    !["allOf", "anyOf", "oneOf"].some((key) => Object.hasOwn(schema, key));
  if (isPlain) {
    for (const [name, field] of fields) properties.set(name, field);
    const needed = Array.isArray(schema.required) ? schema.required : [];
    if (isRequired)
      required.push(...needed.filter((name): name is string => typeof name === "string" && properties.has(name)));
    return { type: kind, argument: null, names: fields.map(([name]) => name) };
  }
  let argument = "body";
  while (properties.has(argument)) argument = `request_${argument}`;
  properties.set(argument, schema);
  if (isRequired) required.push(argument);
  return { type: kind, argument, names: [] };
}

import type { Json } from "../../../config/index.ts";
import {
  DocumentRefused,
  isLeadingAway,
  isObject,
  MOST_OPERATIONS,
  methods,
  type Operation,
  own,
  type ReadDocument,
  textOr,
} from "./document.ts";
import { OperationNames } from "./operationNames.ts";
import { parseText } from "./parseText.ts";
import { readOperation } from "./readOperation.ts";
import { quoted, References } from "./references.ts";

/** Text of all functions together that models are told. */
const MOST_TOLD = 512 * 1_024;

/**
 * Reads OpenAPI 3.0 or 3.1, as JSON or YAML. What is not needed to call something (answers, callbacks, webhooks, `x-…`) is not looked at.
 * @throws {DocumentRefused}
 */
export function readDocument(text: string): ReadDocument {
  const root = parseText(text);
  const version = own(root, "openapi");
  if (own(root, "swagger") !== undefined) throw new DocumentRefused("it is Swagger 2; OpenAPI 3.0 and 3.1 are read");
  if (!/^3\.[01](\.\d+)?$/.test(String(version)))
    throw new DocumentRefused(
      `\`openapi\` must be 3.0 or 3.1${version === undefined ? "" : `; it is ${quoted(version)}`}`,
    );
  const references = new References(root);
  const server = serverOf(root);
  if (!server)
    throw new DocumentRefused("`servers` must say where it is: `servers: [{ url: https://api.example.org }]`");
  const info = own(root, "info");
  const operations = readOperations(root, references, server);
  if (operations.length === 0) throw new DocumentRefused("`paths` has no operation");
  if (JSON.stringify(operations).length > MOST_TOLD)
    throw new DocumentRefused("its functions are too long for a model");
  return {
    title: textOr(own(info, "title"), "").trim().slice(0, 255).toWellFormed(),
    description: textOr(own(info, "description"), "").trim().slice(0, 4_096).toWellFormed(),
    origin: server.origin,
    operations,
  };
}

function readOperations(root: Json, references: References, server: URL): Operation[] {
  const names = new OperationNames();
  const operations: Operation[] = [];
  const paths = own(root, "paths");
  for (const [path, given] of Object.entries(isObject(paths) ? paths : {})) {
    if (path.startsWith("x-")) continue;
    if (!path.startsWith("/") || path.length > 2_000 || /[\s?#\\]/.test(path))
      throw new DocumentRefused(`${quoted(path)} is no path; it begins with \`/\``);
    if (isLeadingAway(path))
      throw new DocumentRefused(`${quoted(path)} leads elsewhere: \`.\` and \`..\` are no pieces of a path`);
    const item = references.follow(given);
    for (const method of methods) {
      const operation = references.follow(own(item, method));
      if (operation === undefined) continue;
      if (!isObject(operation)) throw new DocumentRefused(`\`${method} ${path}\` is no object`);
      if (operations.length === MOST_OPERATIONS)
        throw new DocumentRefused(`it has more than ${MOST_OPERATIONS} operations; take out what is not needed`);
      const at = serverOf(operation) ?? serverOf(item) ?? server;
      if (at.origin !== server.origin)
        throw new DocumentRefused(
          `\`${method} ${path}\` has a server of its own on another host; make a tool for each host`,
        );
      operations.push(
        readOperation(references, {
          name: names.of(own(operation, "operationId"), method, path),
          method,
          path: basePath(at) + path,
          item,
          operation,
        }),
      );
    }
  }
  return operations;
}

const basePath = ({ pathname }: URL): string => pathname.replace(/\/+$/, "");

/** The first server that is named. @throws {DocumentRefused} for one that is no plain address */
function serverOf(value: Json | undefined): URL | undefined {
  const servers = own(value, "servers");
  const url = own(Array.isArray(servers) ? servers[0] : undefined, "url");
  if (url === undefined) return undefined;
  const isPlain = typeof url === "string" && /^https?:\/\//i.test(url) && !/[{}]/.test(url) && URL.canParse(url);
  const parsed = isPlain ? new URL(url) : undefined;
  if (parsed?.username !== "" || parsed.password !== "" || parsed.search !== "")
    throw new DocumentRefused(
      `\`servers[0].url\`: ${quoted(url)} must be an address such as \`https://api.example.org/v1\`, without variables`,
    );
  return parsed;
}

import type { Json, JsonObject } from "../../../config/index.ts";
import { DocumentRefused, isObject, own, textOr } from "./document.ts";

/** Values of all schemas of a document, once every reference in them is followed. */
const MOST_VALUES = 20_000;
const DEEPEST = 24;
const LONGEST_TEXT = 1_000;
const LONGEST_CHAIN = 16;

/** What models understand of a JSON schema. */
const kept: ReadonlySet<string> = new Set([
  ...["type", "description", "title", "enum", "const", "default", "format", "pattern", "required", "nullable"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"],
  ...["minItems", "maxItems", "uniqueItems"],
]);
const schemas: ReadonlySet<string> = new Set(["items", "additionalProperties", "not"]);
const lists: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);

/** Follows `$ref` within one document. Nothing is ever fetched. */
export class References {
  private readonly root: Json;
  private count = 0;

  constructor(root: Json) {
    this.root = root;
  }

  /** What a value stands for. @throws {DocumentRefused} for a reference out of the document, into nothing, or in a circle */
  follow(value: Json | undefined): Json | undefined {
    let found = value;
    for (let chain = 0; isObject(found) && Object.hasOwn(found, "$ref"); chain++) {
      const ref = own(found, "$ref");
      if (chain === LONGEST_CHAIN) throw new DocumentRefused(`${quoted(ref)} leads in a circle, or too far`);
      found = this.find(ref);
    }
    return found;
  }

  /** A schema with everything in it that it names. @throws {DocumentRefused} as above; also for one that contains itself */
  schema(value: Json | undefined): JsonObject {
    return this.unfold(value, [], 0);
  }

  private unfold(value: Json | undefined, above: readonly Json[], depth: number): JsonObject {
    const found = this.follow(value);
    if (found === undefined || found === true) return {};
    if (found === false) return { not: {} };
    if (!isObject(found)) throw new DocumentRefused("a schema is no object");
    if (above.includes(found))
      throw new DocumentRefused(
        `a schema contains itself (${quoted(own(value, "$ref") ?? "by an alias")}), which functions cannot`,
      );
    if (depth > DEEPEST) throw new DocumentRefused(`schemas are nested too deep; at most ${DEEPEST} levels`);
    const inner = (one: Json | undefined) => this.unfold(one, [...above, found], depth + 1);
    const unfolded: Record<string, Json> = {};
    for (const [key, given] of Object.entries(found)) {
      this.counted();
      if (kept.has(key)) unfolded[key] = this.plain(given);
      else if (key === "properties" && isObject(given))
        unfolded[key] = Object.fromEntries(Object.entries(given).map(([name, one]) => [name, inner(one)]));
      else if (schemas.has(key) && !Array.isArray(given)) unfolded[key] = given === false ? false : inner(given);
      else if (lists.has(key) && Array.isArray(given)) unfolded[key] = given.map(inner);
    }
    return unfolded;
  }

  /** Examples, lists of choices and texts, cut where they are long. */
  private plain(value: Json): Json {
    this.counted();
    if (typeof value === "string") return textOr(value, "").slice(0, LONGEST_TEXT).toWellFormed();
    if (Array.isArray(value)) return value.map((one: Json) => this.plain(one));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.plain(one)]));
  }

  private find(ref: Json | undefined): Json {
    if (typeof ref !== "string") throw new DocumentRefused("`$ref` is no text");
    if (!/^#(\/|$)/.test(ref))
      throw new DocumentRefused(
        `${quoted(ref)} leads out of the document; only \`#/…\` is followed, and nothing is fetched`,
      );
    let found: Json | undefined = this.root;
    for (const step of ref.split("/").slice(1)) {
      const key = unescaped(step);
      found = Array.isArray(found) ? found[Number(key)] : own(found, key);
      if (found === undefined) throw new DocumentRefused(`${quoted(ref)} leads to nothing in the document`);
    }
    return found;
  }

  private counted(): void {
    if (++this.count > MOST_VALUES) throw new DocumentRefused("its schemas unfold to too many values");
  }
}

function unescaped(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return step;
  }
}

export const quoted = (value: Json | undefined): string => `\`${String(value).slice(0, 200)}\``;

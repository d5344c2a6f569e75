import type { Json, JsonObject } from "../../../config/index.ts";

/** An OpenAPI document that is not taken. INVARIANT: the message is for whoever sent it, and holds what they sent only. */
export class DocumentRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DocumentRefused";
  }
}

export const MOST_DOCUMENT_BYTES = 1_024 * 1_024;
export const MOST_OPERATIONS = 100;
/** The ways of HTTP that a document is read for. */
export const methods = ["get", "put", "post", "delete", "patch"] as const;

/** Where an argument of a function goes. */
export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  /** Of several values: one after the other, or one text with commas. */
  isExploded: boolean;
}

export interface Body {
  type: "json" | "form";
  /** The argument that is the whole body; null: the body is an object of the arguments `names`. */
  argument: string | null;
  names: readonly string[];
}

/** One operation of a document, as a function for models. */
export interface Operation {
  /** Unique in the document; letters, digits, `_`, `-`. */
  name: string;
  description: string;
  method: (typeof methods)[number];
  /** With the path of the server in front: `/v1/weather/{city}`. */
  path: string;
  parameters: readonly Parameter[];
  body: Body | null;
  /** JSON schema of the arguments. */
  schema: JsonObject;
}

/** What a document says, as far as tools need it. */
export interface ReadDocument {
  title: string;
  description: string;
  /** `https://api.example.org` */
  origin: string;
  operations: readonly Operation[];
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOr = (value: Json | undefined, otherwise: string): string =>
  typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : otherwise;

/** What `key` holds of its own; nothing that an object brings along. */
export const own = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** Whether a path has a piece that is read as a way to another one: `.` or `..`, however it is written. */
export const isLeadingAway = (path: string): boolean => path.split("/").some((piece) => /^(\.|%2e){1,2}$/i.test(piece));

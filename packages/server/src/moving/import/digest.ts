import { hash } from "node:crypto";
import { serialize } from "bson";
import type { Document } from "../source/index.ts";

/** Of all that a document says; the same from a database and from a dump of it. */
export const digestOf = (document: Document): string => hash("sha256", serialize(document), "base64url").slice(0, 22);

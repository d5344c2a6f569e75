import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { Settings } from "../config/index.ts";
import { type Actor, isOperator } from "../http/actor.ts";
import type { Cursors } from "../http/cursor.ts";
import { problem } from "../http/problem.ts";
import type { Identity } from "../identity/index.ts";
import type { Store } from "../store/index.ts";
import type { Workspace } from "../workspace/index.ts";

/** What moderation is made of. */
export interface ModerationParts {
  access: Access;
  store: Store;
  settings: Settings;
  cursors: Cursors;
  log: FastifyBaseLogger;
  identity: Identity;
  workspace: Workspace;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Whoever reports, decides and appeals does so in their own name. @throws {Problem} `forbidden` */
export function requirePerson(actor: Actor): void {
  if (isOperator(actor) || !actor.subject.startsWith("user:"))
    throw problem("forbidden", { detail: "this is for people" });
}

/** Where a list goes on. */
export interface Place {
  at: number;
  id: string;
}

export const placeIn = (cursor: string | undefined, read: (cursor: string) => string): Place | undefined => {
  if (cursor === undefined || cursor === "") return undefined;
  const [at, id] = JSON.parse(read(cursor));
  return { at, id };
};

export const placeOf = (at: number, id: string): string => JSON.stringify([at, id]);

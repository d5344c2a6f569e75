import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { Settings } from "../config/index.ts";
import { type Actor, isOperator } from "../http/actor.ts";
import type { Cursors } from "../http/cursor.ts";
import { problem } from "../http/problem.ts";
import type { Identity } from "../identity/index.ts";
import type { Store } from "../store/index.ts";
import type { Workspace } from "../workspace/index.ts";

/** What reviews are made of. */
export interface ReviewParts {
  access: Access;
  store: Store;
  settings: Settings;
  secrets: { reviewSeed: string };
  cursors: Cursors;
  log: FastifyBaseLogger;
  identity: Identity;
  workspace: Workspace;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * Whoever opens, decides and closes does so in their own name, and with all that they may: what follows is carried out later, when no key is
 * there any more that could narrow it.
 * @throws {Problem} `forbidden`
 */
export function requirePerson(actor: Actor): void {
  if (isOperator(actor) || !actor.subject.startsWith("user:") || actor.key !== undefined)
    throw problem("forbidden", { detail: "this is for people, in their own name" });
}

/** In whose name the background works. */
export const SYSTEM = "system:reviews";

/** Where a list goes on. */
export interface Place {
  at: number;
  id: string;
}

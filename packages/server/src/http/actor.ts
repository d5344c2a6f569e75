import type { Key } from "@gatehouse/engine";

/**
 * Who acts, in which organization, by which way. Every write has one; every question is asked for one.
 */
export interface Actor {
  /** The organization's id. */
  organization: string;
  /** `user:…`, `service:…`, `visitor`, or `operator`: whoever has the command line (docs/model.md, "Who"). */
  subject: string;
  /** What the log says: the subject, or `cli:<name>`, `system:config` … */
  name: string;
  /** `api`, `cli`, `config`, `start` */
  from: string;
  /** The session that it came by. */
  session?: string;
  /** What narrows it: it came by an API key. */
  key?: Key;
  /** Which one. */
  keyId?: string;
  /** How many requests and tokens in a minute its owner allows it. */
  keyLimits?: { requests: number | null; tokens: number | null };
  ip?: string;
  /** Nothing is written: what would change is looked at (`Gatehouse-Dry-Run`), and which page of it. */
  dryRun?: string;
}

export const OPERATOR = "operator";
/** Whoever has no account in the organization asked about, members of others included (docs/model.md, "Who"). */
export const VISITOR = "visitor";

/** The same, as far as its own rights go: what a thing needs of its own (an agent's model, files, tools) is not for a key to name. */
export function withoutKey({ key: _, ...owner }: Actor): Actor {
  return owner;
}

export function isOperator(actor: Actor): boolean {
  return actor.subject === OPERATOR;
}

/** Gatehouse itself: `system:config`, `system:migration`. */
export function systemActor(organization: string, name: `system:${string}`): Actor {
  return { organization, subject: OPERATOR, name, from: "start" };
}

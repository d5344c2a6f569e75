import { t } from "@lingui/core/macro";
import type { Audience } from "./closure.ts";

/** How much is let through in how long, and when there is room again. */
export interface MetLimit {
  readonly name: string;
  readonly max: number;
  readonly windowSeconds: number;
  readonly freesAt: string;
  /** A capability, or `operator`. */
  readonly raisedBy: string;
}

/** The budget that is spent. */
export interface SpentBudget {
  /** `user:…`, `group:…`, `key:…`, `organization`. */
  readonly principal: string;
  readonly name: string | null;
  /** One's own cap, or what an owner gave a key. */
  readonly isOwn: boolean;
}

/** What the server answers instead of success (RFC 9457), or what kept us from reaching it. */
export class ProblemError extends Error {
  /** HTTP status; 0: the server was not reached. */
  readonly status: number;
  /** Stable code of the catalogue of errors; `offline` and `unreadable` are the console's own. */
  readonly code: string;
  readonly title: string;
  readonly help: string | null;
  readonly requestId: string | null;
  /** Of a refusal: the reason in the decision model's codes, and what is lacking (actions, features, capabilities). */
  readonly reason: string | null;
  readonly missing: readonly string[];
  /** Of `closure-grows`: what the write says once it was seen, and who gets what is added. */
  readonly closure: string | null;
  readonly audience: Audience | null;
  /** Of `account-banned`: what shows whoever signed in why. */
  readonly ticket: string | null;
  /** Of `rate-limited`: what was met. */
  readonly limit: MetLimit | null;
  /** Of `budget-exhausted`: whose it is. */
  readonly budget: SpentBudget | null;
  /** Per field, for `request-invalid`: path (`name`, `grants.0.principal`) → what is wrong. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown) {
    const told = isRecord(body) ? body : {};
    const title = textOf(told.title) ?? textOf(told.error) ?? t`The server answered with status ${status}`;
    super(textOf(told.detail) ?? textOf(told.message) ?? title);
    this.name = "ProblemError";
    this.status = status;
    this.code = textOf(told.code) ?? "unreadable";
    this.title = title;
    this.help = textOf(told.help);
    this.requestId = textOf(told.requestId);
    this.reason = textOf(told.reason);
    this.missing = Array.isArray(told.missing) ? told.missing.filter(isText) : [told.requires].filter(isText);
    this.closure = textOf(told.closure);
    this.audience = isAudience(told.audience) ? told.audience : null;
    this.ticket = textOf(told.ticket);
    this.limit = limitOf(told);
    this.budget = budgetOf(told);
    this.fields = fieldsOf(told.errors);
  }
}

/** Of a refusal to sign in whoever is banned; null of every other. */
export const banTicketOf = (thrown: unknown): string | null =>
  thrown instanceof ProblemError && thrown.code === "account-banned" ? thrown.ticket : null;

/** The change was made from a state that somebody else has changed in the meantime: the thing, or what travels with it. */
export const isMeanwhile = (thrown: unknown): boolean =>
  thrown instanceof ProblemError && (thrown.code === "version-mismatch" || thrown.code === "closure-changed");

/** The server cannot be reached: no network, or it is not running. What is shown of it asks again by itself. */
export const offline = () =>
  new ProblemError(0, {
    code: "offline",
    title: t`The server cannot be reached`,
    help: t`Check your connection and try again.`,
  });

/** An answer that is no success. What a proxy says in place of a server that is gone has no code of ours. */
export function problemAnswered(status: number, body: unknown): ProblemError {
  const isProxys = [502, 503, 504].includes(status) && !(isRecord(body) && textOf(body.code) !== null);
  return isProxys ? offline() : new ProblemError(status, body);
}

/** Whatever was thrown, as a problem that can be shown. */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  return new ProblemError(0, {
    code: "unreadable",
    title: t`Something went wrong on this page`,
    detail: thrown instanceof Error ? thrown.message : undefined,
    help: t`Reload the page; tell your administrator if it stays.`,
  });
}

function fieldsOf(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {};
  const found: Record<string, string> = {};
  for (const entry of errors) {
    if (!isRecord(entry)) continue;
    const path = textOf(entry.path);
    if (path) found[path.replace(/^body\./, "")] = textOf(entry.message) ?? t`is not valid`;
  }
  return found;
}

function limitOf({ limit, raisedBy }: Record<string, unknown>): MetLimit | null {
  if (!isRecord(limit)) return null;
  const { name, max, windowSeconds, freesAt } = limit;
  const isWhole =
    isText(name) && isText(freesAt) && isText(raisedBy) && typeof max === "number" && typeof windowSeconds === "number";
  return isWhole ? { name, max, windowSeconds, freesAt, raisedBy } : null;
}

const budgetOf = ({ budget, budgetName, raisedBy }: Record<string, unknown>): SpentBudget | null =>
  isText(budget) ? { principal: budget, name: textOf(budgetName), isOwn: raisedBy === "owner" } : null;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isAudience = (value: unknown): value is Audience =>
  isRecord(value) &&
  ["people", "groups", "roles", "services"].every((kind) => typeof value[kind] === "number") &&
  typeof value.everyone === "boolean";
const isText = (value: unknown): value is string => typeof value === "string";
const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

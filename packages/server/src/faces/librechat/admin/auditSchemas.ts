import { z } from "zod";
import { Text } from "../../../http/schemas.ts";

/** A parameter that may be repeated. */
const listOf = (values: readonly [string, ...string[]]) =>
  z.union([z.enum(values).transform((one) => [one]), z.array(z.enum(values)).max(20)]).default([]);

const DAY = 24 * 60 * 60 * 1_000;
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** @param ofDay what a whole day means: where it begins, or where it ends */
const moment = (ofDay: number) =>
  z
    .string()
    .regex(DATE, "must be a day or a moment")
    .transform((text) => Date.parse(text) + (text.length === 10 ? ofDay : 0))
    .refine(Number.isFinite, "must be a day or a moment")
    .optional();

const categories = ["grant", "agent_run", "tool_call", "mcp", "config", "permission", "auth", "approval"] as const;
const outcomes = ["success", "failure", "denied", "pending"] as const;
const severities = ["info", "warning", "critical"] as const;
const actorTypes = ["user", "system", "agent", "service", "schedule", "webhook", "api"] as const;

const filters = {
  search: Text(200).optional(),
  category: listOf(categories),
  action: listOf(["grant.assigned", "grant.removed"]),
  outcome: listOf(outcomes),
  severity: listOf(severities),
  actorType: z.enum(actorTypes).optional(),
  actorQuery: Text(128).optional(),
  targetType: Text(128).optional(),
  targetQuery: Text(128).optional(),
  capability: Text(128).optional(),
  from: moment(0),
  to: moment(DAY),
};

export const AuditQuery = z.strictObject({
  ...filters,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  cursor: z.coerce.number().int().min(1).optional().describe("`seq` of the last entry that was seen"),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditParams = z.strictObject({ id: z.string().regex(/^[0-9a-f]{24}$/i, "must be an id") });

export const AuditEntry = z.object({
  id: z.string(),
  schemaVersion: z.number(),
  category: z.literal("grant"),
  action: z.enum(["grant.assigned", "grant.removed"]),
  outcome: z.enum(outcomes),
  severity: z.enum(severities),
  actor: z.object({ type: z.enum(actorTypes), id: z.string().optional(), name: z.string() }),
  target: z.object({ type: z.string(), id: z.string(), name: z.string().optional() }),
  metadata: z.object({
    capability: z.string(),
    scope: z.string().optional(),
    expiresAt: z.string().optional(),
  }),
  context: z.object({ ip: z.string() }).optional(),
  integrity: z.object({
    seq: z.number(),
    hash: z.string().describe("Of the entry of the trail in which it is sealed"),
    prevHash: z.string().describe("The head before the segment that it is sealed in"),
  }),
  timestamp: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  total: z.number(),
  nextCursor: z.number().nullable(),
});
export const AuditOne = z.object({ entry: AuditEntry });
export const AuditVerdict = z.object({
  ok: z.boolean(),
  chainKey: z.string(),
  checked: z.number(),
  reason: z.string().optional(),
  range: z.object({ firstSeq: z.number(), lastSeq: z.number() }),
});

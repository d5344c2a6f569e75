import { contextFieldKinds } from "@gatehouse/engine";
import { z } from "zod";
import { Name, Owner, Text } from "../../http/schemas.ts";

export const PutResource = z.strictObject({
  label: Text(500).nullable().optional().describe("What people call it; for other applications"),
  owner: Owner.optional().describe("Default: whoever registers it"),
  parents: z.array(Name).max(64).optional().describe("All its parents; absent leaves them as they are"),
  state: z.enum(["active", "hidden"]).optional(),
  restricted: z.boolean().optional().describe("Of an open type (models): only grants count"),
});

export const ResourceAnswer = z.object({
  type: z.string(),
  id: z.string(),
  owner: z.string(),
  ownerName: z.string().nullable(),
  state: z.enum(["active", "hidden"]),
  restricted: z.boolean(),
  parents: z.array(z.string()),
  label: z.string().nullable(),
  actions: z.array(z.string()).describe("What whoever asks may do"),
});

export const PutType = z.strictObject({
  actions: z.record(z.string().max(64), z.number().int().min(1).max(32768)),
  roles: z.record(z.string().max(64), z.array(z.string().max(64)).max(16)),
  feature: z.string().max(64).nullable(),
  byCapability: z.record(z.string().max(128), z.array(z.string().max(64)).max(16)).default({}),
  inherits: z.record(z.string().max(64), z.record(z.string().max(64), z.array(z.string().max(64)).max(16))).default({}),
  create: z.union([z.enum(["feature", "anyone"]), z.strictObject({ capability: z.string().max(128) })]),
  open: z.boolean().optional(),
  contextFields: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "must be a name"), z.enum(contextFieldKinds))
    .refine((fields) => Object.keys(fields).length <= 64, "must be at most 64 fields")
    .optional()
    .describe("What conditions on it may read of the context; absent: nothing"),
});

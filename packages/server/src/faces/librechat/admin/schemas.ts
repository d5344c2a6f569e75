import { z } from "zod";
import { AnyJson, Text } from "../../../http/schemas.ts";

const Tree = z.record(z.string(), AnyJson);
const FieldPath = Text(300).min(1).describe("`interface.customWelcome`");
const Priority = z.number().int().min(-1_000_000).max(1_000_000);

export const ConfigParams = z.strictObject({
  type: z.enum(["role", "group", "user"]),
  id: Text(500).min(1).describe("Of a role its name; `__base__` of `role` is everybody"),
});
export type ConfigParams = z.infer<typeof ConfigParams>;

export const Config = z.object({
  _id: z.string(),
  principalType: z.enum(["role", "group", "user"]),
  principalId: z.string(),
  principalModel: z.string(),
  priority: z.number(),
  overrides: Tree,
  tombstones: z.array(z.string()),
  isActive: z.boolean(),
  configVersion: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Config = z.infer<typeof Config>;

export const Configs = z.object({ configs: z.array(Config) });
export const OneConfig = z.object({ config: Config });
export const BaseConfig = z.object({ config: Tree });
export const BaseQuery = z.strictObject({ baseOnly: z.enum(["true", "false"]).optional() });

/** What was written, or that nothing was left to write. */
export const Written = z.union([OneConfig, z.object({ message: z.string() })]);

export const PutBody = z.strictObject({ overrides: Tree, priority: Priority.default(10) });
export const Entry = z.strictObject({ fieldPath: FieldPath, value: AnyJson });
export type Entry = z.infer<typeof Entry>;
export const PatchBody = z.strictObject({
  // The panel allows 500, and LibreChat's own server 100.
  entries: z
    .array(Entry)
    .min(1)
    .max(500)
    .refine((entries) => new Set(entries.map(({ fieldPath }) => fieldPath)).size === entries.length, {
      message: "must name each field once",
    }),
  priority: Priority.optional(),
});
export const FieldQuery = z.strictObject({ fieldPath: FieldPath });
export const TombstoneBody = z.strictObject({ fieldPath: FieldPath, priority: Priority.optional() });
export const ActiveBody = z.strictObject({ isActive: z.boolean() });
export const Done = z.object({ success: z.literal(true) });

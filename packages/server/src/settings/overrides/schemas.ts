import { z } from "zod";
import { AnyJson, Text } from "../../http/schemas.ts";

export const MOST_DOCUMENTS = 500;
const MOST_PATHS = 200;

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const Path = Text(300).min(1).describe("`interface.customWelcome`");
const Tree = z.record(z.string(), AnyJson);
const Priority = z
  .number()
  .int()
  .min(-1_000_000)
  .max(1_000_000)
  .describe("The highest wins; everybody's is 0 by custom, others 10");

export const OverrideParams = z.strictObject({
  type: z.enum(["role", "group", "user"]),
  id: z
    .string()
    .regex(/^[A-Za-z0-9_.@~-]{1,256}$/, "must be an id")
    .describe("Without its type; `__base__` of `role` is everybody"),
});
export type OverrideParams = z.infer<typeof OverrideParams>;

export const OverrideBody = z.strictObject({
  priority: Priority.optional().describe("Default: as it is, or 10"),
  overrides: Tree.describe("A tree with the names of librechat.yaml"),
  tombstones: z.array(Path).max(MOST_PATHS).optional().describe("Paths that are taken away; default: as they are"),
  isActive: z.boolean().optional(),
});
export type OverrideBody = z.infer<typeof OverrideBody>;

export const FieldsBody = z.strictObject({
  set: z
    .array(z.strictObject({ path: Path, value: AnyJson }))
    .max(100)
    .default([]),
  unset: z.array(Path).max(100).default([]).describe("What is beneath counts again"),
  remove: z.array(Path).max(100).default([]).describe("What is beneath is taken away"),
  priority: Priority.optional(),
  isActive: z.boolean().optional(),
});
export type FieldsBody = z.infer<typeof FieldsBody>;

export const Override = z.object({
  principalType: z.enum(["role", "group", "user"]),
  principalId: z.string(),
  name: z.string().nullable().describe("What whom it is for is called; null where it is not told, or is gone"),
  priority: z.number(),
  overrides: Tree,
  tombstones: z.array(z.string()),
  isActive: z.boolean(),
  configVersion: z.number(),
  changedBy: z.string(),
  changedByName: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Override = z.infer<typeof Override>;
export const OverrideList = z.object({ overrides: z.array(Override).describe("The one that wins comes first") });

const Layer = z.object({
  from: z.enum(["default", "file", "environment", "database", "override"]),
  /** `librechat.yaml line 12`, or null */
  place: z.string().nullable(),
  principalType: z.enum(["role", "group", "user"]).nullable(),
  principalId: z.string().nullable(),
  name: z.string().nullable(),
  priority: z.number().nullable(),
  isRemoved: z.boolean().describe("It takes away what is beneath"),
  value: AnyJson,
});
export const Effective = z.object({
  keys: z.array(
    z.object({
      path: z.string(),
      value: AnyJson.describe("null: not set"),
      isSet: z.boolean(),
      said: z.array(Layer).describe("The one that counts comes first, what lies beneath it follows"),
    }),
  ),
  documents: z
    .array(
      z.object({
        principalType: z.enum(["role", "group", "user"]),
        principalId: z.string(),
        name: z.string().nullable(),
        priority: z.number(),
      }),
    )
    .describe("What counts, the one that wins first"),
});
export type Effective = z.infer<typeof Effective>;

export const PreviewQuery = z.strictObject({
  offset: whole(0, 10_000_000).default(0),
  limit: whole(1, 100).default(25),
});
export type PreviewQuery = z.infer<typeof PreviewQuery>;
export const PreviewBody = z.strictObject({
  document: OverrideBody.nullable().describe("As it would be; null: it goes"),
});
export const Preview = z.object({
  people: z.number().describe("How many would get something else"),
  of: z.number().describe("Of how many people there are"),
  paths: z.array(z.string()).describe("What would be otherwise, for anybody"),
  page: z
    .array(z.object({ account: z.string(), name: z.string().nullable() }))
    .describe("Some of them; empty for whoever may not read users"),
});
export type Preview = z.infer<typeof Preview>;

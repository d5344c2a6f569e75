import { z } from "zod";
import { audiences } from "../../config/index.ts";
import { AnyJson, Text } from "../../http/schemas.ts";

const Key = Text(100).min(1).describe("`ALLOW_REGISTRATION`");
const Given = z.union([Text(10_000), z.number(), z.boolean(), z.array(Text(300)).max(200)]);

export const SettingsBody = z.strictObject({
  changes: z
    .array(z.strictObject({ key: Key, value: Given.nullable().describe("null: as if it had never been set here") }))
    .min(1)
    .max(100),
});
export type SettingsBody = z.infer<typeof SettingsBody>;
export type SettingChange = SettingsBody["changes"][number];

export const Setting = z.object({
  key: z.string(),
  group: z.string(),
  about: z.string().describe("In plain words"),
  allowed: z.string(),
  choices: z.array(z.string()).nullable().describe("Where it is one of a few words"),
  kind: z.enum(["switch", "number", "text", "choice", "list"]),
  isSecret: z.boolean(),
  isSet: z.boolean(),
  value: AnyJson.describe("null: not set, or secret"),
  byDefault: z.string().nullable(),
  from: z.enum(["default", "file", "environment", "database", "generated"]),
  place: z.string().describe("`.env line 3`"),
  isPinned: z.boolean().describe("The file or the environment says it, and what is set here does not count"),
  isEditable: z.boolean(),
  stored: AnyJson.describe("What is set here, whether it counts or not; null: nothing"),
  takesEffect: z.enum(["at once", "at the next sign-in", "after a restart"]).nullable(),
  isPending: z.boolean().describe("It counts once this server is started again"),
});
export type Setting = z.infer<typeof Setting>;
export const SettingsList = z.object({
  mayChange: z.boolean(),
  settings: z.array(Setting),
});

const Former = z.array(z.object({ key: z.string(), value: Given.nullable() }));
export const SettingsChanged = z.object({
  settings: z.array(Setting).describe("Those that were named"),
  former: Former.describe("What takes it back, as the same call takes it"),
});

export const SettingsPreview = z.object({
  changes: z.array(
    z.object({
      key: z.string(),
      before: AnyJson,
      after: AnyJson,
      isOtherwise: z.boolean(),
      takesEffect: z.string(),
      concerns: z
        .enum(audiences)
        .describe(
          "For whom it is something else: `newcomers`, whoever registers; `offenders`, whoever does what counts",
        ),
    }),
  ),
  people: z
    .number()
    .nullable()
    .describe(
      "How many people it is otherwise for, of those who are there; 0 where nothing is; null where it is for none of them by name",
    ),
  needsRestart: z.boolean(),
});
export type SettingsPreview = z.infer<typeof SettingsPreview>;

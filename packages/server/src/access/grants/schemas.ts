import { z } from "zod";
import { Account, Id, Moment, Principal, Text, TypeName } from "../../http/schemas.ts";

export const ResourceParams = z.strictObject({ type: TypeName, id: Id });
export const GrantParams = z.strictObject({
  type: TypeName,
  id: Id,
  grantId: z.coerce.number().int().min(1).max(4294967295),
});

const Actions = z.array(z.string().max(64)).max(16);
const Terms = {
  role: z.string().max(64).optional().describe("An access role of the resource's type: viewer, editor, owner …"),
  allow: Actions.optional().describe("Single actions instead of an access role"),
  deny: Actions.optional().describe("Actions that are denied, whoever else allows them"),
  expiresAt: Moment.nullable().optional().describe("Absent or null: never"),
  condition: Text(4096)
    .nullable()
    .optional()
    .describe("A CEL expression over subject, resource, action, and what the type declares of the context"),
};

export const SetGrant = z.strictObject({
  principal: Principal.describe('Who receives it: "user:ben", "group:engineering", "role:EDITORS", "everyone"'),
  ...Terms,
  reason: Text(1000).optional(),
});
export const ChangeGrant = z.strictObject({ ...Terms, reason: Text(1000).optional() });
export const SetOwner = z.strictObject({ owner: Account });

export const GrantAnswer = z.object({
  id: z.number(),
  principal: z.string(),
  principalName: z.string().nullable(),
  role: z.string().nullable().describe("The access role that holds exactly these actions, if any"),
  allow: z.array(z.string()),
  deny: z.array(z.string()),
  expiresAt: z.string().nullable(),
  condition: z.string().nullable(),
  glass: z.boolean().describe("Broken glass: nobody gave it; whoever has it opened what is sealed, for a reason"),
  givenBy: z.string().nullable(),
  givenByName: z.string().nullable(),
  givenAt: z.string().nullable(),
  reason: z.string().nullable(),
  lastUsed: z.string().nullable().describe("The day (UTC) of the last use"),
});

export const TakeBack = z.strictObject({
  denies: z
    .enum(["keep", "take"])
    .default("keep")
    .describe("`take`: denies are taken away, too, which may let in whoever they kept out"),
});
export const TakenBackAnswer = z.object({
  taken: z.number().describe("How many grants went, or lost what they allowed"),
  stays: z
    .array(z.object({ grant: GrantAnswer, reason: z.string(), detail: z.string() }))
    .describe("What is still there, and why: `deny-kept`, or why it is not the caller's to take away"),
});

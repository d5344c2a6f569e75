import { z } from "zod";
import { line, Page } from "../texts.ts";

/** A role as people name it: `USER`, `Content editors`. */
export const RoleName = line(500);
/** `{ AGENTS: { USE: true } }`: what is named; the rest stays. */
export const Permissions = z.record(z.string().max(64), z.record(z.string().max(64), z.boolean()));
export const RoleAnswer = z.object({
  _id: z.string(),
  name: z.string(),
  description: z.string(),
  rank: z.number(),
  permissions: Permissions,
  version: z.number(),
});
/** As it stands in the list. */
export const ListedRole = RoleAnswer.pick({ _id: true, name: true, description: true, rank: true }).extend({
  mayMake: z.boolean().describe("Whether one may make an account that has it as its own"),
});
export type RoleView = z.infer<typeof RoleAnswer>;

export const HoldersQuery = z.strictObject({
  search: line(200, 2)
    .optional()
    .describe("A part of a name, of people also of an address; at most 300 are found, by name"),
  ...Page,
});

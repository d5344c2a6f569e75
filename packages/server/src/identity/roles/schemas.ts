import { z } from "zod";
import { line } from "../texts.ts";

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
export type RoleView = z.infer<typeof RoleAnswer>;

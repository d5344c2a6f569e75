import { z } from "zod";
import { AgentId } from "../agents/schemas.ts";
import { text } from "../shapes.ts";

/** What LibreChat's client sends beside the picture; none of it is used. */
export const AvatarFields = z.object({
  manual: z.enum(["true", "false"]).optional(),
  input: text(4_096).optional(),
  agent_id: text(200).optional(),
  avatar: text(4_096).optional(),
});
export const AvatarUrl = z.object({ url: z.string().describe("Where the picture is fetched") });
export const AvatarParams = z.object({
  avatarId: z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits"),
});
export const AgentAvatarParams = z.object({ agent_id: AgentId });

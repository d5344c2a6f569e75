import { z } from "zod";

export const ListedModel = z.object({
  id: z.string().describe("Of the resource `model:<id>`: `/api/access/resources/model/<id>` restricts and shares it"),
  endpoint: z.string(),
  model: z.string(),
  source: z
    .enum(["file", "console", "built-in"])
    .describe("What names it: librechat.yaml, an administrator, or nobody"),
  isOffered: z.boolean().describe("false: its endpoint is switched off"),
  restricted: z.boolean().describe("false: everybody may use it"),
  grants: z.number().describe("How many people, groups and roles it is given or denied to"),
});
export type ListedModel = z.infer<typeof ListedModel>;

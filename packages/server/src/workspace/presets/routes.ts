import { z } from "zod";
import type { App } from "../../http/types.ts";
import { Deleted, DeletePresets, Preset, PresetBody } from "./schemas.ts";
import type { Presets } from "./service.ts";

const tags = ["Presets"];

export function presetRoutes(app: App, presets: Presets): void {
  app.get(
    "/api/presets",
    { schema: { tags, summary: "One's presets", response: { 200: z.array(Preset) } } },
    async ({ actor }) => presets.list(actor),
  );
  app.post(
    "/api/presets",
    { schema: { tags, summary: "Keep a preset, or replace one", body: PresetBody, response: { 201: Preset } } },
    async ({ actor, body }, reply) => reply.status(201).send(await presets.save(actor, body)),
  );
  app.post(
    "/api/presets/delete",
    { schema: { tags, summary: "Delete a preset, or all", body: DeletePresets, response: { 201: Deleted } } },
    async ({ actor, body }, reply) =>
      reply.status(201).send({ acknowledged: true as const, deletedCount: await presets.remove(actor, body) }),
  );
}

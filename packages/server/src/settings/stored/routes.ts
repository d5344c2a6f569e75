import type { App } from "../../http/types.ts";
import { etag, requireVersion } from "../../http/versions.ts";
import { SettingsBody, SettingsChanged, SettingsList, SettingsPreview } from "./schemas.ts";
import type { SystemSettings } from "./service.ts";

const BASE = "/api/admin/settings";
const tags = ["settings"];

export function settingsRoutes(app: App, settings: SystemSettings): void {
  app.get(
    BASE,
    {
      schema: {
        tags,
        summary: "Every setting of the installation with its source, and when a change of it counts",
        response: { 200: SettingsList },
      },
    },
    async ({ actor }, reply) => {
      const { version, ...list } = await settings.list(actor);
      return reply.header("ETag", etag(version)).send(list);
    },
  );
  app.patch(
    BASE,
    {
      schema: {
        tags,
        summary: "Change settings, all of them or none; for the operator of the installation",
        body: SettingsBody,
        response: { 200: SettingsChanged },
      },
    },
    async (request, reply) => {
      const { version, ...changed } = await settings.change(request.actor, request.body.changes, (now) =>
        requireVersion(request, now),
      );
      return reply.header("ETag", etag(version)).send(changed);
    },
  );
  app.post(
    `${BASE}/preview`,
    {
      schema: {
        tags,
        summary: "What a change of settings would make otherwise; nothing is written",
        body: SettingsBody,
        response: { 200: SettingsPreview },
      },
    },
    async ({ actor, body }) => settings.preview(actor, body.changes),
  );
}

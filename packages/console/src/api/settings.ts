import { queryOptions } from "@tanstack/react-query";
import { api, versioned } from "./client.ts";
import type { Json } from "./generated/schema.d.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

export type { Json };
export type Tree = { readonly [key: string]: Json };

/** A setting of the installation. */
export type Setting = AnswerOf<"/api/admin/settings", "get">["settings"][number];

export type SettingChange = AnswerOf<"/api/admin/settings", "patch">["former"][number];

/** For whom a setting is something else when it changes. */
export type Audience = SettingsPreview["changes"][number]["concerns"];

export type SettingsPreview = AnswerOf<"/api/admin/settings/preview", "post">;

export type PrincipalType = Override["principalType"];
/** Of `role`: everybody. */
export const EVERYBODY = "__base__";

/** What settings are otherwise for a role, a group or a person. */
export type Override = AnswerOf<"/api/admin/overrides", "get">["overrides"][number];

export type OverrideFields = Required<BodyOf<"/api/admin/overrides/{type}/{id}", "put">>;

export type Said = Effective["keys"][number]["said"][number];

export type Effective = AnswerOf<"/api/admin/overrides/{type}/{id}/effective", "get">;

export type OverridePreview = AnswerOf<"/api/admin/overrides/{type}/{id}/preview", "post">;

/** What is read again once settings are otherwise. */
export const SETTINGS_CHANGED = [["settings"], ["overrides"], ["config"], ["effective-settings"]] as const;

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => versioned.get("/api/admin/settings", { signal }),
  staleTime: 0,
});

export const changeSettings = (changes: readonly SettingChange[], etag: string | null) =>
  api.patch("/api/admin/settings", { body: { changes }, ifMatch: etag });

export const previewSettings = (changes: readonly SettingChange[]) =>
  api.post("/api/admin/settings/preview", { body: { changes } });

export const overridesQuery = queryOptions({
  queryKey: ["overrides"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/overrides", { signal })).overrides,
  staleTime: 0,
});

export const putOverride = (type: PrincipalType, id: string, body: OverrideFields, version: number) =>
  api.put("/api/admin/overrides/{type}/{id}", { path: { type, id }, body, ifMatch: `"v${version}"` });

export const removeOverride = (type: PrincipalType, id: string, version: number) =>
  api.delete("/api/admin/overrides/{type}/{id}", { path: { type, id }, ifMatch: `"v${version}"` });

/** @param document null: it goes */
export const previewOverride = (type: PrincipalType, id: string, document: OverrideFields | null) =>
  api.post("/api/admin/overrides/{type}/{id}/preview", {
    path: { type, id },
    query: { limit: 10 },
    body: { document },
  });

export const effectiveQuery = (type: PrincipalType, id: string) =>
  queryOptions({
    queryKey: ["effective-settings", type, id],
    queryFn: ({ signal }) => api.get("/api/admin/overrides/{type}/{id}/effective", { path: { type, id }, signal }),
    staleTime: 0,
  });

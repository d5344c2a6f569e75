import { queryOptions } from "@tanstack/react-query";
import { request, requestVersioned } from "./request.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Tree = { readonly [key: string]: Json };

/** A setting of the installation. */
export interface Setting {
  key: string;
  group: string;
  about: string;
  allowed: string;
  choices: string[] | null;
  kind: "switch" | "number" | "text" | "choice" | "list";
  isSecret: boolean;
  isSet: boolean;
  /** null: not set, or secret. */
  value: Json;
  byDefault: string | null;
  from: "default" | "file" | "environment" | "database" | "generated";
  /** `.env line 3` */
  place: string;
  isPinned: boolean;
  isEditable: boolean;
  stored: Json;
  takesEffect: "at once" | "at the next sign-in" | "after a restart" | null;
  isPending: boolean;
}

export interface SettingChange {
  key: string;
  value: Json;
}

/** For whom a setting is something else when it changes. */
export type Audience =
  | "everybody"
  | "password-holders"
  | "provider-accounts"
  | "unverified"
  | "role-holders"
  | "newcomers"
  | "staff"
  | "offenders"
  | "nobody";

export interface SettingsPreview {
  changes: { key: string; before: Json; after: Json; isOtherwise: boolean; takesEffect: string; concerns: Audience }[];
  /** null: for none of those who are there already. */
  people: number | null;
  needsRestart: boolean;
}

export type PrincipalType = "role" | "group" | "user";
/** Of `role`: everybody. */
export const EVERYBODY = "__base__";

/** What settings are otherwise for a role, a group or a person. */
export interface Override {
  principalType: PrincipalType;
  principalId: string;
  name: string | null;
  priority: number;
  overrides: Tree;
  tombstones: string[];
  isActive: boolean;
  configVersion: number;
  changedByName: string | null;
  updatedAt: string;
}

export interface OverrideFields {
  priority: number;
  overrides: Tree;
  tombstones: string[];
  isActive: boolean;
}

export interface Said {
  from: "default" | "file" | "environment" | "database" | "override";
  place: string | null;
  principalType: PrincipalType | null;
  principalId: string | null;
  name: string | null;
  priority: number | null;
  isRemoved: boolean;
  value: Json;
}

export interface Effective {
  keys: { path: string; value: Json; isSet: boolean; said: Said[] }[];
}

export interface OverridePreview {
  people: number;
  of: number;
  paths: string[];
  page: { account: string; name: string | null }[];
}

const SETTINGS = "/api/admin/settings";
const OVERRIDES = "/api/admin/overrides";
const one = (type: PrincipalType, id: string) => `${OVERRIDES}/${type}/${encodeURIComponent(id)}`;

/** What is read again once settings are otherwise. */
export const SETTINGS_CHANGED = [["settings"], ["overrides"], ["config"], ["effective-settings"]] as const;

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => requestVersioned<{ mayChange: boolean; settings: Setting[] }>(SETTINGS, { signal }),
  staleTime: 0,
});

export const changeSettings = (changes: readonly SettingChange[], etag: string | null) =>
  request<{ former: SettingChange[] }>(SETTINGS, { method: "PATCH", body: { changes }, ifMatch: etag });

export const previewSettings = (changes: readonly SettingChange[]) =>
  request<SettingsPreview>(`${SETTINGS}/preview`, { method: "POST", body: { changes } });

export const overridesQuery = queryOptions({
  queryKey: ["overrides"],
  queryFn: async ({ signal }) => (await request<{ overrides: Override[] }>(OVERRIDES, { signal })).overrides,
  staleTime: 0,
});

export const putOverride = (type: PrincipalType, id: string, body: OverrideFields, version: number) =>
  request<Override>(one(type, id), { method: "PUT", body, ifMatch: `"v${version}"` });

export const removeOverride = (type: PrincipalType, id: string, version: number) =>
  request<void>(one(type, id), { method: "DELETE", ifMatch: `"v${version}"` });

/** @param document null: it goes */
export const previewOverride = (type: PrincipalType, id: string, document: OverrideFields | null) =>
  request<OverridePreview>(`${one(type, id)}/preview`, { method: "POST", query: { limit: 10 }, body: { document } });

export const effectiveQuery = (type: PrincipalType, id: string) =>
  queryOptions({
    queryKey: ["effective-settings", type, id],
    queryFn: ({ signal }) => request<Effective>(`${one(type, id)}/effective`, { signal }),
    staleTime: 0,
  });

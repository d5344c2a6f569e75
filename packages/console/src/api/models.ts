import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** A model of the installation, for whoever says who may use which. */
export interface ConfiguredModel {
  /** Of the resource `model:<id>`. */
  id: string;
  endpoint: string;
  model: string;
  /** Otherwise everybody may use it. */
  restricted: boolean;
  /** How many people, groups and roles it is given or denied to. */
  grants: number;
}

export const configuredModelsQuery = queryOptions({
  queryKey: ["configured-models"],
  queryFn: async ({ signal }) => (await request<{ models: ConfiguredModel[] }>("/api/admin/models", { signal })).models,
});

export const restrictModel = (id: string, restricted: boolean) =>
  request<unknown>(`/api/access/resources/model/${encodeURIComponent(id)}`, { method: "PUT", body: { restricted } });

import { queryOptions } from "@tanstack/react-query";
import { request, requestVersioned } from "./request.ts";

/** A model of the installation, for whoever says who may use which. */
export interface ConfiguredModel {
  /** Of the resource `model:<id>`. */
  id: string;
  endpoint: string;
  model: string;
  /** What names it: librechat.yaml, an administrator, or nobody. */
  source: "file" | "console" | "built-in";
  /** Otherwise its endpoint is switched off. */
  isOffered: boolean;
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

/** Where answers come from, as whoever manages configuration sees it. */
export interface Endpoint {
  /** null: of librechat.yaml, and changed there. */
  _id: string | null;
  name: string;
  source: "file" | "console";
  baseURL: string | null;
  key: { lastFour: string | null; isReadable: boolean } | null;
  /** Their names. */
  headers: string[];
  models: string[];
  titleConvo: boolean;
  titleModel: string | null;
  label: string;
  enabled: boolean;
  /** Why nobody is offered it though it is switched on. */
  whyNot: string | null;
  changedByName: string | null;
  updatedAt: string | null;
}

export interface EndpointWithAgents extends Endpoint {
  agents: { count: number; names: string[] };
}

export interface EndpointFields {
  name: string;
  baseURL: string;
  models: string[];
  titleConvo: boolean;
  titleModel: string | null;
  label: string;
  enabled: boolean;
}

/** What an endpoint is asked with; undefined in a change: as it is. */
export interface Credentials {
  key: string | null;
  headers: Record<string, string>;
}

export interface EndpointTested {
  isReached: boolean;
  why: string | null;
  models: string[];
  isCut: boolean;
}

const endpoints = "/api/admin/models/endpoints";
const one = (id: string) => `${endpoints}/${encodeURIComponent(id)}`;

export const endpointsQuery = queryOptions({
  queryKey: ["endpoints"],
  queryFn: async ({ signal }) => (await request<{ endpoints: Endpoint[] }>(endpoints, { signal })).endpoints,
});

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ["endpoint", id],
    queryFn: ({ signal }) => requestVersioned<EndpointWithAgents>(one(id), { signal }),
    // A form, and the question before it is deleted, begin with what is there now.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const addEndpoint = (fields: EndpointFields, credentials: Credentials) =>
  request<Endpoint>(endpoints, { method: "POST", body: { ...fields, ...credentials } });

export const changeEndpoint = (
  id: string,
  change: Partial<Omit<EndpointFields, "name">> & Partial<Credentials>,
  ifMatch: string | null,
) => request<Endpoint>(one(id), { method: "PATCH", body: change, ifMatch });

export const deleteEndpoint = (id: string, ifMatch: string | null) =>
  request<unknown>(one(id), { method: "DELETE", ifMatch });

/** @param id of one that is there: its key and headers are used where none are given */
export const testEndpoint = (wish: { id?: string; baseURL: string } & Partial<Credentials>) =>
  request<EndpointTested>(`${endpoints}/test`, { method: "POST", body: wish });

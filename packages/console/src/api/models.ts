import { queryOptions } from "@tanstack/react-query";
import { api, call, versioned } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** A model of the installation, for whoever says who may use which. */
export type ConfiguredModel = AnswerOf<"/api/admin/models", "get">["models"][number];

export const configuredModelsQuery = queryOptions({
  queryKey: ["configured-models"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/models", { signal })).models,
});

export const restrictModel = (id: string, restricted: boolean) =>
  call.put("/api/access/resources/{type}/{id}", { path: { type: "model", id }, body: { restricted } });

/** Where answers come from, as whoever manages configuration sees it. */
export type Endpoint = AnswerOf<"/api/admin/models/endpoints", "get">["endpoints"][number];

export type EndpointWithAgents = AnswerOf<"/api/admin/models/endpoints/{id}", "get">;

export type EndpointFields = Required<Omit<NewEndpoint, keyof Credentials>>;

/** What an endpoint is asked with; undefined in a change: as it is. */
export type Credentials = Required<Pick<NewEndpoint, "key" | "headers">>;
type NewEndpoint = BodyOf<"/api/admin/models/endpoints", "post">;

export type EndpointTested = AnswerOf<"/api/admin/models/endpoints/test", "post">;

export const endpointsQuery = queryOptions({
  queryKey: ["endpoints"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/models/endpoints", { signal })).endpoints,
});

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ["endpoint", id],
    queryFn: ({ signal }) => versioned.get("/api/admin/models/endpoints/{id}", { path: { id }, signal }),
    // A form, and the question before it is deleted, begin with what is there now.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const addEndpoint = (fields: EndpointFields, credentials: Credentials) =>
  api.post("/api/admin/models/endpoints", { body: { ...fields, ...credentials } });

export const changeEndpoint = (
  id: string,
  change: Partial<Omit<EndpointFields, "name">> & Partial<Credentials>,
  ifMatch: string | null,
) => api.patch("/api/admin/models/endpoints/{id}", { path: { id }, body: change, ifMatch });

export const deleteEndpoint = (id: string, ifMatch: string | null) =>
  api.delete("/api/admin/models/endpoints/{id}", { path: { id }, ifMatch });

/** @param id of one that is there: its key and headers are used where none are given */
export const testEndpoint = (wish: { id?: string; baseURL: string } & Partial<Credentials>) =>
  api.post("/api/admin/models/endpoints/test", { body: wish });

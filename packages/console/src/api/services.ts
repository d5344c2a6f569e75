import { queryOptions } from "@tanstack/react-query";
import { api, versioned } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

export type Service = AnswerOf<"/api/admin/services", "get">["services"][number];

export const SERVICES_PAGE = 25;

export const servicesQuery = (page: number) =>
  queryOptions({
    queryKey: ["services", "list", page],
    queryFn: ({ signal }) =>
      api.get("/api/admin/services", { query: { limit: SERVICES_PAGE, offset: (page - 1) * SERVICES_PAGE }, signal }),
  });

export const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: ["services", "one", id],
    queryFn: ({ signal }) => api.get("/api/admin/services/{id}", { path: { id }, signal }),
  });

/** The version of a service as it is now. */
export const serviceVersion = async (id: string) =>
  (await versioned.get("/api/admin/services/{id}", { path: { id } })).etag;

/** @returns the credential, shown this once. */
export const createService = (body: { name: string; description?: string }) =>
  api.post("/api/admin/services", { body });

/** The former credential ends at once. */
export const renewCredential = (id: string) => api.post("/api/admin/services/{id}/credential", { path: { id } });

export const deleteService = (id: string, ifMatch: string | null) =>
  api.delete("/api/admin/services/{id}", { path: { id }, ifMatch });

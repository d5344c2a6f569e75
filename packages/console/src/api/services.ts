import { queryOptions } from "@tanstack/react-query";
import { request, requestVersioned } from "./request.ts";

export interface Service {
  id: string;
  name: string;
  description?: string | null;
  /** The part of its credential that may be shown: `gh_ab12cd`. */
  credentialPrefix?: string | null;
  createdAt?: string;
  lastUsedAt?: string | null;
}

export const SERVICES_PAGE = 25;
const placeOf = (id: string) => `/api/admin/services/${encodeURIComponent(id)}`;

export const servicesQuery = (page: number) =>
  queryOptions({
    queryKey: ["services", "list", page],
    queryFn: ({ signal }) =>
      request<{ services: Service[]; total: number }>("/api/admin/services", {
        query: { limit: SERVICES_PAGE, offset: (page - 1) * SERVICES_PAGE },
        signal,
      }),
  });

export const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: ["services", "one", id],
    queryFn: ({ signal }) => request<{ service: Service }>(placeOf(id), { signal }),
  });

/** The version of a service as it is now. */
export const serviceVersion = async (id: string) => (await requestVersioned<{ service: Service }>(placeOf(id))).etag;

/** @returns the credential, shown this once. */
export const createService = (body: { name: string; description?: string }) =>
  request<{ service: Service; credential: string }>("/api/admin/services", { method: "POST", body });

/** The former credential ends at once. */
export const renewCredential = (id: string) =>
  request<{ credential: string }>(`${placeOf(id)}/credential`, { method: "POST" });

export const deleteService = (id: string, ifMatch: string | null) =>
  request<unknown>(placeOf(id), { method: "DELETE", ifMatch });

import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export interface Service {
  id: string;
  name: string;
  description?: string | null;
  createdAt?: string;
  lastUsedAt?: string | null;
}

const placeOf = (id: string) => `/api/admin/services/${encodeURIComponent(id)}`;

export const servicesQuery = queryOptions({
  queryKey: ["services"],
  queryFn: async ({ signal }) => (await request<{ services: Service[] }>("/api/admin/services", { signal })).services,
});

/** @returns the credential, shown this once. */
export const createService = (body: { name: string; description?: string }) =>
  request<{ service: Service; credential: string }>("/api/admin/services", { method: "POST", body });

/** The former credential ends at once. */
export const renewCredential = (id: string) =>
  request<{ credential: string }>(`${placeOf(id)}/credential`, { method: "POST" });

export const deleteService = (id: string) => request<unknown>(placeOf(id), { method: "DELETE" });

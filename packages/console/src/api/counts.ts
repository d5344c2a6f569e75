import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

const countOf = (name: string, path: string) =>
  queryOptions({
    // Read again with the lists themselves.
    queryKey: [name, "count"],
    queryFn: async ({ signal }) => (await request<{ total: number }>(path, { query: { limit: 1 }, signal })).total,
    staleTime: 30_000,
  });

export const peopleCountQuery = countOf("accounts", "/api/admin/users");
export const groupCountQuery = countOf("groups", "/api/admin/groups");

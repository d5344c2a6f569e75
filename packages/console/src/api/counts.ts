import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

const countOf = (name: string, path: "/api/admin/users" | "/api/admin/groups") =>
  queryOptions({
    // Read again with the lists themselves.
    queryKey: [name, "count"],
    queryFn: async ({ signal }) => (await api.get(path, { query: { limit: 1 }, signal })).total,
    staleTime: 30_000,
  });

export const peopleCountQuery = countOf("accounts", "/api/admin/users");
export const groupCountQuery = countOf("groups", "/api/admin/groups");

import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** Whether one is hidden from those who look for people. */
export const hiddenQuery = queryOptions({
  queryKey: ["own-account", "hidden"],
  queryFn: async ({ signal }) => (await api.get("/api/user", { signal })).hidden,
});

export const setHidden = (hidden: boolean) => api.put("/api/user/settings/hidden", { body: { hidden } });

import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** Whether one is hidden from those who look for people. */
export const hiddenQuery = queryOptions({
  queryKey: ["own-account", "hidden"],
  queryFn: async ({ signal }) => (await request<{ hidden: boolean }>("/api/user", { signal })).hidden,
});

export const setHidden = (hidden: boolean) =>
  request<{ hidden: boolean }>("/api/user/settings/hidden", { method: "PUT", body: { hidden } });

import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** What the server says about itself before anybody signs in. */
export type Config = AnswerOf<"/api/config", "get">;

export const configQuery = queryOptions({
  queryKey: ["config"],
  queryFn: ({ signal }) => api.get("/api/config", { signal }),
  staleTime: 5 * 60_000,
});

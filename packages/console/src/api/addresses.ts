import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** An address, or a range of them, from which nobody comes in. */
export type AddressBan = AnswerOf<"/api/admin/addresses", "get">["bans"][number];

/** What makes it dangerous: one sits there oneself, it is a network of one's own, the proxy in front sits there. */
export type Danger = AddressPreview["dangers"][number];

export type AddressPreview = AnswerOf<"/api/admin/addresses/preview", "post">;

export type NewAddressBan = BodyOf<"/api/admin/addresses", "post">;
export const ADDRESSES_CHANGED = [["addresses"], ["accounts", "sessions"]] as const;

export const addressesQuery = infiniteQueryOptions({
  queryKey: ["addresses", "list"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get("/api/admin/addresses", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

/** Who signed in from there in the last month; nothing is written. */
export const addressPreviewQuery = (address: string) =>
  infiniteQueryOptions({
    queryKey: ["addresses", "preview", address],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.post("/api/admin/addresses/preview", {
        body: { address, limit: 10, ...(pageParam !== "" && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const banAddress = (body: NewAddressBan) => api.post("/api/admin/addresses", { body });

export const liftAddress = (id: string) => api.delete("/api/admin/addresses/{id}", { path: { id } });

import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** An address, or a range of them, from which nobody comes in. */
export interface AddressBan {
  id: string;
  address: string;
  reason: string;
  bannedBy: string | null;
  createdAt: string;
  /** Null: for good. */
  until: string | null;
}

/** What makes it dangerous: one sits there oneself, it is a network of one's own, the proxy in front sits there. */
export type Danger = "own" | "private" | "proxy";

export interface AddressPreview {
  /** As it will be banned. */
  address: string;
  /** At most 1,000 are counted. */
  people: number;
  names: { id: string; name: string | null; lastSeenAt: string; sessions: number }[];
  nextCursor: string | null;
  dangers: Danger[];
  isBanned: boolean;
  /** Why it cannot be banned, whatever is meant. */
  whyNot: string | null;
}

export interface NewAddressBan {
  address: string;
  reason: string;
  until: string | null;
  evenThough?: readonly Danger[];
}

const PATH = "/api/admin/addresses";
export const ADDRESSES_CHANGED = [["addresses"], ["accounts", "sessions"]] as const;

export const addressesQuery = infiniteQueryOptions({
  queryKey: ["addresses", "list"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<{ bans: AddressBan[]; nextCursor: string | null }>(PATH, {
      query: { limit: 25, cursor: pageParam },
      signal,
    }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

/** Who signed in from there in the last month; nothing is written. */
export const addressPreviewQuery = (address: string) =>
  infiniteQueryOptions({
    queryKey: ["addresses", "preview", address],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<AddressPreview>(`${PATH}/preview`, {
        method: "POST",
        body: { address, limit: 10, ...(pageParam !== "" && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const banAddress = (body: NewAddressBan) => request<AddressBan>(PATH, { method: "POST", body });

export const liftAddress = (id: string) => request<undefined>(`${PATH}/${id}`, { method: "DELETE" });

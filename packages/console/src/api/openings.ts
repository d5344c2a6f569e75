import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** One breaking of the glass. */
export interface Opening {
  id: string;
  resource: string;
  type: string;
  /** As its own calls name it; null where it is gone. */
  thingId: string | null;
  /** For whoever may view it now. */
  name: string | null;
  owner: string;
  ownerName: string | null;
  openedBy: string;
  openedByName: string | null;
  reason: string;
  openedAt: string;
  endsAt: string;
  closedAt: string | null;
  isOpen: boolean;
  isSeen: boolean;
}

/** What is told of a sealed thing before it is opened. */
export interface SealedThing {
  resource: string;
  createdAt: string;
  updatedAt: string;
  bytes: number | null;
  isArchived: boolean;
  /** Whether whoever asks reads it now. */
  mayView: boolean;
}
export type SealedType = "conversation" | "file";

interface OpeningPage {
  openings: Opening[];
  nextCursor: string | null;
}

const ALL = "/api/admin/openings";
const OWN = "/api/openings";
/** What is read again once the glass was broken, or an opening closed. */
export const OPENINGS_CHANGED = [["openings"], ["conversations"], ["rights"]] as const;

/** Everybody's, for whoever may open or reads the trail. */
export const openingsQuery = infiniteQueryOptions({
  queryKey: ["openings", "all"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => request<OpeningPage>(ALL, { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const MOST_OF_ONE = 25;

/** What is open of one thing, by whom: newest first. */
export const openedQuery = (resource: string) =>
  queryOptions({
    queryKey: ["openings", "of", resource],
    queryFn: async ({ signal }) => {
      const { openings } = await request<OpeningPage>(ALL, { query: { limit: MOST_OF_ONE, resource }, signal });
      return openings.filter(({ isOpen }) => isOpen);
    },
  });

/** Of one's own things. */
export const ownOpeningsQuery = infiniteQueryOptions({
  queryKey: ["openings", "own"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => request<OpeningPage>(OWN, { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const EVERY_FIVE_MINUTES = 300_000;

/** How many of one's own one has not seen. */
export const unseenOpeningsQuery = queryOptions({
  queryKey: ["openings", "unseen"],
  queryFn: async ({ signal }) => (await request<{ unseen: number }>(OWN, { query: { limit: 1 }, signal })).unseen,
  refetchInterval: EVERY_FIVE_MINUTES,
});

export const sealedQuery = (account: string, type: SealedType) =>
  infiniteQueryOptions({
    queryKey: ["openings", "sealed", account, type],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ things: SealedThing[]; nextCursor: string | null }>(
        `/api/admin/users/${encodeURIComponent(account)}/sealed`,
        { query: { type, limit: 10, cursor: pageParam }, signal },
      ),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const breakGlass = (wish: { resource: string; reason: string; minutes: number }) =>
  request<Opening>(ALL, { method: "POST", body: wish });

export const closeOpening = (id: string) => request<Opening>(`${ALL}/${id}`, { method: "DELETE" });

export const markOpeningsSeen = () => request<void>(`${OWN}/seen`, { method: "POST" });

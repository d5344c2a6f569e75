import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** What somebody was refused for doing too much of, of one type. */
export interface Violation {
  type: string;
  /** `sent messages too fast` */
  words: string;
  times: number;
  score: number;
  nextBanAt: number;
  lastAt: string;
}

export interface Violations {
  violations: Violation[];
  /** Whether bans follow. */
  bans: boolean;
  mayForget: boolean;
}

const placeOf = (id: string) => `/api/admin/users/${encodeURIComponent(id)}/violations`;

export const violationsQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "violations", id],
    queryFn: ({ signal }) => request<Violations>(placeOf(id), { signal }),
    staleTime: 0,
  });

export const forgetViolations = (id: string) => request<undefined>(placeOf(id), { method: "DELETE" });

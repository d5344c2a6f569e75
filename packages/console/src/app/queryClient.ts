import { QueryClient } from "@tanstack/react-query";
import { configQuery } from "../api/config.ts";
import { ProblemError } from "../api/problem.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Without a network a page says so at once, instead of waiting without a word.
      networkMode: "always",
      retry: (failures, error) =>
        failures < 1 && error instanceof ProblemError && (error.status === 0 || error.status >= 502),
    },
    mutations: { networkMode: "always", retry: false },
  },
});

/**
 * What was read for whoever was signed in. Only where none of their pages is shown any more: a page that is would read again, without a session,
 * and the refusal would be kept for whoever signs in next.
 */
export function forgetWhatWasRead() {
  const ofTheServer = configQuery.queryKey[0];
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ofTheServer });
  queryClient.getMutationCache().clear();
}

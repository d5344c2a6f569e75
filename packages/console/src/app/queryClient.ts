import { QueryClient } from "@tanstack/react-query";
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

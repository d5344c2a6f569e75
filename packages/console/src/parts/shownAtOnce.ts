import type { QueryClient, QueryKey } from "@tanstack/react-query";

/** What is known under a key, and everything below it, as it will be. */
export interface Shown {
  readonly queryKey: QueryKey;
  apply(queryClient: QueryClient): void;
}

/** @param as never changes what it is given */
export const shown = <Known>(queryKey: QueryKey, as: (known: Known) => Known): Shown => ({
  queryKey,
  apply: (queryClient) => void queryClient.setQueriesData<Known>({ queryKey }, (known) => known && as(known)),
});

/** Shows it before the server has answered. What is being read of it is given up: it may be from before. @returns what makes it as it was */
export async function shownAtOnce(queryClient: QueryClient, all: readonly Shown[]): Promise<() => void> {
  await Promise.all(all.map(({ queryKey }) => queryClient.cancelQueries({ queryKey })));
  const before = all.flatMap(({ queryKey }) => queryClient.getQueriesData({ queryKey }));
  for (const one of all) one.apply(queryClient);
  return () => {
    for (const [queryKey, known] of before) queryClient.setQueryData(queryKey, known);
  };
}

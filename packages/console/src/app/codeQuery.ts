import { queryOptions } from "@tanstack/react-query";
import { loading } from "./loading.ts";

/** Code that is often not needed, fetched when it is; as everything else is, so that *Try again* tries again. */
export const codeQuery = <Module>(name: string, load: () => Promise<Module>) =>
  queryOptions({
    queryKey: ["code", name],
    queryFn: loading(load),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });

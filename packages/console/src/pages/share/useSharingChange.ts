import { useChange } from "../../parts/useChange.ts";
import type { Shared } from "./ShareButton.tsx";

type Change<Input, Output> = Parameters<typeof useChange<Input, Output>>[0];

/** A change of how something is shared: what it touches is read again. */
export function useSharingChange<Input = void, Output = unknown>(
  { type, id }: Pick<Shared, "type" | "id">,
  change: Omit<Change<Input, Output>, "refresh">,
) {
  return useChange<Input, Output>({ refresh: [["access", type, id], [`${type}s`], ["rights"]], ...change });
}

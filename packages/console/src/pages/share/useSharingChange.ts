import { MY_ACCESS } from "../../api/myAccess.ts";
import { useChange } from "../../parts/useChange.ts";

type Change<Input, Output> = Parameters<typeof useChange<Input, Output>>[0];

/** A change of how something is shared: what it touches is read again. */
export function useSharingChange<Input = void, Output = unknown>(
  { type, id }: { type: string; id: string },
  change: Omit<Change<Input, Output>, "refresh">,
) {
  return useChange<Input, Output>({ refresh: [["access", type, id], [`${type}s`], ["rights"], MY_ACCESS], ...change });
}

import { MY_ACCESS } from "../../api/myAccess.ts";
import { type Change, useChange } from "../../parts/useChange.ts";

/** A change of how something is shared: what it touches is read again. */
export function useSharingChange<Input = void, Output = unknown>(
  { type, id }: { type: string; id: string },
  change: Change<Input, Output>,
) {
  return useChange<Input, Output>({ ...change, refresh: [["access", type, id], [`${type}s`], ["rights"], MY_ACCESS] });
}

import type { Context } from "@gatehouse/engine";
import { WITHOUT_CAPABILITIES } from "../parts.ts";

/** A thing that nobody shared is not held by the engine: its row says whose it is. What the engine holds wins. */
export const contextOfRow = (row: { account: string }): Context => ({
  ...WITHOUT_CAPABILITIES,
  row: { owner: row.account, state: "active" },
});

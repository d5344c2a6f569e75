import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import type { Tx } from "../../store/index.ts";

/**
 * Whoever proves an address that nobody had proven begins anew with its account: sessions, links and identities of before go, with what the
 * identities gave. Inside of the transaction that sets the password.
 * @returns what changes, and the sessions that ended
 */
export type TakeOver = (
  tx: Tx,
  access: OrganizationAccess,
  account: string,
) => Promise<{ changes: Change[]; ended: string[] }>;

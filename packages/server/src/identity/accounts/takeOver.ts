import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import type { Tx } from "../../store/index.ts";

/**
 * Whoever proves an address begins anew with its account: sessions, links and identities of before go, with what the identities gave, but for
 * identities whose provider says that the address is theirs. A second factor that was set up before anybody proved the address goes as well.
 * Inside of the transaction that sets the password.
 * @returns what changes, and the sessions that ended
 */
export type TakeOver = (
  tx: Tx,
  access: OrganizationAccess,
  account: string,
  address: string,
  wasVerified: boolean,
) => Promise<{ changes: Change[]; ended: string[] }>;

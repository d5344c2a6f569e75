import { verifyLedger } from "../../../spending/index.ts";
import { ofEveryOrganization } from "./ofEveryOrganization.ts";

export const ledger = ofEveryOrganization(
  async ({ store }, organization) => {
    const { accounts, entries, problems } = await verifyLedger(store.db, organization);
    return problems.length > 0 ? problems : `${accounts} balances are the sums of ${entries} entries`;
  },
  { code: "ledger-unbalanced" },
);

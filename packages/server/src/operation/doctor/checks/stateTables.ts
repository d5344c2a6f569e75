import { verifyTables } from "../../../store/index.ts";
import { ofEveryOrganization } from "./ofEveryOrganization.ts";

export const stateTables = ofEveryOrganization(
  async ({ store }, organization, signal) => {
    const { head, rows, problems } = await verifyTables(store, organization, signal);
    return problems.length > 0 ? problems : `${rows} rows are what ${head} revisions of the log give`;
  },
  { code: "state-tables-differ" },
);

import { verifyLog } from "../../../store/index.ts";
import { ofEveryOrganization } from "./ofEveryOrganization.ts";

export const changeLog = ofEveryOrganization(
  async ({ store }, organization, signal) => {
    const { head, problems } = await verifyLog(store, organization, signal);
    return problems.length > 0 ? problems : `revisions 1 to ${head} without a gap`;
  },
  { code: "change-log-damaged" },
);

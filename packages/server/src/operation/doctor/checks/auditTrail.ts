import { verifyTrail } from "../../../audit/index.ts";
import { ofEveryOrganization } from "./ofEveryOrganization.ts";

export const auditTrail = ofEveryOrganization(
  async ({ store }, organization, signal) => {
    const { result, problems, entries, segments, waiting } = await verifyTrail(store, organization, { signal });
    if (result !== "whole" && result !== "nothing") return problems;
    return `${entries} entries in ${segments} segments are what was sealed${waiting > 0 ? `; ${waiting} wait to be sealed` : ""}`;
  },
  { code: "audit-trail-altered", command: "gatehouse audit verify" },
);

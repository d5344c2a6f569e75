import type { Thing } from "../../api/myAccess.ts";
import type { Finding, Reach } from "../../api/report.ts";
import { calledOf } from "../../parts/sharedKinds.ts";
import { levelLabel } from "../share/levels.ts";

export const findingsInWords: Readonly<Record<Finding, { label: string; text: string }>> = {
  wide: { label: "Widely shared", text: "Given to everyone, or to a group that everybody is in." },
  unused: { label: "Not used", text: "Given more than 90 days ago, and not used for as long." },
  ownerless: { label: "Owner gone", text: "The owner is deactivated or banned, or the account is deleted." },
  expiring: { label: "Ending soon", text: "Ends within 30 days." },
  "stale-giver": { label: "Giver lost it", text: "Whoever gave it could not give it now." },
};

export const reachesInWords: Readonly<Record<Reach, string>> = {
  anyone: "Anyone with the link",
  everyone: "Everyone here",
  role: "A role",
  group: "A group",
  people: "Single people",
};

/** What a thing is called; where one may not hear its name, so that it is told from others all the same: `Agent of Ada (…3f2a91)`. */
export function textOf({ resource, name, owner, ownerName }: Thing): string {
  if (name) return name;
  const called = levelLabel(calledOf(resource));
  const whose =
    owner === ""
      ? "that is gone"
      : owner === "organization"
        ? "of the organization"
        : `of ${ownerName ?? "somebody unknown"}`;
  return `${called} ${whose} (…${resource.slice(-6)})`;
}

import type { Thing } from "../../api/myAccess.ts";
import type { Finding, Reach } from "../../api/report.ts";
import { calledOf } from "../../parts/sharedKinds.ts";
import { levelLabel } from "../share/levels.ts";

interface FindingWords {
  label: string;
  /** @param days what was chosen; absent: as many as the server takes */
  text(days?: string): string;
}

/** What the server takes where nobody says how many. */
export const usualDays: Partial<Readonly<Record<Finding, string>>> = { unused: "90", expiring: "30" };

export const findingsInWords: Readonly<Record<Finding, FindingWords>> = {
  wide: { label: "Widely shared", text: () => "Given to everyone, or to a group that everybody is in." },
  unused: {
    label: "Not used",
    text: (days = usualDays.unused) => `Given more than ${days} days ago, and not used for as long.`,
  },
  ownerless: {
    label: "Owner gone",
    text: () => "The owner is deactivated or banned, or the account is deleted.",
  },
  expiring: { label: "Ending soon", text: (days = usualDays.expiring) => `Ends within ${days} days.` },
  "stale-giver": { label: "Giver lost it", text: () => "Whoever gave it could not give it now." },
};

export const reachesInWords: Readonly<Record<Reach, string>> = {
  anyone: "Anyone with the link",
  everyone: "Everyone here",
  role: "A role",
  group: "A group",
  people: "Single people",
  nobody: "Its owner alone",
};

/** What a thing is called; where one may not hear its name, so that it is told from others all the same: `Agent of Ada (…3f2a91)`. */
export function textOf({
  resource,
  name,
  owner,
  ownerName,
}: Pick<Thing, "resource" | "name" | "owner" | "ownerName">): string {
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

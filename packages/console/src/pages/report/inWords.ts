import { t } from "@lingui/core/macro";
import type { Thing } from "../../api/myAccess.ts";
import type { Finding, Reach, SharedResource } from "../../api/report.ts";
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
  wide: { label: t`Widely shared`, text: () => t`Given to everyone, or to a group that everybody is in.` },
  unused: {
    label: t`Not used`,
    text: (days = usualDays.unused) => t`Given more than ${days ?? ""} days ago, and not used for as long.`,
  },
  ownerless: {
    label: t`Owner gone`,
    text: () => t`The owner is deactivated or banned, or went and left it to the organization.`,
  },
  expiring: { label: t`Ending soon`, text: (days = usualDays.expiring) => t`Ends within ${days ?? ""} days.` },
  "stale-giver": { label: t`Giver lost it`, text: () => t`Whoever gave it could not give it now.` },
};

export const reachesInWords: Readonly<Record<Reach, string>> = {
  anyone: t`Anyone with the link`,
  everyone: t`Everyone here`,
  role: t`A role`,
  group: t`A group`,
  people: t`Single people`,
  nobody: t`Its owner alone`,
};

/** To whom a thing is given: those whom the server names, and how many more there are. */
export function givenToInWords({ to, toCount }: Pick<SharedResource, "to" | "toCount">): string {
  const receivers = to.map(({ name, principal }) => name ?? principal).join(", ");
  const others = toCount - to.length;
  return others > 0 ? t`given to ${receivers} and ${others} more` : t`given to ${receivers}`;
}

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
      ? t`that is gone`
      : owner === "organization"
        ? t`of the organization`
        : t`of ${ownerName ?? t`somebody unknown`}`;
  return `${called} ${whose} (…${resource.slice(-6)})`;
}

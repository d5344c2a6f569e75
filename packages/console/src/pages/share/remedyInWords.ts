import { t } from "@lingui/core/macro";
import type { RemedyChange } from "../../api/access.ts";
import { featureInWords, nameInWords } from "../../parts/featureInWords.ts";

type Told = Pick<RemedyChange, "kind" | "role" | "feature" | "group" | "capability"> & {
  grant?: Pick<NonNullable<RemedyChange["grant"]>, "principal" | "deny">;
};

/** “put them into Platform”. @param nameOf of a group, a role, a person */
export function remedyInWords(change: Told, subject: string, nameOf: (principal: string) => string): string {
  const { kind, role = "", feature = "", group = "", capability = "", grant } = change;
  switch (kind) {
    case "grant-set":
      if (grant && grant.deny.length > 0) return t`deny less of it`;
      return grant && grant.principal !== subject
        ? t`let ${nameOf(grant.principal)} have it on`
        : t`share it with them`;
    case "grant-removed":
      return t`take the denying rule away`;
    case "account-status-set":
      return t`activate the account`;
    case "ban-lifted":
      return t`lift the ban`;
    case "resource-state-set":
      return t`show it again`;
    case "restricted-set":
      return t`open it to everybody`;
    case "owner-set":
      return t`hand it over to them`;
    case "public-links-set":
      return t`have the operator let visitors in`;
    case "feature-set":
      return t`switch ${featureInWords(feature)} on for the role ${nameOf(role)}`;
    case "ceiling-set":
      return t`have the operator switch ${nameInWords(feature)} on`;
    case "role-given":
      return t`give them the role ${nameOf(role)}`;
    case "membership-set":
      return t`put them into ${nameOf(group)}`;
    case "capability-set":
      return t`give them the capability ${capability}`;
    default:
      return kind.replaceAll("-", " ");
  }
}

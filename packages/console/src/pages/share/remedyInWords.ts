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
      if (grant && grant.deny.length > 0) return "deny less of it";
      return grant && grant.principal !== subject ? `let ${nameOf(grant.principal)} have it on` : "share it with them";
    case "grant-removed":
      return "take the denying rule away";
    case "account-status-set":
      return "activate the account";
    case "ban-lifted":
      return "lift the ban";
    case "resource-state-set":
      return "show it again";
    case "restricted-set":
      return "open it to everybody";
    case "owner-set":
      return "hand it over to them";
    case "public-links-set":
      return "have the operator let visitors in";
    case "feature-set":
      return `switch ${featureInWords(feature)} on for the role ${nameOf(role)}`;
    case "ceiling-set":
      return `have the operator switch ${nameInWords(feature)} on`;
    case "role-given":
      return `give them the role ${nameOf(role)}`;
    case "membership-set":
      return `put them into ${nameOf(group)}`;
    case "capability-set":
      return `give them the capability ${capability}`;
    default:
      return kind.replaceAll("-", " ");
  }
}

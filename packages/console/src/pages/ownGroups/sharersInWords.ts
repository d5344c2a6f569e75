import type { SharersInto } from "../../api/ownGroups.ts";

/** Who may share into a group, as a choice. */
export const sharersInWords: Readonly<Record<SharersInto, string>> = {
  anyone: "Anyone in the organization",
  members: "Its members",
  owners: "Its owners",
  nobody: "Nobody but whoever owns it",
};

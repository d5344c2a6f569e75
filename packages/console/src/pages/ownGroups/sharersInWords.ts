import { t } from "@lingui/core/macro";
import type { SharersInto } from "../../api/ownGroups.ts";

/** Who may share into a group, as a choice. */
export const sharersInWords: Readonly<Record<SharersInto, string>> = {
  anyone: t`Anyone in the organization`,
  members: t`Its members`,
  owners: t`Its owners`,
  nobody: t`Nobody but whoever owns it`,
};

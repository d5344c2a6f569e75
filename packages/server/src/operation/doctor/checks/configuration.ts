import type { Check, Ground } from "../check.ts";
import { fine, warning } from "../finding.ts";

export const configuration: Check<Ground> = ({ configuration: { files, warnings, notUsed } }) => [
  fine(
    `${files.length > 0 ? files.join(", ") : "defaults and environment only"}; ${notUsed.length} settings of LibreChat's are not used`,
  ),
  ...warnings.map((detail) =>
    warning({
      code: "configuration-warning",
      detail,
      cause: "What it says has no effect, or not the one that it seems to have.",
      advice: "Change it where it stands, and start the server anew.",
      command: "gatehouse config show",
    }),
  ),
];

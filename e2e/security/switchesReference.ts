import { writeFileSync } from "node:fs";
import { matrix } from "./matrix.ts";
import { methodOf, pathOf } from "./support/scene.ts";
import { gatesOf } from "./switchTable.ts";

export const SWITCHES_PAGE = new URL("../../docs/reference/switches.md", import.meta.url);

/** docs/reference/switches.md */
export function switchesReference(): string {
  const lines = matrix.map((row) => {
    const gates = gatesOf(row).map(({ switches }) => switches.map((one) => `\`${one}\``).join(" or "));
    const refusals = [...new Set(gatesOf(row).map(({ off }) => `${off.status} \`${off.code}\``))];
    const when = row.when === undefined ? "" : ` (${row.when})`;
    return `| \`${methodOf(row)} ${pathOf(row)}\`${when} | ${gates.join(", ") || "–"} | ${refusals.join(", ") || "–"} |`;
  });
  return `# Switches

<!-- Made by \`node --conditions=gatehouse-source e2e/security/switchesReference.ts\`; do not edit. -->

Which of the operator's switches (\`ALLOW_…\`) and which features of roles each call needs. One of them off refuses it; a call with none answers while all are off.
About a thing that is no agent the type's own feature is asked in place of \`AGENTS\` ([roles](../roles.md)).

| call | needs | refused with |
| --- | --- | --- |
${lines.join("\n")}
`;
}

if (import.meta.main) writeFileSync(SWITCHES_PAGE, switchesReference());

import type { Explanation, ProofStep } from "@gatehouse/engine";
import { inOneLine } from "../output/table.ts";
import { changeAsText } from "./changeAsText.ts";
import { reasons } from "./reasons.ts";

/** The API's explanation: the engine's, with ends as ISO times and the names of whom it mentions. */
export type Explained = Omit<Explanation, "until"> & { until: string | null; names: Record<string, string> };

/** Says a principal with its name beside its id. */
export type Say = (principal: string) => string;

/** An explanation for people: the answer, then each way that leads there, one line a step. */
export function proofAsText(proof: Explained): string {
  const say: Say = (principal) => {
    const name = proof.names[principal];
    return name === undefined || name === principal || principal === `role:${name}`
      ? principal
      : `${inOneLine(name)} (${principal})`;
  };
  const { allowed, action, resource } = proof;
  const asked =
    resource === undefined
      ? `${allowed ? "has" : "does not have"} ${action}`
      : `${allowed ? "may" : "may not"} ${action} ${say(resource)}`;
  return [
    `${allowed ? "yes" : "no"}: ${say(proof.subject)} ${asked}: ${reasons[proof.reason]} (step ${proof.step}, revision ${proof.revision})`,
    ...proof.leads.flatMap(({ way }, index) => [
      ...(index === 0 ? [] : ["or"]),
      ...way.map((step) => `  because ${stepAsText(step, say)}`),
    ]),
    ...proof.denies.flatMap(({ grant, way }) => [
      `  denied by grant ${grant.id} on ${grant.resource}`,
      ...way.map((step) => `    because ${stepAsText(step, say, "is denied")}`),
    ]),
    ...(proof.until === null ? [] : [`This changes at ${proof.until} if nothing is written.`]),
    ...remediesAsText(proof, say),
  ].join("\n");
}

function remediesAsText({ remedies }: Explained, say: Say): string[] {
  if (remedies.length === 0) return [];
  return [
    "What would turn it, any one of:",
    ...remedies.map(({ changes }) => `  - ${changes.map((change) => changeAsText(change, say)).join(", and ")}`),
  ];
}

/** @param granted what a grant step says: it may be one that denies */
function stepAsText(
  { relation, from, to, detail, grant, expiresAt }: ProofStep,
  say: Say,
  granted = "was given access",
): string {
  const number = grant === undefined ? "" : ` by grant ${grant}`;
  const end = expiresAt == null ? "" : `, until ${new Date(expiresAt).toISOString()}`;
  const phrases: Record<ProofStep["relation"], string> = {
    "is-in": `${say(from)} is in ${say(to)}`,
    "holds-role": `${say(from)} holds ${say(to)}${detail === "primary" ? " as primary role" : ""}`,
    "is-everyone": `${say(from)} is an active user of the organization`,
    "is-anyone": "anyone may, visitors included",
    owns: `${say(from)} owns ${to}`,
    granted: `${say(from)} ${granted} to ${to}${detail ? ` (${detail})` : ""}${number}`,
    "holds-capability": `${say(from)} holds ${to}${detail ? ` over ${say(detail)}` : ""}`,
    feature: `${say(from)} has the feature ${to}`,
    "parent-of": `${from} is a parent of ${to} and passes it down`,
    "shown-by": `${from} shows ${to} to whoever may use it${detail ? `, attached by ${say(detail)}` : ""}`,
    "lent-by": `${from} works with ${to}${detail ? `, attached by ${say(detail)}` : ""}`,
    open: `${to} is open to every account until restricted`,
    "member-of": `${say(from)} is in ${say(to)}`,
  };
  return phrases[relation] + end;
}

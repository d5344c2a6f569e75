import { ADMIN, builtInRanks, MODERATOR, SUPER_ADMIN, USER } from "@gatehouse/engine";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, warning, wrong } from "../finding.ts";
import { featuresOf, ranksOf } from "../queries.ts";

/** Without these a workspace is empty to whoever has none of them. */
const NEEDED = ["AGENTS.USE", "PROMPTS.USE"];
const inOrder = [SUPER_ADMIN, ADMIN, MODERATOR, USER];

/** The roles that every organization begins with are there, rank as they should, and let people use what is shared with them. */
export const roles: Check<DoctorParts> = async ({ access, store }) => {
  const findings: Found[] = [];
  for (const { id, slug } of access.list()) {
    const ranks = await ranksOf(store.db, id);
    const odd = inOrder.filter((role) => ranks.get(role) !== builtInRanks[role]);
    if (odd.length > 0)
      findings.push(
        brokenRoles(
          slug,
          odd.map((role) => inWords(role, ranks.get(role))),
        ),
      );
    else findings.push(...lackingFeatures(slug, await featuresOf(store.db, id, USER)));
  }
  return findings;
};

const inWords = (role: string, rank: number | undefined): string =>
  rank === undefined ? `${role} is missing` : `${role} ranks ${rank}, and not ${builtInRanks[role]}`;

const brokenRoles = (organization: string, odd: readonly string[]): Found =>
  wrong({
    organization,
    code: "built-in-roles-broken",
    detail: odd.join("; "),
    cause: "Somebody wrote into the database past Gatehouse: these roles can neither be deleted nor ranked otherwise.",
    advice: "An older backup in a new data directory gives a sound state.",
    command: "DATA_DIR=<new directory> gatehouse restore <backup file>",
  });

function lackingFeatures(organization: string, features: ReadonlySet<string>): Found[] {
  const missing = NEEDED.filter((feature) => !features.has(feature));
  if (missing.length === 0)
    return [fine("those that are built in are there, and USER may use what is shared", organization)];
  return missing.map((feature) =>
    warning({
      organization,
      code: "user-lacks-feature",
      detail: `USER has no ${feature}`,
      cause: `Whoever has no other role sees no ${feature.split(".")[0]?.toLowerCase()}, also not what was shared with them.`,
      advice: "Leave it so where that is wanted.",
      command: `gatehouse role set USER ${feature} on --organization ${organization}`,
    }),
  );
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { matrix } from "./matrix.ts";
import { methodOf, pathOf } from "./support/scene.ts";

/** Where the reference lies; `node --conditions=gatehouse-source e2e/security/routesReference.ts` writes it anew. */
export const ROUTES_PAGE = join(import.meta.dirname, "../../docs/reference/routes.md");

/** The page docs/reference/routes.md, from the table that the tests hold the server against. */
export function routesReference(): string {
  const rows = matrix
    .filter((row) => !row.console)
    .map((row) => {
      const when = row.when === undefined ? "" : ` (${row.when})`;
      return `| ${methodOf(row)} | \`${pathOf(row)}\`${when} | ${row.who.text} |`;
    });
  return [
    "# Routes",
    "",
    "Every route, and who may call it. Each line is tested as everybody whom a route can meet: visitors, strangers, members of a shared-with group,",
    "viewers, editors, owners, banned, deactivated and unverified accounts, ended sessions, moderators, administrators, super admins, another",
    "organization's super admin, and a service.",
    "",
    "Whoever is not signed in is answered 401. Whoever is banned, deactivated or not verified is answered 403, whatever else they were given.",
    "On a thing (`agent:use`): a stranger, who holds no action on it at all, is answered 404; who holds another action only, 403. On what takes a",
    "capability (`read:users`): 403, and 404 for what another organization has. Shapes are at `/docs/api`.",
    "",
    "Generated from `e2e/security/matrix.ts`.",
    "",
    "| | path | who |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(ROUTES_PAGE, routesReference());

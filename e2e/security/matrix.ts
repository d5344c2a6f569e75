import { groups } from "./matrix/groups.ts";
import { operation } from "./matrix/operation.ts";
import { people } from "./matrix/people.ts";
import { programs } from "./matrix/programs.ts";
import type { Row } from "./matrix/row.ts";
import { sharing } from "./matrix/sharing.ts";
import { start } from "./matrix/start.ts";
import { workspace } from "./matrix/workspace.ts";

export type { Row };

/**
 * Every route of Gatehouse with who may call it. A route without a row, and a row without a route, fail the tests;
 * docs/reference/routes.md is made from here.
 */
export const matrix: readonly Row[] = [
  ...start,
  ...workspace,
  ...sharing,
  ...people,
  ...groups,
  ...operation,
  ...programs,
];

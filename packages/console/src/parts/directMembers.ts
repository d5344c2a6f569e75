import { plural, t } from "@lingui/core/macro";
/** Who is in a group by another group is not counted with them. */
export const directMembers = (count: number): string =>
  count === 0 ? t`no direct members` : plural(count, { one: "1 direct member", other: `${count} direct members` });

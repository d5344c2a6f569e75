import type { Member } from "../api/groups.ts";

/**
 * Who is in a group already and would stay in it for as long: picking them again would change nothing. With another end it would change that.
 * @param end that a membership would get
 */
export const takenMembers = (members: readonly Member[], end: string | null): Set<string> =>
  new Set(
    members
      .filter(({ expiresAt = null }) => momentOf(expiresAt) === momentOf(end))
      .map(({ type = "user", userId }) => `${type}:${userId}`),
  );

const momentOf = (moment: string | number | null) => (moment === null ? null : new Date(moment).getTime());

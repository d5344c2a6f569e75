import type { Member } from "../api/groups.ts";

/**
 * Who is in a group already and would stay in it for as long: picking them again would change nothing. With another end it would change that.
 * @param end that a membership would get
 */
export const takenMembers = (
  members: readonly Pick<Member, "userId" | "type" | "expiresAt">[],
  end: string | null,
): Set<string> =>
  new Set(
    members
      .filter(({ expiresAt }) => momentOf(expiresAt) === momentOf(end))
      .map(({ type, userId }) => `${type}:${userId}`),
  );

const momentOf = (moment: string | null) => (moment === null ? null : new Date(moment).getTime());

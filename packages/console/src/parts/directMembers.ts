/** Who is in a group by another group is not counted with them. */
export const directMembers = (count: number): string =>
  count === 1 ? "1 direct member" : `${count === 0 ? "no" : count} direct members`;

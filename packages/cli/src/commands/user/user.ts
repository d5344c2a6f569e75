/** An account, as the API tells of it. */
export interface User {
  id: string;
  name: string;
  email: string;
  username: string;
  role: string;
  gatehouseRole?: string;
  status: string;
  provider?: string;
  createdAt?: string;
  banned?: boolean;
  bannedUntil?: string | null;
}

/** LibreChat's lists serve a super admin as ADMIN; the role as it is stands beside. */
export const roleOf = (user: User): string => user.gatehouseRole ?? user.role;

/** What every command that is about one person calls them. */
export const PERSON = ["[person]", "their mail address, or `user:<id>`; asked for where it is missing"] as const;
export const WHOSE = "Whose account? Their mail address";

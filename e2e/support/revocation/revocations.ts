import { Person } from "../person.ts";
import { everything, type Name } from "./held.ts";
import { PASSWORD, type Scene } from "./scene.ts";

/** A way in which rights are taken. */
export interface Revocation {
  by: string;
  /** What ends with it; the rest goes on. */
  ends: readonly Name[];
  revoke(scene: Scene): Promise<unknown>;
}
export const revocations: readonly Revocation[] = [
  {
    by: "a ban",
    ends: everything,
    revoke: ({ ada, mia }) => ada.post(`/api/admin/users/${mia.id}/ban`, { until: null, reason: "spam" }),
  },
  {
    by: "deactivating the account",
    ends: everything,
    revoke: ({ ada, mia }) => ada.patch(`/api/admin/users/${mia.id}`, { status: "deactivated" }),
  },
  { by: "deleting the account", ends: everything, revoke: ({ ada, mia }) => ada.delete(`/api/admin/users/${mia.id}`) },
  {
    by: "ending the session elsewhere",
    ends: everything,
    revoke: ({ ada, mia }) => Person.endSessionsOf(ada.url, mia.email, PASSWORD),
  },
  {
    by: "leaving the group",
    ends: ["running answer", "download", "place in a list", "live link", "page"],
    revoke: ({ ada, mia, group }) => ada.delete(`/api/admin/groups/${group}/members/${mia.id}`),
  },
  {
    by: "taking the grants",
    ends: ["running answer", "download", "place in a list", "live link", "page"],
    revoke: ({ ada, things }) =>
      Promise.all(things.map((thing) => ada.delete(`/api/access/resources/${thing.replace(":", "/")}/grants`))),
  },
  {
    by: "switching the feature off",
    ends: ["running answer", "page"],
    revoke: ({ ada }) => ada.patch("/api/admin/roles/USER/permissions", { permissions: { AGENTS: { USE: false } } }),
  },
];

import { Person } from "../person.ts";
import { everything, type Name, ofKey, ofSession } from "./held.ts";
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
    ends: ofSession,
    revoke: ({ ada, mia }) => Person.endSessionsOf(ada.url, mia.email, PASSWORD),
  },
  {
    by: "revoking the key",
    ends: ofKey,
    revoke: ({ ada, mia, keyId }) => ada.delete(`/api/admin/users/${mia.id}/keys/${keyId}`),
  },
  {
    by: "putting another key in its place",
    ends: ofKey,
    revoke: ({ ada, mia, keyId }) => new Person(ada.url, mia.token).post(`/api/api-keys/${keyId}/rotate`, {}),
  },
  {
    by: "narrowing the key",
    ends: ["answer by a key", "model by a key"],
    revoke: ({ ada, mia, keyId }) =>
      new Person(ada.url, mia.token).patch(`/api/api-keys/${keyId}`, { scope: { agents: "none", models: "none" } }),
  },
  {
    by: "taking the feature that programs need",
    ends: ofKey,
    revoke: ({ ada }) =>
      ada.patch("/api/admin/roles/USER/permissions", { permissions: { REMOTE_AGENTS: { USE: false } } }),
  },
  {
    by: "leaving the group",
    ends: ["running answer", "download", "place in a list", "live link", "page", "answer by a key"],
    revoke: ({ ada, mia, group }) => ada.delete(`/api/admin/groups/${group}/members/${mia.id}`),
  },
  {
    by: "taking the grants",
    ends: ["running answer", "download", "place in a list", "live link", "page", "answer by a key"],
    revoke: ({ ada, things }) =>
      Promise.all(things.map((thing) => ada.delete(`/api/access/resources/${thing.replace(":", "/")}/grants`))),
  },
  {
    by: "switching the feature off",
    ends: ["running answer", "page", "answer by a key"],
    revoke: ({ ada }) => ada.patch("/api/admin/roles/USER/permissions", { permissions: { AGENTS: { USE: false } } }),
  },
];

/** What of these was taken from everybody. */
export const giveBack = (ada: Person) =>
  ada.patch("/api/admin/roles/USER/permissions", {
    permissions: { AGENTS: { USE: true }, REMOTE_AGENTS: { USE: true } },
  });

import type { Permissions, PrincipalKind, SharedPrincipal } from "../../api/sharing.ts";

/** How widely something is shared; the levels only name what grants there are. */
export type Level = "private" | "people" | "roles" | "everyone";

/** What the share dialog is about to save. */
export interface SharingDraft {
  level: Level;
  principals: SharedPrincipal[];
  everyoneRole: string;
}

const keyOf = ({ type, id }: { type: string; id: string }) => `${type}:${id}`;
const isOwner = ({ accessRoleId }: SharedPrincipal) => accessRoleId.endsWith("_owner");

/** Everybody in the list but the owners, who have it in any case. */
export const receivers = (principals: readonly SharedPrincipal[]) => principals.filter((one) => !isOwner(one));

export function draftOf(stored: Permissions, viewer: string): SharingDraft {
  const given = receivers(stored.principals);
  const level: Level = stored.public
    ? "everyone"
    : given.some(({ type }) => type === "role")
      ? "roles"
      : given.length > 0
        ? "people"
        : "private";
  return { level, principals: stored.principals, everyoneRole: stored.publicAccessRoleId ?? viewer };
}

/** What has to be sent so that the stored state becomes the draft: only what differs. */
export function differenceOf(stored: Permissions, draft: SharingDraft) {
  const wanted = new Map(
    draft.level === "private"
      ? stored.principals.filter(isOwner).map((one) => [keyOf(one), one])
      : draft.principals.map((one) => [keyOf(one), one]),
  );
  const before = new Map(stored.principals.map((one) => [keyOf(one), one]));
  const line = (one: SharedPrincipal) =>
    isKind(one.type) ? [{ type: one.type, id: one.id, accessRoleId: one.accessRoleId }] : [];
  const updated = [...wanted.values()].filter((one) => before.get(keyOf(one))?.accessRoleId !== one.accessRoleId);
  const removed = [...before.values()].filter((one) => !wanted.has(keyOf(one)));
  const everyone = draft.level === "everyone";
  const isChanged =
    everyone !== stored.public || (everyone && (stored.publicAccessRoleId ?? "") !== draft.everyoneRole);
  return {
    updated: updated.flatMap(line),
    removed: removed.flatMap(line),
    ...(isChanged && { public: everyone, ...(everyone && { publicAccessRoleId: draft.everyoneRole }) }),
  };
}

export const isEmpty = (difference: ReturnType<typeof differenceOf>) =>
  difference.updated.length === 0 && difference.removed.length === 0 && difference.public === undefined;

const isKind = (type: string): type is PrincipalKind => type !== "public";

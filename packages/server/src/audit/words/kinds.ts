import type { Change } from "@gatehouse/engine";
import type { EventKind } from "../../store/index.ts";
import { CHANGE, GLASS } from "../sealing/segment.ts";

type ChangeKind = Change["kind"];

/** What somebody did, in words that follow their name: *Ada* “gave rights”. Searched, shown and exported by these. */
const changes: Readonly<Record<ChangeKind, string>> = {
  "type-set": "declared a type of things",
  "user-added": "added a person",
  "service-added": "added a service",
  "account-removed": "removed an account",
  "account-status-set": "changed the status of an account",
  "ban-set": "banned an account",
  "ban-lifted": "lifted a ban",
  "primary-role-set": "changed the role of a person",
  "role-set": "set the rank of a role",
  "role-removed": "removed a role",
  "role-given": "gave a role",
  "role-taken": "took a role away",
  "feature-set": "switched a feature of a role",
  "ceiling-set": "switched a feature for everybody",
  "public-links-set": "switched public links",
  "membership-set": "put somebody into a group",
  "membership-removed": "took somebody out of a group",
  "group-marked": "marked a group as everybody's",
  "capability-set": "gave a capability",
  "capability-removed": "took a capability away",
  "resource-added": "added a thing",
  "resource-removed": "removed a thing",
  "resource-state-set": "hid or showed a thing",
  "owner-set": "changed the owner of a thing",
  "restricted-set": "changed whether a thing takes rights from what it lies in",
  "parent-added": "put a thing into another",
  "parent-removed": "took a thing out of another",
  "attachment-set": "attached a thing to an agent",
  "attachment-removed": "detached a thing from an agent",
  "grant-set": "gave rights",
  "grant-removed": "took rights away",
};

const events: Readonly<Record<EventKind, string>> = {
  "sign-in": "signed in",
  "sign-in-refused": "was refused at sign-in",
  "sign-out": "signed out",
  "session-ended": "ended sessions",
  "password-changed": "changed a password",
  "password-reset-asked": "asked for a new password",
  "password-reset": "set a new password by a link",
  "second-factor-on": "switched two-factor sign-in on",
  "second-factor-off": "switched two-factor sign-in off",
  "second-factor-reset": "reset two-factor sign-in",
  "backup-codes-made": "made new backup codes",
  "provider-linked": "linked a provider's account",
  "provider-unlinked": "unlinked a provider's account",
  "credential-made": "made a service's credential",
  "key-made": "made an API key",
  "key-edited": "changed an API key",
  "key-rotated": "put another API key in the place of one",
  "key-revoked": "revoked an API key",
  "invitation-made": "invited somebody",
  "invitation-withdrawn": "withdrew an invitation",
  "invitation-accepted": "accepted an invitation",
  "account-edited": "edited an account",
  "group-edited": "edited a group",
  "role-edited": "edited a role",
  "letter-read": "read a letter in the outbox",
  "endpoint-created": "added an endpoint",
  "endpoint-edited": "edited an endpoint",
  "endpoint-deleted": "deleted an endpoint",
  "tool-edited": "edited a tool",
  "agent-edited": "edited an agent",
  "prompt-edited": "edited a prompt",
  "project-edited": "edited a project",
  "file-created": "uploaded a file",
  "file-deleted": "deleted a file",
  "conversation-deleted": "deleted a conversation",
  "link-edited": "changed a shared link",
  "request-made": "asked for access",
  "request-decided": "decided a request for access",
  "thing-reported": "reported something",
  "decision-made": "decided about something that was reported, or banned",
  "decision-undone": "took a decision of moderation back",
  "appeal-made": "appealed",
  "appeal-answered": "answered an appeal",
  "review-opened": "opened an access review",
  "review-edited": "changed an access review",
  "review-decided": "decided lines of an access review",
  "review-taken-over": "took an access review over",
  "review-cancelled": "cancelled an access review",
  "review-closed": "closed an access review",
  violation: "did more than a limit allows",
  "violations-forgotten": "forgot somebody's violations",
  "address-banned": "banned an address",
  "address-unbanned": "lifted the ban of an address",
  "view-as": "looked as somebody else",
  "data-export-asked": "asked for what is kept of somebody",
  "data-exported": "downloaded what is kept of them",
  refused: "was refused",
  "budget-changed": "changed a budget",
  "balance-changed": "changed what somebody may spend",
  "limit-changed": "changed how much may be asked in a time",
  "setting-changed": "changed a system setting",
  "override-changed": "changed what settings are for somebody",
  "override-removed": "removed what settings are for somebody",
  "state-applied": "applied a file to the organization",
  "state-exported": "exported the organization as a file",
  "moved-in": "moved in from LibreChat",
  "permissions-migrated": "migrated permissions of LibreChat's former model",
  "moving-in-undone": "took back a moving in",
  "backup-made": "made a backup",
  "audit-read": "read the audit trail",
  "audit-exported": "exported the audit trail",
  "audit-erased": "erased personal details from the trail",
  "audit-retired": "removed old entries from the trail",
};

const all: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...changes,
    [GLASS]: "broke the glass of something sealed",
    ...events,
    [CHANGE]: "changed permissions",
  }),
);

/** Every kind with its words, in the order in which they are offered. */
export const kindsInWords = [...all].map(([kind, words]) => ({ kind, words }));

export const wordsOf = (kind: string): string => all.get(kind) ?? kind;

/** The kinds whose name or words hold a text. */
export function kindsLike(text: string): string[] {
  const wanted = text.trim().toLowerCase();
  return kindsInWords
    .filter(({ kind, words }) => `${kind} ${words}`.toLowerCase().includes(wanted))
    .map(({ kind }) => kind);
}

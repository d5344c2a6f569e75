import { t } from "@lingui/core/macro";
import { type Answer, useCapability, useScopes } from "../api/may.ts";
import type { Acting } from "../api/people.ts";

/** The reasons of the decision model in the words of somebody at the screen. */
const reasons: Readonly<Record<string, string>> = {
  "unknown-resource": t`there is no such thing, or it is not shared`,
  "unknown-action": t`this cannot be done with it`,
  "unknown-subject": t`the account is not known here`,
  visitor: t`only members of the organization may`,
  "subject-banned": t`the account is banned`,
  "subject-unverified": t`the account is not verified yet`,
  "subject-deactivated": t`the account is deactivated`,
  "key-ended": t`the key has ended`,
  "key-scope": t`the key does not cover this`,
  "resource-hidden": t`a moderator has hidden it`,
  "ceiling-down": t`the operator has switched this off for everybody`,
  "feature-off": t`the role does not include this feature; an administrator can switch it on`,
  denied: t`a rule denies it`,
  "nothing-allows": t`nobody has given this right; its owner can`,
  capability: t`an administrative capability covers it`,
  owner: t`it is theirs`,
  grant: t`it is shared`,
  "broken-glass": t`the glass was broken, for a reason that is on record`,
  "group-member": t`they are in the group`,
  "open-type": t`it is open to everybody here`,
  parent: t`it is passed down by what it lies in`,
  attachment: t`it is attached to an agent that they may use`,
  via: t`an agent lends it`,
  "feature-on": t`a role includes this feature`,
  creator: t`the role may create these`,
};

export const reasonInWords = (reason: string) => reasons[reason] ?? reason.replaceAll("-", " ");

/** The text for a button that may not be pressed. Null while the answer is a yes, or not known (then the server says). */
export const whyNot = (answer: Answer | undefined): string | null =>
  !answer || answer.allowed ? null : t`Not allowed: ${reasonInWords(answer.reason)}.`;

/** Why one may not act on somebody by a capability (any one of these), as the server says; null where one may, and while it is not known. */
export function whyNotOn(acting: readonly Acting[], ...capabilities: readonly string[]): string | null {
  const asked = acting.filter(({ capability }) => capabilities.includes(capability));
  if (asked.some(({ reason }) => reason === null)) return null;
  const refused = asked.find(
    ({ reason }) =>
      reason === "rank-too-low" || reason === "exceeds-own" || reason === "outlasts-own" || reason === "to-oneself",
  );
  if (refused === undefined) return null;
  if (refused.reason === "to-oneself") return t`Not allowed: this is done to others only.`;
  return refused.reason === "rank-too-low"
    ? t`Not allowed: they do not rank below you.`
    : t`Not allowed: they hold ${refused.missing.join(", ") || t`a power`}, which you do not hold as widely.`;
}

/** The text for a button that takes a capability (any one of these); null also while it is not known. */
export function useWhyNotCapable(name: string, orElse = name): string | null {
  const held = useCapability(name);
  const other = useCapability(orElse);
  const isForSome = useScopes(name).length > 0;
  if (held !== false || other !== false) return null;
  return isForSome
    ? t`Not allowed: this takes the capability ${name}, and you have it for the people of some groups alone.`
    : t`Not allowed: this takes the capability ${name}.`;
}

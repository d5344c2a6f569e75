import { plural, t } from "@lingui/core/macro";
import type { Outcome, Repeat, Review, ReviewLine, ReviewState } from "../../api/reviews.ts";
import { findingsInWords } from "../report/inWords.ts";
import { levelLabel } from "../share/levels.ts";

export const statesInWords: Readonly<Record<ReviewState, string>> = {
  gathering: t`Being prepared`,
  open: t`Open`,
  closing: t`Being closed`,
  closed: t`Closed`,
  cancelled: t`Cancelled`,
};

export const outcomesInWords: Readonly<Record<Outcome, { label: string; text: string }>> = {
  kept: { label: t`Kept`, text: t`Somebody decided that it stays.` },
  revoked: { label: t`Revoked`, text: t`It was taken away.` },
  refused: { label: t`Could not be revoked`, text: t`Neither who decided nor who opened the review may take it away.` },
  gone: { label: t`Gone already`, text: t`It had ended before the review was closed.` },
  changed: { label: t`Changed since`, text: t`It was not as it was looked at any more, and was left as it is.` },
  left: { label: t`Nobody decided`, text: t`It stays as it is.` },
};

/** Why something could not be taken away: the usual reasons. */
export const refusalsInWords: Readonly<Record<string, string>> = {
  "not-found": t`nobody here but its owner may`,
  "action-missing": t`nobody here but its owner may`,
  "capability-missing": t`whoever opened the review may not any more`,
  "actor-not-active": t`the account of whoever opened the review is not active`,
};

/** Who has an access role. */
const receiversOf: Readonly<Record<string, string>> = {
  viewer: t`Viewers`,
  editor: t`Editors`,
  owner: t`Owners`,
  member: t`Members`,
  manager: t`Managers`,
  participant: t`Participants`,
};

const plain = (principal: string) => principal.slice(principal.indexOf(":") + 1);

/** What a review is about, in a few words. */
export function scopeInWords({ scope, ofName, onName }: Pick<Review, "scope" | "ofName" | "onName">): string {
  const { of, on, finding } = scope;
  const parts = [
    finding && `“${findingsInWords[finding].label}”`,
    on !== undefined && (on.includes(":") ? (onName ?? t`one thing`) : (receiversOf[on] ?? levelLabel(on))),
    of !== undefined && t`given to ${ofName ?? plain(of)}`,
  ].filter(Boolean);
  return parts.length === 0 ? t`Everything that was given` : parts.join(", ");
}

export function repeatInWords(repeat: Repeat | null): string {
  if (repeat === null) return t`Once`;
  const { every, unit } = repeat;
  if (unit === "month" && every === 3) return t`Every quarter`;
  if (unit === "month" && every === 12) return t`Every year`;
  if (unit === "day") return plural(every, { one: "Every day", other: `Every ${every} days` });
  return plural(every, { one: "Every month", other: `Every ${every} months` });
}

export const linesInWords = (count: number): string => plural(count, { one: `${count} line`, other: `${count} lines` });

export const decidedOf = ({ lines, decisions }: Review): number => lines - decisions.none;

export const nameOf = (line: ReviewLine): string => line.principalName ?? plain(line.principal);

import type { Outcome, Repeat, Review, ReviewLine, ReviewState } from "../../api/reviews.ts";
import { findingsInWords } from "../report/inWords.ts";
import { levelLabel } from "../share/levels.ts";

export const statesInWords: Readonly<Record<ReviewState, string>> = {
  gathering: "Being prepared",
  open: "Open",
  closing: "Being closed",
  closed: "Closed",
  cancelled: "Cancelled",
};

export const outcomesInWords: Readonly<Record<Outcome, { label: string; text: string }>> = {
  kept: { label: "Kept", text: "Somebody decided that it stays." },
  revoked: { label: "Revoked", text: "It was taken away." },
  refused: { label: "Could not be revoked", text: "Neither who decided nor who opened the review may take it away." },
  gone: { label: "Gone already", text: "It had ended before the review was closed." },
  changed: { label: "Changed since", text: "It was not as it was looked at any more, and was left as it is." },
  left: { label: "Nobody decided", text: "It stays as it is." },
};

/** Why something could not be taken away: the usual reasons. */
export const refusalsInWords: Readonly<Record<string, string>> = {
  "not-found": "nobody here but its owner may",
  "action-missing": "nobody here but its owner may",
  "capability-missing": "whoever opened the review may not any more",
  "actor-not-active": "the account of whoever opened the review is not active",
};

const plain = (principal: string) => principal.slice(principal.indexOf(":") + 1);

/** What a review is about, in a few words. */
export function scopeInWords({ scope, ofName, onName }: Pick<Review, "scope" | "ofName" | "onName">): string {
  const { of, on, finding } = scope;
  const parts = [
    finding && `“${findingsInWords[finding].label}”`,
    on !== undefined && (on.includes(":") ? (onName ?? "one thing") : `${levelLabel(on)}s`),
    of !== undefined && `given to ${ofName ?? plain(of)}`,
  ].filter(Boolean);
  return parts.length === 0 ? "Everything that was given" : parts.join(", ");
}

export function repeatInWords(repeat: Repeat | null): string {
  if (repeat === null) return "Once";
  const { every, unit } = repeat;
  if (unit === "month" && every === 3) return "Every quarter";
  if (unit === "month" && every === 12) return "Every year";
  return every === 1 ? `Every ${unit}` : `Every ${every} ${unit}s`;
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export const decidedOf = ({ lines, decisions }: Review): number => lines - decisions.none;

export const nameOf = (line: ReviewLine): string => line.principalName ?? plain(line.principal);

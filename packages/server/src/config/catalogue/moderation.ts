import { wholeNumber } from "../kinds.ts";
import { set } from "../variables.ts";

/** How far moderators go, and how long what they decide can be taken back. */
export const moderationVariables = {
  MODERATION_SHORT_BAN_DAYS: set(
    wholeNumber({ min: 1, max: 365 }),
    7,
    "The longest ban, in days, by whoever holds `ban:users:short` and not `ban:users`: moderators.",
  ),
  MODERATION_GRACE_DAYS: set(
    wholeNumber({ min: 1, max: 90 }),
    7,
    "What a moderator deletes is hidden at once, and deleted after so many days; until then it can be undone.",
  ),
  MODERATION_APPEAL_DAYS: set(
    wholeNumber({ min: 1, max: 365 }),
    30,
    "For how many days one can appeal against a warning, and against what was hidden. A ban can be appealed while it lasts, a deletion until it is done.",
  ),
  MODERATION_REPORTS_A_DAY: set(wholeNumber({ min: 1, max: 1_000 }), 20, "How much one person reports in a day."),
};

import type { Document } from "../../source/index.ts";
import { bits, featureOf, type LibreChat, type Right, roleOf, type ThingType } from "./libreChatDecides.ts";

/** Somebody has a right in one of both only. */
export interface Difference {
  user: Document;
  type: ThingType;
  thing: Document;
  right: Right;
  /** Whether it is here that they have it. */
  isHere: boolean;
  now: number;
}

/** Why access may be otherwise here, each looked over by people (docs/guides/moving-in.md, "Who may do otherwise"). */
export const reasons: Readonly<Record<string, (difference: Difference, there: LibreChat) => boolean>> = {
  /** Whoever made a thing owns it here; there it takes an entry, which may be missing or hold less. */
  "author-owns": ({ isHere, user, thing, right }) =>
    isHere && String(thing.author) === String(user._id) && right !== "VIEW_INSIGHTS",

  /** Administrators there do everything with everything; here they manage it, and use what was given to them. */
  "administrators-manage": ({ isHere, user, right }) => !isHere && roleOf(user) === "ADMIN" && right === "VIEW",

  /** There a role that switches the feature off stops its administrators, too; here a power over all things takes no feature. */
  "powers-take-no-feature": ({ isHere, user, type, right }, there) =>
    isHere && roleOf(user) === "ADMIN" && right !== "VIEW" && !there.has(user, featureOf[type], "USE"),

  /** A role without a name gives nothing there; everybody has a role here, and who has none there is USER: told as `role-unusable`. */
  "without-a-role": ({ isHere, user }) => isHere && roleOf(user).trim() === "",

  /** What has ended counts there until it is cleaned up. */
  "ended-counts-there": ({ isHere, user, type, thing, right, now }, there) =>
    !isHere &&
    there
      .entriesThatGive(user, type, thing, right)
      .every(({ expiredAt }) => expiredAt instanceof Date && expiredAt.getTime() <= now),

  /** An id that is a text means the same here; there it means nothing. */
  "ids-as-texts": ({ isHere, user, type, thing, right }, there) =>
    isHere &&
    there
      .all("aclentries")
      .some(
        (entry) =>
          entry.resourceType === type &&
          String(entry.resourceId) === String(thing._id) &&
          String(entry.principalId) === String(user._id) &&
          (typeof entry.principalId === "string" || typeof entry.resourceId === "string") &&
          (Number(entry.permBits ?? 1) & bits[right]) !== 0,
      ),

  /** Bits above those that there are make an entry useless there; here the others of it count. */
  "bits-beyond": ({ isHere, user, type, thing, right }, there) =>
    isHere &&
    there
      .entriesFor(user, type, thing)
      .some(({ permBits }) => Number(permBits) > 31 && (Number(permBits) & bits[right]) !== 0),
};

import { TextInvalid } from "../errors.ts";

/**
 * Refuses texts that one database would keep and the other would not. PostgreSQL cannot hold NUL, and both would
 * silently turn half of a surrogate pair into U+FFFD, so that what is read is not what was written.
 */
export function requireStorable(parameters: readonly unknown[]): void {
  for (const value of parameters) {
    if (typeof value !== "string") continue;
    if (value.includes("\0")) throw new TextInvalid("it contains a NUL character (U+0000)");
    if (!value.isWellFormed()) throw new TextInvalid("it contains half of a surrogate pair (not well-formed Unicode)");
  }
}

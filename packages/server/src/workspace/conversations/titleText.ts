/** A title as it is kept: on one line, without what turns the writing direction around (it would show as something else), cut. */
export const titleText = (typed: string): string =>
  typed
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 1_024)
    .toWellFormed();

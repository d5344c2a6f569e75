/** The language that the texts stand in in the code. */
export const SOURCE = "en";

/** Shows what is no message yet; nobody is offered it. */
export const PSEUDO = "pseudo";

/**
 * The language that somebody gets: what they chose in this browser, otherwise the first of the browser's that there is, otherwise English.
 * @param chosen as it was kept; it may be gone since, or be the pseudo language
 * @param browsers such as `["de-AT", "en"]`
 */
export function languageFor(chosen: string | null, browsers: readonly string[], offered: readonly string[]): string {
  if (chosen === PSEUDO || (chosen !== null && offered.includes(chosen))) return chosen;
  for (const tag of browsers) {
    const found = offered.find((language) => tag === language) ?? offered.find((language) => language === plain(tag));
    if (found) return found;
  }
  return SOURCE;
}

/** How dates and numbers are written: as in the browser's own country, where it speaks that language there. */
export const formatsFor = (language: string, browsers: readonly string[]): string =>
  browsers.find((tag) => tag === language || plain(tag) === language) ?? language;

const plain = (tag: string) => tag.split("-")[0] ?? tag;

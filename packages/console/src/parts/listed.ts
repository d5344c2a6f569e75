import { formatLocale } from "#i18n";

/** English has no comma before its “and” here, as in Britain. */
const lists = new Intl.ListFormat(/^en\b/.test(formatLocale) ? "en-GB" : formatLocale, { type: "conjunction" });

/** “update, delete and share”; an empty text for none. */
export const listed = (parts: readonly string[]): string => lists.format(parts);

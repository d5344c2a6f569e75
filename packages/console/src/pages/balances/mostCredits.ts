/** More the server takes nowhere: a million US dollars. */
export const MOST_CREDITS = 1_000_000_000_000;

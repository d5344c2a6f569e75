/**
 * Whether a ban follows from a violation, as LibreChat reckons: where a multiple of the interval lies between the score before it and the one
 * with it. 20 points ban once, the next ban takes 20 more; a score of 20 bans at once, and 0 never does.
 */
export const isCrossing = (before: number, after: number, interval: number): boolean =>
  Math.floor(after / interval) > Math.floor(before / interval);

/** The score at which the next ban follows. */
export const nextBanAt = (score: number, interval: number): number => (Math.floor(score / interval) + 1) * interval;

/** Amounts are whole thousandths of a credit; 1,000,000 credits are 1 USD. */
export const PARTS_OF_A_CREDIT = 1_000;

/** What an account may have at most, in credits: a million USD. Sums of amounts stay exact numbers. */
export const MOST_CREDITS = 1_000_000_000_000;
export const MOST_AMOUNT = MOST_CREDITS * PARTS_OF_A_CREDIT;

/** Rounded to the nearest thousandth, never beyond what an account may have. */
export const amountOf = (credits: number): number =>
  Math.round(Math.min(Math.max(credits, -MOST_CREDITS), MOST_CREDITS) * PARTS_OF_A_CREDIT);

export const creditsOf = (amount: number): number => amount / PARTS_OF_A_CREDIT;

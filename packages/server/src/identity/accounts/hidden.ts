/** Of an account, what hides it from those who look for people; administrators find it all the same. */
export type Hidden = typeof SHOWN | typeof HIDDEN_BY_WISH | typeof HIDDEN_BY_ADMINISTRATOR;
export const SHOWN = 0;
/** The person wished it, and may take it back. */
export const HIDDEN_BY_WISH = 1;
/** An administrator did; the person does not take it back. */
export const HIDDEN_BY_ADMINISTRATOR = 2;

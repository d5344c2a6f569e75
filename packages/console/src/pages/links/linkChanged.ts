import { t } from "@lingui/core/macro";
/** What is read again after a change of a link. */
export const LINK_CHANGED = [["links"]] as const;

/** Shortest and longest passcode, and what it may be made of: it travels in a header. */
export const PASSCODE = /^[\x21-\x7e][\x20-\x7e]{4,126}[\x21-\x7e]$/;
export const PASSCODE_RULE = t`At least 6 characters: letters without accents, digits and signs`;

export const passcodeError = (passcode: string) => (passcode === "" || PASSCODE.test(passcode) ? null : PASSCODE_RULE);

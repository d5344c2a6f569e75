import { plural, t } from "@lingui/core/macro";
import type { Limited } from "../../api/limits.ts";
import { amountsInWords, timeInWords, whomInWords } from "../../parts/limitInWords.ts";

type Met = Limited["limit"];

/** Which limit it is: `At most 60 requests in a minute`, `Messages: at most 40 in a minute`. @param of the model, where it is of one alone */
export function limitInWords(limit: Met, of: string | null): string {
  const { name, by, byName, max, windowSeconds } = limit;
  if (name === "balance") return t`Their balance is spent`;
  if (name === "budget") {
    if (by === "withheld") return t`A budget is spent`;
    const whose = whomInWords({ principal: by, name: byName });
    return by.startsWith("key:") ? t`The budget of the key is spent` : t`The budget of ${whose} is spent`;
  }
  if (max === null) return nameInWords(name);
  if (name === "calls at a time")
    return amountsInWords({ requests: null, tokens: null, concurrent: max, windowSeconds: 1 });
  if (windowSeconds === null)
    return plural(max, { one: "At most # answer at the same time", other: "At most # answers at the same time" });
  if (name !== "requests" && name !== "tokens") {
    const [what, time] = [nameInWords(name), timeInWords(windowSeconds)];
    return plural(max, { one: `${what}: at most # in ${time}`, other: `${what}: at most # in ${time}` });
  }
  const amounts = amountsInWords({
    requests: name === "requests" ? max : null,
    tokens: name === "tokens" ? max : null,
    windowSeconds,
  });
  return of === null ? amounts : t`${amounts} of ${of}`;
}

/** For whom it is said; null where the limit says so itself. */
export function forWhomInWords({ name, by, byName }: Met): string | null {
  if (name === "balance" || name === "budget") return null;
  const sides: Readonly<Record<string, string>> = {
    user: t`for each person`,
    ip: t`for each address`,
    account: t`for each account that is tried`,
    withheld: t`for others`,
  };
  const whom = whomInWords({ principal: by, name: byName });
  return sides[by] ?? (by.startsWith("key:") ? t`for the key` : t`for: ${whom}`);
}

/** How often, and when the last time was. */
export const timesInWords = (times: number, lastAgo: string): string =>
  plural(times, { one: `Refused once, ${lastAgo}`, other: `Refused # times, the last time ${lastAgo}` });

/** Until when it holds, and who can raise it. */
export function untilInWords({ freesAt, raisedBy }: Pick<Limited, "freesAt" | "raisedBy">, inTime: string): string {
  if (freesAt === null) return raisedInWords(raisedBy);
  if (Date.parse(freesAt) <= Date.now()) return t`They may go on`;
  if (raisedBy === "operator") return t`They may go on ${inTime}; the operator can raise it`;
  if (raisedBy === "owner") return t`They may go on ${inTime}; its owner can raise it`;
  return t`They may go on ${inTime}; whoever manages balances can raise it`;
}

function raisedInWords(raisedBy: string): string {
  if (raisedBy === "operator") return t`The operator can raise it`;
  if (raisedBy === "owner") return t`Its owner can raise it`;
  return t`Whoever manages balances can raise it`;
}

function nameInWords(name: string): string {
  const names: Readonly<Record<string, string>> = {
    messages: t`Messages`,
    uploads: t`Uploads of files`,
    imports: t`Imports of conversations`,
    "copies of conversations": t`Copies of conversations`,
    "calls of tools": t`Calls of tools`,
    "openings of shared links": t`Openings of shared links`,
    "uses of prompts": t`Uses of prompts`,
    login: t`Tries to sign in`,
    register: t`New accounts`,
    resetPassword: t`Letters for a new password`,
    resetPasswordSubmission: t`New passwords`,
    verifyEmail: t`Letters to confirm an address`,
    verifyEmailSubmission: t`Confirmations of an address`,
    twoFactor: t`Codes of a second factor`,
    dataExport: t`Exports of one's data`,
    passcodes: t`Passcodes of links`,
  };
  return names[name] ?? name;
}

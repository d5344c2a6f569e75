import { plural, t } from "@lingui/core/macro";
import type { Limit } from "../api/limits.ts";

type Amounts = Pick<Limit, "requests" | "tokens" | "windowSeconds"> & Partial<Pick<Limit, "concurrent">>;

/** `At most 60 requests and 100,000 tokens in a minute`, `At most 2 calls at the same time`. */
export function amountsInWords({ concurrent = null, ...inTime }: Amounts): string {
  if (concurrent === null) return inTimeInWords(inTime);
  if (inTime.requests === null && inTime.tokens === null)
    return t`At most ${callsInWords(concurrent)} at the same time`;
  return t`${inTimeInWords(inTime)}, ${callsInWords(concurrent)} at the same time`;
}

function inTimeInWords({ requests, tokens, windowSeconds }: Omit<Amounts, "concurrent">): string {
  const time = timeInWords(windowSeconds);
  if (requests === null) return t`At most ${tokensInWords(tokens ?? 0)} in ${time}`;
  if (tokens === null) return t`At most ${requestsInWords(requests)} in ${time}`;
  return t`At most ${requestsInWords(requests)} and ${tokensInWords(tokens)} in ${time}`;
}

const requestsInWords = (many: number) => plural(many, { one: "# request", other: "# requests" });
const callsInWords = (many: number) => plural(many, { one: "# call", other: "# calls" });
const tokensInWords = (many: number) => plural(many, { one: "# token", other: "# tokens" });

/** How long a window is: `a minute`, `90 seconds`, `7 days`. */
export function timeInWords(seconds: number): string {
  if (seconds % DAY === 0) return plural(seconds / DAY, { one: "a day", other: "# days" });
  if (seconds % HOUR === 0) return plural(seconds / HOUR, { one: "an hour", other: "# hours" });
  if (seconds % MINUTE === 0) return plural(seconds / MINUTE, { one: "a minute", other: "# minutes" });
  return plural(seconds, { one: "a second", other: "# seconds" });
}

export const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400] as const;

/** Whom a limit is for. A role without a name of its own is called as programs call it. */
export function whomInWords({
  principal,
  name,
  keyOf = null,
}: Pick<Limit, "principal" | "name"> & Partial<Pick<Limit, "keyOf">>): string {
  if (principal === "everyone") return t`Everybody`;
  if (principal.startsWith("key:") && name !== null)
    return keyOf === null ? t`The key ${name}` : t`The key ${name} of ${keyOf}`;
  if (!principal.startsWith("role:")) return name ?? t`Somebody who is gone`;
  const role = name ?? principal.slice("role:".length);
  return t`Everybody with the role ${role}`;
}

/** Whether it can be had together: what is for one alone is theirs. */
export const isForMany = (principal: string): boolean => !/^(user|service|key):/.test(principal);

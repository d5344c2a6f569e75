import { plural, t } from "@lingui/core/macro";
import type { Limit } from "../api/limits.ts";

type Amounts = Pick<Limit, "requests" | "tokens" | "windowSeconds">;

/** `At most 60 requests and 100,000 tokens in a minute`. */
export function amountsInWords({ requests, tokens, windowSeconds }: Amounts): string {
  const time = timeInWords(windowSeconds);
  if (requests === null) return t`At most ${tokensInWords(tokens ?? 0)} in ${time}`;
  if (tokens === null) return t`At most ${requestsInWords(requests)} in ${time}`;
  return t`At most ${requestsInWords(requests)} and ${tokensInWords(tokens)} in ${time}`;
}

const requestsInWords = (many: number) => plural(many, { one: "# request", other: "# requests" });
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
export function whomInWords({ principal, name }: Pick<Limit, "principal" | "name">): string {
  if (principal === "everyone") return t`Everybody`;
  if (!principal.startsWith("role:")) return name ?? t`Somebody who is gone`;
  const role = name ?? principal.slice("role:".length);
  return t`Everybody with the role ${role}`;
}

/** Whether it can be had together: what is for one alone is theirs. */
export const isForMany = (principal: string): boolean => !/^(user|service):/.test(principal);

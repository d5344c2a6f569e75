import { t } from "@lingui/core/macro";
import type { RefusedMost } from "../../api/usage.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { actionsInWords, calledOf } from "../../parts/sharedKinds.ts";
import { powerInWords } from "../powers/powersInWords.ts";
import { levelLabel } from "../share/levels.ts";

/** `read:users` → `see accounts`, `AGENTS.CREATE` → `Agents: Create`, use of an agent → `Agent: find it and talk to it`. */
export function askedInWords({ asked, type }: RefusedMost): string {
  if (asked === "") return t`Various others`;
  if (/^[A-Z]+ \//.test(asked)) return asked;
  if (type !== "" && !asked.includes(":"))
    return `${levelLabel(calledOf(`${type}:`))}: ${actionsInWords(type).get(asked) ?? asked}`;
  if (/^[A-Z_]+\.[A-Z_]+$/.test(asked)) return featureInWords(asked);
  return asked.includes(":") ? levelLabel(powerInWords(asked)) : asked;
}

const rules: Readonly<Record<string, string>> = {
  "": t`Various`,
  "nothing-allows": t`Nobody gave them this right`,
  denied: t`A rule denies it`,
  "feature-off": t`Their role does not have the feature`,
  "ceiling-down": t`The operator switched it off`,
  "resource-hidden": t`Hidden by a moderator`,
  "key-scope": t`The key does not cover it`,
  "key-ended": t`The key has ended`,
  "resource-not-found": t`They reach nothing of it, and were told that it is not there`,
  "unknown-resource": t`There is no such thing`,
  forbidden: t`They may not`,
  "account-banned": t`They are banned`,
  "subject-banned": t`They are banned`,
};

export const ruleInWords = (rule: string): string => rules[rule] ?? levelLabel(rule.replaceAll("-", " "));

import { t } from "@lingui/core/macro";
import type { MetLimit, ProblemError, SpentBudget } from "../api/problem.ts";
import { featureInWords } from "./featureInWords.ts";
import { amountsInWords } from "./limitInWords.ts";
import { listed as inOneLine } from "./listed.ts";
import { fromNow } from "./moments.ts";
import { reasonInWords } from "./whyNot.ts";

export interface Words {
  title: string;
  text: string | null;
  help: string | null;
}

/** A problem as somebody at the screen should read it: no ids, no codes; what it says of headers and fields is for programs. */
export function problemInWords(problem: ProblemError): Words {
  const { title, text, help } = inWords(problem);
  return { title, text: asSentence(text), help };
}

/** Whether this is the server's own text, as a program reads it, and not the console's. */
export const isOfServer = ({ title, message, help }: ProblemError, text: string): boolean =>
  [title, message, help].some((said) => said && plainly(text).startsWith(plainly(said)));
const plainly = (text: string) => text.replaceAll("`", "").toLowerCase();

/** The server's details go on after a title, and stand by themselves here. Names of fields and the like stay as they are. */
const asSentence = (text: string | null) =>
  text && `${text.replace(/^[a-z]+(?=[ ,:])/, capitalized)}${/[\p{L}\p{N}]$/u.test(text) ? "." : ""}`;
const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function inWords(problem: ProblemError): Words {
  const { code, reason, missing, title, message, help, limit } = problem;
  if (code === "not-signed-in" || code === "token-invalid" || code === "refresh-invalid")
    return { title: t`Your session has ended`, text: null, help: t`Sign in again to go on.` };
  if (code === "version-mismatch")
    return {
      title: t`Somebody else changed this meanwhile`,
      text: t`Nothing was done yet. You see the newest now.`,
      help: t`Do it again if you still want it.`,
    };
  if (code === "closure-changed" || code === "closure-grows")
    return {
      title: t`What travels with it has changed meanwhile`,
      text: t`Nothing was done yet. You see the newest now.`,
      help: t`Look at it, and do it again if you still want it.`,
    };
  if (code === "resource-not-found")
    return {
      title: t`It is not there, or it is not shared with you`,
      text: message === title || /^there is no `[^`]*`$/.test(message) ? null : message,
      help: t`Check the address, or ask its owner to share it.`,
    };
  if (code === "rate-limited" && limit) return { title, text: metInWords(limit) ?? message, help: waitInWords(limit) };
  if (code === "balance-insufficient")
    return {
      title,
      text: t`You have not enough credits for this.`,
      help: t`Ask something shorter or a cheaper model, or ask an administrator for credits.`,
    };
  if (code === "budget-exhausted")
    return {
      title,
      text: spentInWords(problem.budget),
      help: t`Your account says which one, and when it begins anew. An administrator can make it larger, and you your own cap.`,
    };
  // Fields are named beside themselves; what is left to say is said without the marks of the API.
  if (code === "request-invalid")
    return { title, text: message === title ? null : message.replaceAll("`", ""), help: null };
  const known = reason === null ? undefined : refusals[reason];
  if (known) return { title: code === "forbidden" ? t`Not allowed` : title, ...known(listed(missing, reason ?? "")) };
  // `AGENTS.CREATE` is a feature; a mere `create` does not say of what.
  const features = missing.filter((name) => name.includes("."));
  if (code === "feature-off")
    return { title: t`Not allowed`, ...refusalOfFeature(listed(features, "feature-missing")) };
  // `manage:users` is a capability; an action has no colon.
  if (code === "forbidden" && missing.some((name) => name.includes(":")))
    return { title: t`Not allowed`, ...refusalOfCapability(listed(missing, "")) };
  if (code === "forbidden" && reason !== null) {
    const what = missing.length > 0 ? ` (${listed(missing, reason)})` : "";
    return { title: t`Not allowed`, text: t`You may not do this${what}: ${reasonInWords(reason)}.`, help };
  }
  return { title, text: message === title ? null : message, help };
}

function spentInWords(budget: SpentBudget | null): string {
  const { principal = "", name = null, isOwn = false } = budget ?? {};
  if (principal === "organization") return t`The budget of the whole organization is spent.`;
  if (principal.startsWith("user:")) return isOwn ? t`Your own cap is spent.` : t`Your budget is spent.`;
  if (principal.startsWith("group:") && name !== null) return t`The budget of the group ${name} is spent.`;
  return t`A budget that counts for you is spent.`;
}

/** What administrators limit, in their words; null of what the operator does. */
function metInWords({ name, max, windowSeconds }: MetLimit): string | null {
  if (name === "requests") return amountsInWords({ requests: max, tokens: null, windowSeconds });
  return name === "tokens" ? amountsInWords({ requests: null, tokens: max, windowSeconds }) : null;
}

function waitInWords({ freesAt, raisedBy }: MetLimit): string {
  const inTime = fromNow(freesAt);
  return raisedBy === "operator"
    ? t`You may go on ${inTime}.`
    : t`You may go on ${inTime}. An administrator can raise the limit.`;
}

/** Why a grant stays, or is not given: the engine's codes of refusal in plain words. */
export function refusalInWords(reason: string, detail: string): string {
  const lacked = [...detail.matchAll(/`([^`:]+)`/g)].flatMap(([, name]) => (name ? [name] : []));
  return refusals[reason]?.(listed(lacked, reason)).text ?? detail;
}

type Refusal = (missing: string) => Omit<Words, "title">;
const refusalOfFeature: Refusal = (missing) => ({
  text: t`Your role does not include ${missing === "" ? t`this feature` : missing}.`,
  help: t`An administrator can switch it on for your role.`,
});

const refusalOfCapability: Refusal = (missing) => ({
  text:
    missing === "access:admin"
      ? t`This is for administrators.`
      : t`This takes the capability ${missing}, which you do not hold.`,
  help: t`Ask an administrator.`,
});

/** By the codes of the engine's rules of handing on. */
const refusals: Readonly<Record<string, Refusal>> = {
  "deny-kept": () => ({ text: t`It denies something, and gives nothing to anybody.`, help: null }),
  "exceeds-own": (missing) => ({
    text: t`One can give and take away only what one holds oneself, and you do not hold ${missing}.`,
    help: t`Choose less, or ask the owner.`,
  }),
  "outlasts-own": (missing) => ({
    text: t`Your own right to ${missing} ends before that.`,
    help: t`Choose an earlier end, or ask the owner.`,
  }),
  "condition-not-copied": (missing) => ({
    text: t`You hold ${missing} under a condition yourself, and can give it under the very same one only.`,
    help: t`Copy the condition word for word, or ask the owner.`,
  }),
  "to-oneself": () => ({
    text: t`As an administrator you can give this to others, but not to yourself, to everyone, to a service of yours, or to a group or role that you are in.`,
    help: t`Ask the owner.`,
  }),
  "group-not-shareable": () => ({
    text: t`You may not share with this group.`,
    help: t`Ask whoever looks after the group to let you share into it, or an administrator to let your role see groups.`,
  }),
  "grant-reaches-nobody": () => ({
    text: t`Nobody would get anything by this: the end has passed, or this kind of thing cannot be given to them.`,
    help: t`Choose a later end, or somebody else.`,
  }),
  "not-owner": () => ({
    text: t`Only its owner decides about what is denied, or an administrator who may share it.`,
    help: t`Ask the owner.`,
  }),
  "frees-from-deny": () => ({
    text: t`It would free somebody from a deny that you may not take away.`,
    help: t`Ask the owner of what the deny lies on.`,
  }),
  "glass-not-handed-on": () => ({ text: t`The glass was broken; only whoever broke it can end this.`, help: null }),
  "never-transferred": () => ({ text: t`A conversation stays with whoever began it.`, help: null }),
  "receiver-not-viewer": () => ({
    text: t`As an administrator you can hand this over only to somebody who may see it already.`,
    help: t`Share it with them first.`,
  }),
  "feature-missing": refusalOfFeature,
  "ceiling-down": () => ({
    text: t`The operator has switched this off for everybody.`,
    help: t`Ask the operator of this server.`,
  }),
  "action-missing": (missing) => ({
    text: t`This takes the right to ${missing}, which you do not hold.`,
    help: t`Ask the owner.`,
  }),
  "capability-missing": refusalOfCapability,
  "rank-too-low": () => ({
    text: t`The role in question is not below yours, or theirs is not.`,
    help: t`Ask somebody with a higher role.`,
  }),
  "own-scope": () => ({
    text: t`A capability that is yours, or a service's that you manage, covers the people of this group alone, and you do not hold it for everybody: nobody puts further people within their own reach.`,
    help: t`Ask an administrator.`,
  }),
  "not-for-everybody": () => ({
    text: t`A capability is not for everybody at once.`,
    help: t`Choose a smaller group.`,
  }),
  "built-in-role": () => ({ text: t`Built-in roles stay as they are.`, help: t`Make a role of your own.` }),
  "group-cycle": () => ({
    text: t`Then the group would lie in itself: it is in the other one already.`,
    help: t`Take it out there first.`,
  }),
};

/** “update and delete”. */
function listed(names: readonly string[], reason: string): string {
  const words = reason === "feature-missing" ? names.map(featureInWords) : names;
  return inOneLine(words);
}

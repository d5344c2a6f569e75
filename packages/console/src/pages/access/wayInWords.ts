import { plural, t } from "@lingui/core/macro";
import type { Way } from "../../api/myAccess.ts";
import { listed } from "../../parts/listed.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { givenBy } from "../share/levels.ts";

/**
 * Why one has something, as a short sentence: `Viewer through Platform, which is in Engineering`.
 * @param whose `them`: somebody else has it
 */
export function wayInWords(
  { reason, role, allow, through, on, until, isConditional }: Way,
  whose: "you" | "them" = "you",
): string {
  const isTheirs = whose === "them";
  const means = (isTheirs && theirs[reason]) || whats[reason] || (isTheirs ? t`Theirs` : t`Yours`);
  const what = allow.length > 0 ? capitalized(givenBy({ role, allow })) : means;
  const directly = isTheirs ? t`given to them` : t`given to you`;
  const how = chainInWords(through) || (reason === "grant" && through.length === 0 ? directly : "");
  const thing = on && (on.name ?? t`something`);
  return [
    [thing ? lyingIn(what, thing, reason) : what, how].filter(Boolean).join(" "),
    until !== null && t`until ${inFull(until)} (${fromNow(until)})`,
    isConditional && t`under a condition`,
  ]
    .filter(Boolean)
    .join(", ");
}

const lyingIn = (what: string, thing: string, reason: string): string =>
  reason === "attachment" ? t`${what} on ${thing}, which shows it` : t`${what} on ${thing}, which contains it`;

/** The first of its ways, and how many others there are. */
export function waysInWords(first: Way | undefined, others: number): string {
  if (first === undefined) return "";
  const way = wayInWords(first);
  if (others === 0) return way;
  return plural(others, { one: `${way}, and one other way`, other: `${way}, and ${others} other ways` });
}

const whats: Readonly<Record<string, string>> = {
  "group-member": t`You are in it`,
  "open-type": t`Open to everybody here`,
  attachment: t`Shown`,
  "broken-glass": t`By broken glass, which is on record`,
};

const theirs: Readonly<Record<string, string>> = { "group-member": t`They are in it` };

/** `through Platform, which is in Engineering, by the role EDITOR`. */
export function chainInWords(through: Way["through"]): string {
  const nameOf = ({ principal, name }: Way["through"][number]) => name ?? principal.slice(principal.indexOf(":") + 1);
  const groups = through.filter(({ principal }) => principal.startsWith("group:")).map(nameOf);
  const roles = through.filter(({ principal }) => principal.startsWith("role:")).map(nameOf);
  return [
    throughGroups(groups),
    roles.length > 0 && t`by the role ${listed(roles)}`,
    through.some(({ principal }) => principal === "everyone" || principal === "anyone") && t`like everyone here`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** “through Platform, which is in Engineering”; an empty text for none. */
export function throughGroups([first, ...further]: readonly string[]): string {
  if (first === undefined) return "";
  return further.reduce((said, group) => t`${said}, which is in ${group}`, t`through ${first}`);
}

const SOON_MS = 14 * 86_400_000;

/** Whether it ends within two weeks. */
export const endsSoon = (until: string | null): boolean => until !== null && Date.parse(until) - Date.now() < SOON_MS;

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

import { t } from "@lingui/core/macro";
import type { Way } from "../../api/myAccess.ts";
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
  const above = on && t`on ${on.name ?? t`something`}, which ${reason === "attachment" ? t`shows` : t`contains`} it`;
  const directly = reason === "grant" && through.length === 0 && t`given to ${whose}`;
  return [
    [what, above, chainInWords(through) || directly].filter(Boolean).join(" "),
    until !== null && t`until ${inFull(until)} (${fromNow(until)})`,
    isConditional && t`under a condition`,
  ]
    .filter(Boolean)
    .join(", ");
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
    groups.length > 0 && t`through ${groups.join(t`, which is in `)}`,
    roles.length > 0 && t`by the role ${roles.join(t` and `)}`,
    through.some(({ principal }) => principal === "everyone" || principal === "anyone") && t`like everyone here`,
  ]
    .filter(Boolean)
    .join(", ");
}

const SOON_MS = 14 * 86_400_000;

/** Whether it ends within two weeks. */
export const endsSoon = (until: string | null): boolean => until !== null && Date.parse(until) - Date.now() < SOON_MS;

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

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
  const means = (isTheirs && theirs[reason]) || whats[reason] || (isTheirs ? "Theirs" : "Yours");
  const what = allow.length > 0 ? capitalized(givenBy({ role, allow })) : means;
  const above = on && `on ${on.name ?? "something"}, which ${reason === "attachment" ? "shows" : "contains"} it`;
  const directly = reason === "grant" && through.length === 0 && `given to ${whose}`;
  return [
    [what, above, chainInWords(through) || directly].filter(Boolean).join(" "),
    until !== null && `until ${inFull(until)} (${fromNow(until)})`,
    isConditional && "under a condition",
  ]
    .filter(Boolean)
    .join(", ");
}

const whats: Readonly<Record<string, string>> = {
  "group-member": "You are in it",
  "open-type": "Open to everybody here",
  attachment: "Shown",
  "broken-glass": "By broken glass, which is on record",
};

const theirs: Readonly<Record<string, string>> = { "group-member": "They are in it" };

/** `through Platform, which is in Engineering, by the role EDITOR`. */
export function chainInWords(through: Way["through"]): string {
  const nameOf = ({ principal, name }: Way["through"][number]) => name ?? principal.slice(principal.indexOf(":") + 1);
  const groups = through.filter(({ principal }) => principal.startsWith("group:")).map(nameOf);
  const roles = through.filter(({ principal }) => principal.startsWith("role:")).map(nameOf);
  return [
    groups.length > 0 && `through ${groups.join(", which is in ")}`,
    roles.length > 0 && `by the role ${roles.join(" and ")}`,
    through.some(({ principal }) => principal === "everyone" || principal === "anyone") && "like everyone here",
  ]
    .filter(Boolean)
    .join(", ");
}

const SOON_MS = 14 * 86_400_000;

/** Whether it ends within two weeks. */
export const endsSoon = (until: string | null): boolean => until !== null && Date.parse(until) - Date.now() < SOON_MS;

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

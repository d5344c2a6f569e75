import { t } from "@lingui/core/macro";
import type { Grant, Lead } from "../../api/access.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { thingsInWords } from "../../parts/thingsInWords.ts";
import { reasonInWords } from "../../parts/whyNot.ts";
import { throughGroups } from "../access/wayInWords.ts";
import { givenBy } from "./levels.ts";

/**
 * One way in which somebody has it, as a short sentence: `Viewer through Platform, which is in Engineering`.
 * @param grants those on the resource, by their id
 * @param names principal or resource → what people call it
 */
export function leadInWords(
  { reason, way }: Lead,
  grants: ReadonlyMap<number, Grant>,
  names: Readonly<Record<string, string>> = {},
): string {
  const nameOf = (name: string) =>
    name.endsWith(":?") ? thingsInWords(name.slice(0, -2)).hidden : (names[name] ?? name.slice(name.indexOf(":") + 1));
  const groups = way.flatMap(({ relation, to }) => (relation === "is-in" ? [nameOf(to)] : []));
  const role = way.find(({ relation }) => relation === "holds-role");
  const isEveryone = way.some(({ relation }) => relation === "is-everyone");
  const holders = throughGroups(groups);
  const byRole =
    role && (holders ? t`${holders}, which has the role ${nameOf(role.to)}` : t`through the role ${nameOf(role.to)}`);
  const through = [byRole ?? holders, isEveryone && t`like everyone in the organization`].filter(Boolean).join(" ");
  const source = way.find(({ relation }) => ["granted", "owns", "holds-capability"].includes(relation));
  const parent = way.find(({ relation }) => relation === "parent-of");
  const onParent = (what: string) => (parent ? t`${what} on ${nameOf(parent.from)}, which contains it` : what);
  if (source?.relation === "owns") return onParent(t`Owner`);
  if (source?.relation === "holds-capability")
    return [t`By the capability ${source.to}`, through].filter(Boolean).join(" ");
  if (source?.relation !== "granted") return capitalized(reasonInWords(reason));
  const grant = source.grant === undefined ? undefined : grants.get(source.grant);
  const what = onParent(grant ? capitalized(givenBy(grant)) : t`A right`);
  const how = through === "" ? t`${what}, given directly` : `${what} ${through}`;
  const ends = way.flatMap(({ expiresAt }) => (expiresAt ? [new Date(expiresAt).getTime()] : []));
  const end = ends.length > 0 ? Math.min(...ends) : null;
  return [how, end !== null && t`until ${inFull(end)} (${fromNow(end)})`, source.detail && t`under a condition`]
    .filter(Boolean)
    .join(", ");
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

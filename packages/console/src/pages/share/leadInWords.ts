import { t } from "@lingui/core/macro";
import type { Grant, Lead } from "../../api/access.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { reasonInWords } from "../../parts/whyNot.ts";
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
    name.endsWith(":?")
      ? t`a ${name.slice(0, -2)} that you may not see`
      : (names[name] ?? name.slice(name.indexOf(":") + 1));
  const groups = way.flatMap(({ relation, to }) => (relation === "is-in" ? [nameOf(to)] : []));
  const role = way.find(({ relation }) => relation === "holds-role");
  const isEveryone = way.some(({ relation }) => relation === "is-everyone");
  const through = [
    groups.length > 0 && t`through ${groups.join(t`, which is in `)}`,
    role && (groups.length > 0 ? t`, which has the role ${nameOf(role.to)}` : t`through the role ${nameOf(role.to)}`),
    isEveryone && t`like everyone in the organization`,
  ]
    .filter(Boolean)
    .join(" ")
    .replace(" ,", ",");
  const source = way.find(({ relation }) => ["granted", "owns", "holds-capability"].includes(relation));
  const parent = way.find(({ relation }) => relation === "parent-of");
  const above = parent ? t` on ${nameOf(parent.from)}, which contains it` : "";
  if (source?.relation === "owns") return t`Owner${above}`;
  if (source?.relation === "holds-capability")
    return [t`By the capability ${source.to}`, through].filter(Boolean).join(" ");
  if (source?.relation !== "granted") return capitalized(reasonInWords(reason));
  const grant = source.grant === undefined ? undefined : grants.get(source.grant);
  const what = `${grant ? capitalized(givenBy(grant)) : t`A right`}${above}`;
  const how = through === "" ? t`${what}, given directly` : `${what} ${through}`;
  const ends = way.flatMap(({ expiresAt }) => (expiresAt ? [new Date(expiresAt).getTime()] : []));
  const end = ends.length > 0 ? Math.min(...ends) : null;
  return [how, end !== null && t`until ${inFull(end)} (${fromNow(end)})`, source.detail && t`under a condition`]
    .filter(Boolean)
    .join(", ");
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

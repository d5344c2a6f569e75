import { firstActionOf, isShared, kindOf } from "../../parts/sharedKinds.ts";
import { givenBy } from "../share/levels.ts";

type Right = { resource: string; role: string | null; allow: readonly string[] };

const typeOf = (resource: string) => resource.slice(0, resource.indexOf(":"));

/** `read and change all of it`: what a right lets somebody do, the most of it first asked for. */
export function rightInWords({ resource, role, allow }: Right): string {
  const type = typeOf(resource);
  if (!isShared(type)) return givenBy({ role, allow: [...allow] }).toLowerCase();
  const { actions, levels } = kindOf(type);
  if (role !== null && levels[role] !== undefined) return levels[role].replace(/^also /, "");
  const further = actions.filter(([action]) => allow.includes(action) && action !== firstActionOf(type));
  return (further.length > 0 ? further : actions.slice(0, 1)).map(([, text]) => text).join(", ");
}

/** The levels of that kind of thing that somebody can be given; none where it is no thing of ours. */
export function levelsOf(resource: string): string[] {
  const type = typeOf(resource);
  return isShared(type) ? Object.keys(kindOf(type).levels) : [];
}

import type { ClosureThing } from "../../access/closure.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { findFilesById } from "../files/queries.ts";
import type { Models } from "../models/models.ts";
import type { WorkspaceParts } from "../parts.ts";
import { findListedTools } from "../tools/queries.ts";
import type { Travelling } from "./closureSchemas.ts";
import { listAgentNames } from "./queries.ts";

/** What is told of a thing that travels, but for names; `isKnown`: whether the actor may view it. */
export interface Told extends Omit<Travelling, "resource" | "name" | "attachedByName"> {
  thing: string;
  isKnown: boolean;
}

/**
 * What travels, as the actor may know it: of a thing that they may not view only what kind it is, how it is attached and by whom. All in one go,
 * since it may be asked of what is only supposed.
 */
export function toldOf(access: OrganizationAccess, actor: Actor, things: readonly ClosureThing[]): Told[] {
  return things.map(({ thing, mode, attachedBy, works, through }) => {
    const reason = works ? whySwitchedOff(access, actor, thing) : whyNot(access, actor, thing);
    return {
      thing,
      isKnown: mayView(access, actor, thing),
      type: typeOf(thing),
      mode,
      attachedBy,
      works: reason === null,
      reason,
      ...(access.engine.typeOf(typeOf(thing))?.open === true && {
        isRestricted: access.engine.describe(thing)?.restricted ?? false,
      }),
      through: through.map((agent) => (mayView(access, actor, agent) ? agent : null)),
    };
  });
}

/** The same with names. Cost: five queries in pieces of 500, by primary keys. */
export async function withNames(
  parts: Pick<WorkspaceParts, "store" | "people">,
  models: Models,
  organization: string,
  told: readonly Told[],
): Promise<Travelling[]> {
  const known = told.filter(({ isKnown }) => isKnown).map(({ thing }) => thing);
  const names = await namesOf(parts, models, organization, known);
  const attachers = new Set(told.flatMap(({ attachedBy }) => attachedBy ?? []));
  const people = await parts.people?.names(organization, [...attachers]);
  return told.map(({ thing, isKnown: _, ...rest }) => ({
    ...rest,
    resource: names.has(thing) ? thing : null,
    name: names.get(thing) ?? null,
    attachedByName: people?.get(rest.attachedBy ?? "")?.name ?? null,
  }));
}

const typeOf = (thing: string) => thing.slice(0, thing.indexOf(":"));
const idOf = (thing: string) => thing.slice(thing.indexOf(":") + 1);

/** To view a tool takes `use` or `update` (an administrator's), other things the first action of their type. */
export function mayView(access: OrganizationAccess, actor: Actor, thing: string): boolean {
  const [first = "view"] = Object.keys(access.engine.typeOf(typeOf(thing))?.actions ?? {});
  return [first, "update"].some((action) => access.may(actor, action, thing));
}

/** A ceiling stops what is lent, whoever asks. */
function whySwitchedOff(access: OrganizationAccess, actor: Actor, thing: string): Travelling["reason"] {
  const answer = access.check(actor, "use", thing, { capabilities: false });
  return answer.reason === "ceiling-down" ? "switched-off" : null;
}

/** That a thing is hidden is told to its owner and to whoever may restore it. */
function whyNot(access: OrganizationAccess, actor: Actor, thing: string): "hidden" | "no-longer-shared" {
  const held = access.engine.describe(thing);
  const isHidden = held?.state === "hidden" && (held.owner === actor.subject || access.may(actor, "restore", thing));
  return isHidden ? "hidden" : "no-longer-shared";
}

/** What things are called; what has no row any more is left out. */
export async function namesOf(
  { store: { db } }: Pick<WorkspaceParts, "store">,
  models: Models,
  organization: string,
  things: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = (type: string) => [...new Set(things.filter((thing) => typeOf(thing) === type).map(idOf))];
  const names = new Map<string, string | null>();
  for (const { id, filename } of await findFilesById(db, organization, ids("file"))) names.set(`file:${id}`, filename);
  for (const { id, name } of await findListedTools(db, organization, ids("tool"))) names.set(`tool:${id}`, name);
  for (const { id, name } of await listAgentNames(db, organization, ids("agent"))) names.set(`agent:${id}`, name);
  const modelIds = ids("model");
  const known = modelIds.length === 0 ? undefined : await models.of(organization, db);
  for (const id of modelIds) names.set(`model:${id}`, known?.nameOf(id) ?? id);
  return names;
}

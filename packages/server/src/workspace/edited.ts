import type { Actor } from "../http/actor.ts";
import type { EventKind, TrailEvent } from "../store/index.ts";

/** That somebody changed a thing, for the audit trail: which fields, never what stands in them. */
export const edited = (
  { organization, name }: Actor,
  kind: EventKind,
  thing: string,
  fields: readonly string[],
): TrailEvent => ({ organization, kind, actor: name, about: [thing], facts: { fields } });

/** The fields in which two states of a row differ. */
export const differing = (before: object, after: object): string[] => {
  const former = new Map(Object.entries(before));
  return Object.entries(after)
    .filter(([field, value]) => JSON.stringify(former.get(field)) !== JSON.stringify(value))
    .map(([field]) => field);
};

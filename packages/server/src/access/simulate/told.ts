import { EngineError, type Simulated as Impact } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { namesOf } from "../people.ts";
import type { Simulated, SimulatedPages } from "./schemas.ts";

/** What is told, still without the names of people and things. */
export type Told = ReturnType<typeof told>;

/** The pages that were asked for. @throws {Problem} `change-refused`, `resource-not-found`: what the engine says */
export function told(revision: number, simulate: () => Impact, { subjects, things, of, on }: SimulatedPages) {
  try {
    const impact = simulate();
    const { gaining, losing } = impact;
    return {
      revision,
      gained: impact.gained,
      lost: impact.lost,
      subjects: { ...impact.bySubject(pageOf(subjects)), total: impact.subjects, gaining, losing },
      things: { ...impact.byThing(pageOf(things)), total: impact.things },
      of: of && impact.of(of.subject, pageOf(of)),
      on: on && impact.on(on.resource, pageOf(on)),
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code.startsWith("unknown-")) throw problem("resource-not-found", { detail: error.message, cause: error });
    throw problem("change-refused", { detail: error.message, extra: { reason: error.code }, cause: error });
  }
}

/** With the names of whom it speaks of, and of the things, as far as the actor may hear them. */
export async function named(
  { access: organizations, store }: { access: Access; store: Store },
  actor: Actor,
  { subjects, things, of, on, ...sums }: Told,
): Promise<Simulated> {
  const access = organizations.of(actor);
  const people = await namesOf(
    store.db,
    access.id,
    [...subjects.rows, ...(on?.rows ?? [])].map(({ subject }) => subject),
  );
  const called = await organizations.thingNames.of(
    access,
    actor,
    [...things.rows, ...(of?.rows ?? [])].map(({ resource }) => resource),
  );
  const ofSubject = <Row extends { subject: string }>(row: Row) => ({
    ...row,
    name: people.get(row.subject)?.name ?? null,
  });
  const ofThing = <Row extends { resource: string }>(row: Row) => {
    const { name, id } = called(row.resource);
    return { ...row, name, id };
  };
  return {
    ...sums,
    subjects: { ...subjects, rows: subjects.rows.map(ofSubject) },
    things: { ...things, rows: things.rows.map(ofThing) },
    ...(of && { of: { ...of, rows: of.rows.map(ofThing) } }),
    ...(on && { on: { ...on, rows: on.rows.map(ofSubject) } }),
  };
}

const pageOf = ({ after, limit }: { after?: string | undefined; limit: number }) => ({
  limit,
  ...(after !== undefined && { after }),
});

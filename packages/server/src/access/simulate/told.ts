import { EngineError, type Simulated as Impact } from "@gatehouse/engine";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import { namesOf } from "../people.ts";
import type { Simulated, SimulatedPages } from "./schemas.ts";

type Told = Omit<Simulated, "subjects" | "on"> & {
  subjects: Omit<Simulated["subjects"], "rows"> & { rows: Omit<Simulated["subjects"]["rows"][number], "name">[] };
  on?: Omit<NonNullable<Simulated["on"]>, "rows"> & {
    rows: Omit<NonNullable<Simulated["on"]>["rows"][number], "name">[];
  };
};

/** The pages that were asked for. @throws {Problem} `change-refused`, `resource-not-found`: what the engine says */
export function told(revision: number, simulate: () => Impact, { subjects, things, of, on }: SimulatedPages): Told {
  try {
    const impact = simulate();
    return {
      revision,
      gained: impact.gained,
      lost: impact.lost,
      subjects: { ...impact.bySubject(pageOf(subjects)), total: impact.subjects },
      things: { ...impact.byThing(pageOf(things)), total: impact.things },
      ...(of && { of: impact.of(of.subject, pageOf(of)) }),
      ...(on && { on: impact.on(on.resource, pageOf(on)) }),
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code.startsWith("unknown-")) throw problem("resource-not-found", { detail: error.message, cause: error });
    throw problem("change-refused", { detail: error.message, extra: { reason: error.code }, cause: error });
  }
}

/** With the names of whom it speaks of. */
export async function named(db: Store["db"], organization: string, { on, ...rest }: Told): Promise<Simulated> {
  const rows = [...rest.subjects.rows, ...(on?.rows ?? [])];
  const names = await namesOf(
    db,
    organization,
    rows.map(({ subject }) => subject),
  );
  const withName = <Row extends { subject: string }>(row: Row) => ({
    ...row,
    name: names.get(row.subject)?.name ?? null,
  });
  return {
    ...rest,
    subjects: { ...rest.subjects, rows: rest.subjects.rows.map(withName) },
    ...(on && { on: { ...on, rows: on.rows.map(withName) } }),
  };
}

const pageOf = ({ after, limit }: { after?: string | undefined; limit: number }) => ({
  limit,
  ...(after !== undefined && { after }),
});

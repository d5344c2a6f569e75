import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Tx } from "../../store/index.ts";
import { findGrants } from "../../workspace/report/queries.ts";
import { type Asked, askedIn } from "../asking.ts";
import { evidenceIn, isAsItWas, standingOf } from "../evidence.ts";
import { grantsInLines, type LineRow } from "../queries.ts";
import type { ReviewRow } from "../schedule.ts";

/** A grant as it was looked at, given once more after that. */
export interface Anew {
  id: number;
  givenBy: string | null;
}

/** What is asked of the database before it is planned what becomes of some lines. */
export interface Known {
  /** Whether any of those who are asked may decide. */
  isDecidable: Asked["isDecidable"];
  /** By the number of the line whose grant is gone. */
  anew: ReadonlyMap<number, Anew>;
}

/** Cost: some queries by primary keys, and the grants on the things of lines that were to go and are gone. */
export async function knownOf(
  db: Tx,
  access: OrganizationAccess,
  review: ReviewRow,
  lines: readonly LineRow[],
  now: number,
): Promise<Known> {
  const isAsked = review.undecided === "revoke" && lines.some(({ decision }) => decision === null);
  const isDecidable = isAsked ? (await askedIn(db, access, review, now)).isDecidable : () => false;
  return { isDecidable, anew: await givenAnew(db, access, review, lines, now) };
}

async function givenAnew(
  db: Tx,
  access: OrganizationAccess,
  review: ReviewRow,
  lines: readonly LineRow[],
  now: number,
): Promise<Map<number, Anew>> {
  const gone = lines.filter((line) => line.decision === "revoke" && standingOf(access, line, now) === "gone");
  const candidates = gone.map((line) => ({
    line,
    ids: access.engine
      .grantsOn(line.resource)
      .filter(
        (grant) =>
          !grant.glass &&
          (grant.expiresAt === null || grant.expiresAt > now) &&
          isAsItWas(grant, line.principal, evidenceIn(line)),
      )
      .map(({ id }) => id),
  }));
  const ids = candidates.flatMap((one) => one.ids);
  // What another line is about is decided there.
  const taken = await grantsInLines(db, review, ids);
  const rows = await findGrants(db, access.id, ids);
  const anew = new Map<number, Anew>();
  for (const { line, ids } of candidates) {
    const id = ids.find((one) => !taken.has(one));
    if (id === undefined) continue;
    taken.add(id);
    anew.set(line.number, { id, givenBy: rows.get(id)?.givenBy ?? null });
  }
  return anew;
}

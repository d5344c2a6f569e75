import { type Change, EngineError, type PermissionEngine } from "@gatehouse/engine";
import { replacedBy } from "./former.ts";

/** The changes by which what everybody is in could come to a capability or a staff role. */
const giving: ReadonlySet<Change["kind"]> = new Set([
  "capability-set",
  "role-given",
  "role-set",
  "membership-set",
  "group-marked",
]);

/**
 * Tries changes, and refuses those after which everybody would have more of a capability or a staff role than before, or for longer: what
 * these are (docs/model.md, "What") holds for every way in, the operator's and the configuration's too. Only what is written is asked, not
 * what is loaded or followed: an installation that has such a thing already starts, and is put right step by step (`doctor` names it).
 * @returns for each change what it replaces
 * @throws {EngineError} `not-for-everybody`, or what does not fit
 */
export function tried(engine: PermissionEngine, changes: readonly Change[], now: number): Change[][] {
  if (!changes.some(mayGive)) return engine.suppose(changes, (_, inverses) => replacedBy(inverses));
  const before = endsOf(engine, now);
  return engine.suppose(changes, (_, inverses) => {
    for (const [what, end] of endsOf(engine, now))
      if (end > (before.get(what) ?? 0))
        throw new EngineError("not-for-everybody", `${what}: staff comes to nobody through what everybody is in`);
    return replacedBy(inverses);
  });
}

/** People and services that join a group bring everybody nothing. */
const mayGive = (change: Change): boolean =>
  giving.has(change.kind) && (change.kind !== "membership-set" || change.member.startsWith("group:"));

/** By what everybody would have; the latest end where there are several ways. */
function endsOf(engine: PermissionEngine, now: number): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { principal, holds, endsAt } of engine.may.staffOfEverybody(now)) {
    const what = `\`${principal}\`, which is everybody's, would have \`${holds}\``;
    ends.set(what, Math.max(endsAt, ends.get(what) ?? 0));
  }
  return ends;
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { compileCondition } from "../../oracle/conditions.ts";
import { initialChanges } from "../../oracle/initial.ts";
import { changeTold, told } from "../../oracle/story.ts";
import { someStory } from "../../oracle/worlds.ts";
import { createEngine, type PermissionEngine } from "../engine.ts";
import { type Context, EngineError } from "../types.ts";
import { type Attempt, Attempts, pickerOf } from "./testing/attempts.ts";
import { coalitionOf, heldBy, withAllThatTheyMayTake, withOnlyTheWays } from "./testing/holding.ts";

/*
 * Nobody gives more than they hold (docs/model.md), as properties over random organizations and random sequences of what `may` allows.
 * A failure prints the attempts; the organization comes from the seed.
 */
const runs = Number(process.env.RUNS ?? 25);
const seed = Number(process.env.SEED ?? 4);
const fields = { dept: "x" };
const now = 1000;
const context: Context = { now, fields };
/** Something handed on lasts: later moments count too. */
const moments = [1000, 1600, 2500];

/** What gives actions on things, and what gives capabilities. */
const giving = new Set(["grant", "changeGrant", "addParent", "attach", "transfer"]);
const empowering = new Set(["giveRole", "setPrimaryRole", "addMember", "giveCapability"]);

interface Organization {
  engine: PermissionEngine;
  accounts: string[];
  resources: string[];
}

const organizations = someStory.map((story) => {
  const engine = createEngine({ compile: compileCondition });
  engine.apply(initialChanges());
  for (const { changes } of story.steps) tryTo(() => engine.apply(changes));
  const facts = engine.state();
  const accounts = facts.flatMap((fact) =>
    fact.kind === "user-added" ? [fact.user] : fact.kind === "service-added" ? [fact.service] : [],
  );
  const resources = facts.flatMap((fact) => (fact.kind === "resource-added" ? [fact.resource] : []));
  return { engine, accounts, resources, [fc.toStringMethod]: () => told(story) };
});

function tryTo(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/**
 * Models, which whoever holds `manage:configs` gives to anybody, are the model's own exception. A live link comes to life again when its
 * maker is given `share` on the conversation, by somebody who may share that.
 */
function isExcepted(gained: string, before: ReadonlySet<string>, givesModels: boolean): boolean {
  if (gained.includes(" model:")) return givesModels;
  return gained.includes(" view sharedLink:") && [...before].some((one) => one.includes(" share conversation:"));
}

/** The facts that name what was handed on or gained, for the message of a failure. */
function about(engine: PermissionEngine, done: readonly Attempt[], gained: readonly string[]): string {
  const names = new Set(
    [JSON.stringify(done.map(({ changes }) => changes)), ...gained].join(" ").match(/[a-zA-Z]+:[a-z]+\b/g),
  );
  return engine
    .state()
    .filter(({ kind }) => kind !== "feature-set" && kind !== "role-set")
    .map(changeTold)
    .filter((fact) => !fact.startsWith("role:") && [...names].some((name) => fact.includes(name)))
    .join("\n");
}

/** Tries as many attempts as told, applies what may be, and looks at the end; all is taken back. */
function live(
  engine: PermissionEngine,
  attempts: Attempts,
  actors: readonly string[],
  pick: <Value>(from: readonly Value[]) => Value,
  left: number,
  done: readonly Attempt[],
  atTheEnd: (done: readonly Attempt[]) => void,
): void {
  if (left === 0) {
    atTheEnd(done);
    return;
  }
  const actor = pick(actors);
  const attempt = attempts.next(actor);
  const next = (more: readonly Attempt[]) => live(engine, attempts, actors, pick, left - 1, more, atTheEnd);
  if (!attempt || attempt.ask(engine.may, context)) {
    next(done);
    return;
  }
  let isApplied = false;
  const fits = tryTo(() =>
    engine.suppose(attempt.changes, () => {
      isApplied = true;
      attempts.changed();
      next([...done, attempt]);
    }),
  );
  attempts.changed();
  if (!fits && isApplied) throw new Error("an engine error came from inside the sequence");
  if (!isApplied) next(done);
}

test("nobody comes to hold more, by any sequence of their own and of the services and groups that are theirs", () => {
  let sequences = 0;
  let applied = 0;
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(organizations, fc.integer(), ({ engine, accounts, resources }: Organization, chance) => {
      const pick = pickerOf(chance);
      for (const actor of accounts) {
        const coalition = coalitionOf(engine, actor, context);
        const before = withAllThatTheyMayTake(engine, coalition, context, () =>
          heldBy(engine, coalition, resources, accounts, fields, moments),
        );
        const givesModels = coalition.some((who) => engine.check(who, "manage:configs", undefined, context).allowed);
        for (let round = 0; round < 4; round++) {
          live(engine, new Attempts(engine, pick), coalition, pick, 30, [], (done) => {
            sequences++;
            applied += done.length;
            for (const { kind } of done) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
            if (done.length === 0) return;
            const after = heldBy(engine, coalition, resources, accounts, fields, moments);
            const gained = [...after].filter((one) => !before.has(one) && !isExcepted(one, before, givesModels));
            const how = () =>
              `${coalition.join(", ")} by ${done.map((one) => one.told).join(" · ")}\n${about(engine, done, gained)}`;
            expect(gained, gained.length > 0 ? how() : "").toEqual([]);
          });
        }
      }
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  expect(sequences).toBeGreaterThan(500);
  expect(applied).toBeGreaterThan(sequences * 3);
  for (const kind of [...giving, ...empowering]) expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(0);
}, 120_000);

test("whatever a change newly gives anybody was held by its actor, in a way that lasts as long, or given by capability to others", () => {
  let given = 0;
  let looked = 0;
  fc.assert(
    fc.property(organizations, fc.integer(), ({ engine, accounts, resources }: Organization, chance) => {
      const pick = pickerOf(chance);
      const attempts = new Attempts(engine, pick);
      const holdings = (who: string) => heldBy(engine, [who], resources, [], fields, moments);
      const before = new Map(accounts.map((who) => [who, holdings(who)]));
      for (const actor of accounts) {
        const own = withOnlyTheWays(engine, actor, () => holdings(actor));
        for (const one of before.get(actor) ?? []) own.add(one);
        const coalition = coalitionOf(engine, actor, context);
        let left = 3;
        for (let tried = 0; tried < 40 && left > 0; tried++) {
          const attempt = attempts.next(actor);
          if (!attempt || attempt.ask(engine.may, context)) continue;
          if (!giving.has(attempt.kind) && !empowering.has(attempt.kind)) continue;
          const isByCapability = isSharedByCapability(engine, actor, attempt);
          tryTo(() =>
            engine.suppose(attempt.changes, () => {
              left--;
              looked++;
              for (const who of accounts)
                for (const one of holdings(who)) {
                  if (before.get(who)?.has(one) || !isOf(attempt, one)) continue;
                  given++;
                  if (isByCapability && !coalition.includes(who)) continue;
                  if (!own.has(one) && !isExcepted(one, own, true))
                    throw new Error(`${attempt.told}: ${who} gains ${one}`);
                }
            }),
          );
        }
      }
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  expect(looked).toBeGreaterThan(300);
  expect(given).toBeGreaterThan(500);
}, 120_000);

/** A role or group that is given brings its shares along, which do not count: what counts is what the role or group itself empowers to. */
function isOf({ kind }: Attempt, one: string): boolean {
  const isAction = / (?:\w+) \w+:/.test(one);
  return giving.has(kind) ? isAction : !isAction;
}

function isSharedByCapability(engine: PermissionEngine, actor: string, { about: resource }: Attempt): boolean {
  return resource.includes(":") && !engine.check(actor, "share", resource, { ...context, capabilities: false }).allowed;
}

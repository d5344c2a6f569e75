import type { Engine } from "../src/contract.ts";
import { type Change, EngineError } from "../src/types.ts";
import { compileCondition } from "./conditions.ts";
import { typeOf } from "./facts.ts";
import { initialChanges } from "./initial.ts";
import { createPlain, type PlainEngine, Refusal } from "./plain.ts";
import type { Asked } from "./questions.ts";
import { changeTold, questionTold, type Step, type Story } from "./story.ts";

/** What is compared: everything but the proof; the quickest way in, where there is one. */
export type Tested = Omit<Engine, "explain"> & Partial<QuickWayIn>;

interface QuickWayIn {
  handle(name: string): number;
  bit(type: string, action: string): number;
  allows(subject: number, bit: number, resource: number, now?: number): boolean;
}

export interface Difference {
  /** The step of the story. */
  place: number;
  /** What was asked or changed, and what both said. */
  about: string;
  asked: Asked | null;
}

/** What a run has seen, added up over stories. */
export interface Tally {
  questions: number;
  checks: number;
  allowed: number;
  /** How often each `step reason`, and each code of a refusal, was seen (as the plain evaluator says it). */
  seen: Map<string, number>;
}

export const noTally = (): Tally => ({ questions: 0, checks: 0, allowed: 0, seen: new Map() });

/**
 * Lives through a story with the engine and the plain evaluator side by side.
 * @returns the first difference, or null
 */
export function differenceIn(story: Story, make: () => Tested, tally: Tally = noTally()): Difference | null {
  const plain = createPlain({ compile: compileCondition });
  let engine = make();
  plain.apply(initialChanges());
  engine.apply(initialChanges());
  for (const [place, step] of story.steps.entries()) {
    if (step.restored) engine = restoredFrom(engine.snapshot(), make);
    const about = differenceOfChanges(step.changes, engine, plain, tally);
    if (about !== null) return { place, about, asked: null };
    const found = differenceOfAnswers(step, engine, plain, tally);
    if (found) return { place, ...found };
  }
  const about = differenceOfCopies(engine, make);
  return about === null ? null : { place: story.steps.length - 1, about, asked: null };
}

/** Both accept, or both refuse with a code that fits; a refused transaction leaves every byte as it was. */
function differenceOfChanges(changes: Change[], engine: Tested, plain: PlainEngine, tally: Tally): string | null {
  if (changes.length === 0) return null;
  const told = changes.map(changeTold).join(" and ");
  const expected = refusalOf(() => plain.apply(changes));
  const before = expected === null ? null : engine.snapshot();
  const actual = refusalOf(() => engine.apply(changes));
  if (expected === null) {
    if (actual !== null) return `${told}: engine refuses with ${actual.code} (${actual.message}), plain accepts`;
    if (engine.revision !== plain.revision) return `${told}: engine at ${engine.revision}, plain at ${plain.revision}`;
    return null;
  }
  const codes = expected instanceof Refusal ? expected.codes : [expected.code];
  count(tally, `refused ${codes[0]}`);
  if (actual === null) return `${told}: engine accepts, plain refuses with ${codes.join(" or ")}`;
  if (!codes.includes(actual.code))
    return `${told}: engine refuses with ${actual.code} (${actual.message}), plain with ${codes.join(" or ")}`;
  return before && sameBytes(before, engine.snapshot()) ? null : `${told}: refused, but the engine's state has changed`;
}

function differenceOfAnswers({ asks }: Step, engine: Tested, plain: PlainEngine, tally: Tally) {
  for (const asked of asks) {
    const expected = answerOf(plain, asked);
    const actual = answerOf(engine, asked);
    tally.questions++;
    if (asked.ask === "check") {
      tally.checks++;
      if (expected.startsWith("yes")) tally.allowed++;
      count(tally, expected.replace(/^(?:yes|no) | until .*/g, ""));
    }
    const quick = differenceOfQuickWayIn(asked, engine, plain);
    if (quick !== null) return { asked, about: `${questionTold(asked)} ${quick}` };
    if (actual !== expected) return { asked, about: `${questionTold(asked)} engine: ${actual}; plain: ${expected}` };
  }
  return null;
}

/** `check` by handles knows no context but the moment. */
function differenceOfQuickWayIn(asked: Asked, engine: Tested, plain: PlainEngine): string | null {
  if (asked.ask !== "check" || !engine.handle || !engine.bit || !engine.allows) return null;
  const { subject, action, resource = "", context } = asked;
  const bit = engine.bit(typeOf(resource), action);
  if (bit === 0 || !plain.facts.accounts.has(subject) || !plain.facts.resources.has(resource)) return null;
  const expected = plain.check(
    subject,
    action,
    resource,
    context.now === undefined ? {} : { now: context.now },
  ).allowed;
  const actual = engine.allows(engine.handle(subject), bit, engine.handle(resource), context.now);
  return actual === expected ? null : `by handles and without context, engine: ${actual}; plain: ${expected}`;
}

/** "Equal states have equal snapshots, byte for byte, whatever their history." */
function differenceOfCopies(engine: Tested, make: () => Tested): string | null {
  const bytes = engine.snapshot();
  if (!sameBytes(bytes, restoredFrom(bytes, make).snapshot())) return "a restored engine has another snapshot";
  const rebuilt = make();
  rebuilt.apply(engine.state(), engine.revision);
  return sameBytes(bytes, rebuilt.snapshot()) ? null : "an engine made of state() has another snapshot";
}

function restoredFrom(bytes: Uint8Array, make: () => Tested): Tested {
  const engine = make();
  engine.restore(bytes);
  return engine;
}

type Answering = Pick<
  PlainEngine,
  "check" | "checkMany" | "listResources" | "countResources" | "listSubjects" | "listActions"
>;

/** The whole answer in words: equal words are equal answers. Pages are turned to the last one. */
export function answerOf(engine: Answering, asked: Asked): string {
  const { context } = asked;
  try {
    switch (asked.ask) {
      case "check": {
        const { subject, action, resource } = asked;
        const answer = engine.check(subject, action, resource, context);
        const [one] = engine.checkMany([{ subject, action, ...(resource !== undefined && { resource }), context }]);
        const { allowed, step, reason, until, revision } = answer;
        const many = JSON.stringify(one) === JSON.stringify(answer) ? "" : `, checkMany: ${JSON.stringify(one)}`;
        return `${allowed ? "yes" : "no"} ${step} ${reason} until ${until} at revision ${revision}${many}`;
      }
      case "resources": {
        const { subject, action, type, page } = asked;
        return pages((after) => {
          const { resources, next, revision } = engine.listResources(
            subject,
            action,
            type,
            { ...page, after },
            context,
          );
          return { names: resources, next, rest: `revision ${revision}` };
        });
      }
      case "count": {
        const { count: found, exact } = engine.countResources(asked.subject, asked.action, asked.type, context);
        return `${found}${exact ? "" : " at least"}`;
      }
      case "subjects":
        return pages((after) => {
          const { subjects, next, principals, revision } = engine.listSubjects(
            asked.action,
            asked.resource,
            { ...asked.page, after },
            context,
          );
          return { names: subjects, next, rest: `by ${principals.join(" ")}, revision ${revision}` };
        });
      case "actions":
        return engine.listActions(asked.subject, asked.resource, context).toSorted().join(" ");
    }
  } catch (error) {
    if (error instanceof EngineError) return `refused: ${error.code}`;
    return `broken: ${error instanceof Error ? error.stack : error}`;
  }
}

const mostPages = 200;

function pages(turn: (after: string | null) => { names: string[]; next: string | null; rest: string }): string {
  const told: string[] = [];
  let after: string | null = null;
  do {
    const { names, next, rest } = turn(after);
    told.push(`[${names.join(" ")}] ${next === null ? "" : `next ${next} `}${rest}`);
    after = next;
  } while (after !== null && told.length < mostPages);
  return told.join(" | ");
}

function refusalOf(work: () => void): EngineError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let place = 0; place < left.length; place++) if (left[place] !== right[place]) return false;
  return true;
}

function count(tally: Tally, what: string): void {
  tally.seen.set(what, (tally.seen.get(what) ?? 0) + 1);
}

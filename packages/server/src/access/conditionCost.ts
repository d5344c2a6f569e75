import { parse } from "@bufbuild/cel";

type Expr = ReturnType<typeof parse>["expr"];

/** Steps that one evaluation takes at most; half a microsecond each, one millisecond together. Room for a comparison of each entry of a list from outside. */
const MOST_STEPS = 2_000;
/** Steps of a condition that counts as one where the engine bounds how many a question evaluates: far more than plain ones take. */
const STEPS_OF_ONE = 125;
/** Entries of a list from outside at most (questions/schemas.ts). */
const LONGEST_LIST = 100;
/** What is asked of, whole: 8 kB of lists of the shortest entries. New grants read its fields only (conditionFields.ts). */
const LENGTH_OF_ALL = 40;
/** Characters of a text from outside at most (questions/schemas.ts): lengths are counted in these. */
const LONGEST_TEXT = 1_024;

/** A part that does next to nothing: a constant, a name that a macro binds, `&&`. */
const STEPS_OF_A_PART = 0.4;
/** What each call takes besides: it may fail, and the error is made and carried on. Measured, without its stack (conditions.ts). */
const STEPS_OF_A_FAILURE = 1;
/** Reading a field. */
const STEPS_OF_A_FIELD = 2;
/** What calling a function takes for each 1,024 characters, or the list, that it is given. Measured. */
const STEPS_BY_LENGTH: Readonly<Record<string, number>> = {
  contains: 8,
  startsWith: 2,
  endsWith: 2,
  size: 14,
  "@in": 18,
  "_+_": 4,
  "_==_": 3,
  "_!=_": 3,
  "_<_": 3,
  "_<=_": 3,
  "_>_": 3,
  "_>=_": 3,
  bytes: 6,
  string: 3,
  timestamp: 4,
  duration: 4,
};
/** Calendars and time zones: `getHours` and the like. */
const STEPS_OF_A_CALENDAR = 125;
/** What gives a text or a list that is as long as what it is given; whatever else is called gives something short. */
const KEEPS_LENGTH: ReadonlySet<string> = new Set(["_+_", "string", "bytes", "dyn", "_[_]", "_?_:_"]);

/**
 * Asked when one is written, not when it is read: what stands in the database was right in its time.
 * @throws if an evaluation may take more than {@link MOST_STEPS}
 */
export function requireBoundedCost(text: string): void {
  if (weigh(parse(text).expr, new Map()).steps > MOST_STEPS)
    throw new Error(
      `a condition may take ${MOST_STEPS} steps at most: a macro takes those of its body for each entry, functions of texts and times take some`,
    );
}

/** As how many conditions an expression counts where the engine bounds how many a question evaluates: one, if it is a plain one. */
export const costOf = (expr: Expr): number => Math.max(1, Math.ceil(weigh(expr, new Map()).steps / STEPS_OF_ONE));

/** What evaluating a part takes at most, and how long at most what it gives is, in texts of 1,024 characters. */
interface Weight {
  steps: number;
  length: number;
}

const NOTHING: Weight = { steps: 0, length: 0 };

/** @param bound the lengths of what macros bind */
function weigh(expr: Expr | undefined, bound: ReadonlyMap<string, number>): Weight {
  if (expr === undefined) return NOTHING;
  const { case: kind, value } = expr.exprKind;
  switch (kind) {
    case "constExpr": {
      const { value: constant } = value.constantKind;
      const characters = typeof constant === "string" || constant instanceof Uint8Array ? constant.length : 0;
      return { steps: STEPS_OF_A_PART, length: characters / LONGEST_TEXT };
    }
    case "identExpr":
      return { steps: STEPS_OF_A_PART, length: bound.get(value.name) ?? LENGTH_OF_ALL };
    case "selectExpr":
      return fieldOf(isRoot(value.operand, bound) ? NOTHING : weigh(value.operand, bound));
    case "callExpr":
      return weightOfCall(value.function, together([value.target, ...value.args], bound));
    case "listExpr":
      return asLongAs(value.elements.length, withOwn(together(value.elements, bound)));
    case "structExpr": {
      const parts = value.entries.flatMap(({ keyKind, value: entry }) =>
        keyKind.case === "mapKey" ? [keyKind.value, entry] : [entry],
      );
      return asLongAs(parts.length, withOwn(together(parts, bound)));
    }
    case "comprehensionExpr": {
      const range = weigh(value.iterRange, bound);
      const begun = weigh(value.accuInit, bound);
      const entries = entriesOf(value.iterRange);
      // What it gathers is counted once it is there: an entry adds what its body gives.
      const inside = new Map(bound).set(value.iterVar, range.length).set(value.accuVar, 0);
      if (value.iterVar2) inside.set(value.iterVar2, range.length);
      const [step, condition] = [weigh(value.loopStep, inside), weigh(value.loopCondition, inside)];
      const gathered = begun.length + entries * step.length;
      const result = weigh(value.result, new Map(bound).set(value.accuVar, gathered));
      const steps = range.steps + begun.steps + result.steps + entries * (step.steps + condition.steps);
      return withOwn({ steps, length: Math.max(gathered, result.length) });
    }
    default:
      return { steps: STEPS_OF_A_PART, length: 1 };
  }
}

const isRoot = (expr: Expr | undefined, bound: ReadonlyMap<string, number>): boolean =>
  expr?.exprKind.case === "identExpr" && !bound.has(expr.exprKind.value.name);

const fieldOf = ({ steps, length }: Weight): Weight => ({
  steps: STEPS_OF_A_FIELD + steps,
  length: Math.max(1, length),
});

/** A written list or map of short entries takes as long as one from outside of as many. */
const asLongAs = (entries: number, { steps, length }: Weight): Weight => ({
  steps,
  length: Math.max(length, entries / LONGEST_LIST),
});

const withOwn = ({ steps, length }: Weight): Weight => ({ steps: steps + STEPS_OF_A_PART, length });

function together(parts: readonly (Expr | undefined)[], bound: ReadonlyMap<string, number>): Weight {
  let [steps, length] = [0, 0];
  for (const part of parts) {
    const weight = weigh(part, bound);
    steps += weight.steps;
    length += weight.length;
  }
  return { steps, length };
}

function weightOfCall(name: string, given: Weight): Weight {
  const byLength = (STEPS_BY_LENGTH[name] ?? 0) * Math.max(1, given.length);
  const own = name.startsWith("get") ? STEPS_OF_A_CALENDAR : byLength;
  return {
    steps: given.steps + STEPS_OF_A_PART + STEPS_OF_A_FAILURE + own,
    length: KEEPS_LENGTH.has(name) ? given.length : 0,
  };
}

/** How many entries the list of a macro has: a written one as many as stand there, one that is put together those of its parts. */
function entriesOf(range: Expr | undefined): number {
  if (range === undefined) return LONGEST_LIST;
  const { case: kind, value } = range.exprKind;
  if (kind === "listExpr") return value.elements.length;
  if (kind === "structExpr") return value.entries.length;
  if (kind === "comprehensionExpr") return entriesOf(value.iterRange);
  if (kind === "callExpr" && value.function === "_?_:_") return Math.max(...value.args.slice(1).map(entriesOf));
  if (kind === "callExpr" && value.function === "_+_")
    return value.args.map(entriesOf).reduce((sum, count) => sum + count, 0);
  // What is taken out of another one may be any of what lies in that.
  return Math.max(LONGEST_LIST, allEntriesIn(range));
}

/** All entries that stand anywhere in it, and those of every list from outside: no list that comes out of it is longer. */
function allEntriesIn(expr: Expr | undefined): number {
  if (expr === undefined) return 0;
  const { case: kind, value } = expr.exprKind;
  const sum = (parts: readonly (Expr | undefined)[]) => parts.reduce((all, part) => all + allEntriesIn(part), 0);
  switch (kind) {
    case "identExpr":
      return LONGEST_LIST;
    case "selectExpr":
      return Math.max(LONGEST_LIST, allEntriesIn(value.operand));
    case "callExpr":
      return sum([value.target, ...value.args]);
    case "listExpr":
      return value.elements.length + sum(value.elements);
    case "structExpr":
      return (
        value.entries.length +
        sum(
          value.entries.flatMap(({ keyKind, value: entry }) => [
            keyKind.case === "mapKey" ? keyKind.value : undefined,
            entry,
          ]),
        )
      );
    case "comprehensionExpr":
      return sum([value.iterRange, value.accuInit, value.loopStep, value.result]);
    default:
      return 0;
  }
}

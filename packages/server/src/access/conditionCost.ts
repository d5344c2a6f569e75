import { parse } from "@bufbuild/cel";

/** Steps that one evaluation takes at most; half a microsecond each, one millisecond together. Room for a comparison of each entry of a list from outside. */
const MOST_STEPS = 2_000;
/** Steps of a condition that counts as one where the engine bounds how many a question evaluates: far more than plain ones take. */
const STEPS_OF_ONE = 100;
/** Entries of a list from outside at most (questions/schemas.ts). */
const LONGEST_LIST = 100;

/** A part that does next to nothing: a constant, a name that a macro binds, `&&`. */
const STEPS_OF_A_PART = 0.4;
/** Reading a field. */
const STEPS_OF_A_FIELD = 2;
/** What calling a function takes besides its parts: measured on the longest text and list that come from outside. */
const STEPS_OF_CALLS: Readonly<Record<string, number>> = {
  contains: 8,
  startsWith: 2,
  endsWith: 2,
  size: 14,
  "@in": 18,
  // What works on the text that it makes takes that much longer.
  "_+_": 14,
  "_==_": 3,
  "_!=_": 3,
  bytes: 6,
  string: 1,
  timestamp: 4,
  duration: 4,
};
/** Calendars and time zones: `getHours` and the like. */
const STEPS_OF_A_CALENDAR = 125;

/**
 * Asked when one is written, not when it is read: what stands in the database was right in its time.
 * @throws if an evaluation may take more than {@link MOST_STEPS}
 */
export function requireBoundedCost(text: string): void {
  if (stepsOf(parse(text).expr) > MOST_STEPS)
    throw new Error(
      `a condition may take ${MOST_STEPS} steps at most: a macro takes those of its body for each entry, functions of texts and times take some`,
    );
}

/** As how many conditions an expression counts where the engine bounds how many a question evaluates: one, if it is a plain one. */
export const costOf = (expr: unknown): number => Math.max(1, Math.ceil(stepsOf(expr) / STEPS_OF_ONE));

/** Steps at most: those of each part of the expression; those in the body of a macro once for each entry of its list. */
function stepsOf(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  if ("case" in node && node.case === "comprehensionExpr" && "value" in node) {
    const { loopStep, loopCondition, ...rest } = node.value as Record<string, unknown>;
    return stepsOf(rest) + entriesOf(rest.iterRange) * (stepsOf(loopStep) + stepsOf(loopCondition));
  }
  const own =
    ("exprKind" in node ? stepsOfPart(node.exprKind) : 0) + ("function" in node ? stepsOfCall(node.function) : 0);
  return Object.values(node).reduce((sum: number, part) => sum + stepsOf(part), own);
}

const stepsOfPart = (kind: unknown): number =>
  typeof kind === "object" && kind !== null && "case" in kind && kind.case === "selectExpr"
    ? STEPS_OF_A_FIELD
    : STEPS_OF_A_PART;

const stepsOfCall = (name: unknown): number =>
  String(name).startsWith("get") ? STEPS_OF_A_CALENDAR : (STEPS_OF_CALLS[String(name)] ?? 0);

/** How many entries the list of a macro has: a written one as many as stand there. */
function entriesOf(range: unknown): number {
  if (typeof range !== "object" || range === null || !("exprKind" in range)) return LONGEST_LIST;
  const { case: kind, value } = range.exprKind as { case?: string; value?: { elements?: unknown[] } };
  return kind === "listExpr" ? (value?.elements?.length ?? LONGEST_LIST) : LONGEST_LIST;
}

import { parse } from "@bufbuild/cel";

type Expr = ReturnType<typeof parse>["expr"];

/** Far below what the parser has room for, wherever it is called from: what was written once must be read at every start. */
const DEEPEST = 64;
const TOO_DEEP = `it nests too deep: at most ${DEEPEST} brackets in each other`;

/**
 * What a condition is by its very form: no deeper than {@link DEEPEST}, and something that can be true or false. Asked when one is written:
 * what stands in the database was right in its time.
 * @throws if it is not
 */
export function requireConditionForm(text: string): void {
  if (bracketDepth(text) > DEEPEST) throw new Error(TOO_DEEP);
  let expr: Expr;
  try {
    expr = parse(text).expr;
  } catch (error) {
    if (error instanceof RangeError) throw new Error(TOO_DEEP, { cause: error });
    throw error;
  }
  if (!canBeBoolean(expr)) throw new Error("it must say true or false, like `context.hour < 18`");
}

/** Brackets in texts do not count, of whichever quotes. */
function bracketDepth(text: string): number {
  const bare = text.replaceAll(/"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, "");
  let depth = 0;
  let deepest = 0;
  for (const sign of bare) {
    if ("([{".includes(sign)) deepest = Math.max(deepest, ++depth);
    else if (")]}".includes(sign)) depth--;
  }
  return deepest;
}

const ROOTS: ReadonlySet<string> = new Set(["subject", "resource", "action", "context"]);
const LOGIC: ReadonlySet<string> = new Set(["_&&_", "_||_", "!_"]);
const NEVER_BOOLEAN: ReadonlySet<string> = new Set(
  "_+_ _-_ _*_ _/_ _%_ -_ size int uint double string bytes timestamp duration type".split(" "),
);

/** False only where every value of it is something else. */
function canBeBoolean(expr: Expr | undefined): boolean {
  if (expr === undefined) return true;
  const { case: kind, value } = expr.exprKind;
  switch (kind) {
    case "constExpr":
      return value.constantKind.case === "boolValue";
    case "listExpr":
    case "structExpr":
      return false;
    case "identExpr":
      return !ROOTS.has(value.name);
    case "callExpr":
      if (LOGIC.has(value.function)) return value.args.every(canBeBoolean);
      if (value.function === "_?_:_") return value.args.every(canBeBoolean);
      return !NEVER_BOOLEAN.has(value.function);
    case "comprehensionExpr":
      // `map` and `filter` gather a list.
      return value.accuInit?.exprKind.case !== "listExpr";
    default:
      return true;
  }
}

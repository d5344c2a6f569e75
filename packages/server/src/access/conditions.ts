import { type CelInput, celEnv, parse, plan } from "@bufbuild/cel";
import type { ConditionEvaluator, ConditionInput } from "@gatehouse/engine";
import { costOf } from "./conditionCost.ts";

const environment = celEnv();

/**
 * Conditions are CEL (docs/model.md, "Grants"), over `subject`, `resource`, `action` and `context`. Their cost is bounded: 4 kB of text
 * (the engine sees to that), no macro (`all`, `exists`, `map` …) inside another, at most 2,000 steps (conditionCost.ts), no
 * patterns, and few and short fields (questions/schemas.ts).
 * @returns true, false, or undefined where the condition cannot be evaluated: a missing field, a wrong type, a result that is no boolean
 * @throws if the text is not such a condition
 */
export function compileCondition(text: string): ConditionEvaluator {
  const parsed = parse(text);
  if (macroDepth(parsed.expr) > 1)
    throw new Error("a condition may not use a macro inside another (`all`, `exists`, `map` …)");
  if (calls(parsed.expr, "matches"))
    throw new Error("a condition may not use `matches`: the cost of a pattern has no bound");
  const unknown = namesIn(parsed.expr).find((name) => !ROOTS.has(name));
  if (unknown !== undefined) throw new Error(`there is no \`${unknown}\`; a condition reads ${[...ROOTS].join(", ")}`);
  const run = plan(environment, parsed);
  const evaluate = (input: ConditionInput) => {
    const { stackTraceLimit } = Error;
    try {
      // CEL makes an error of each part that cannot be evaluated and may go on all the same; its stack would cost ten times the rest.
      Error.stackTraceLimit = 0;
      // Plain JSON is what CEL takes; the types of the library know it as messages and scalars only.
      const result = run(input as unknown as Record<string, CelInput>);
      return typeof result === "boolean" ? result : undefined;
    } catch {
      return undefined;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  return Object.assign(evaluate, { cost: costOf(parsed.expr) });
}

const ROOTS: ReadonlySet<string> = new Set(["subject", "resource", "action", "context"]);

/** The names that an expression reads from outside; those that its macros bind are left out. */
function namesIn(node: unknown, bound: readonly string[] = []): string[] {
  if (typeof node !== "object" || node === null) return [];
  if ("case" in node && "value" in node) {
    const { value } = node;
    if (node.case === "identExpr" && typeof value === "object" && value !== null && "name" in value)
      return bound.includes(String(value.name)) ? [] : [String(value.name)];
    if (node.case === "comprehensionExpr" && typeof value === "object" && value !== null) {
      const binds = ["iterVar", "iterVar2", "accuVar"].flatMap((key) =>
        key in value ? [String(Reflect.get(value, key))] : [],
      );
      return Object.values(value).flatMap((part) => namesIn(part, [...bound, ...binds]));
    }
  }
  return Object.values(node).flatMap((part) => namesIn(part, bound));
}

function calls(node: unknown, name: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  if ("function" in node && node.function === name) return true;
  return Object.values(node).some((part) => calls(part, name));
}

/** How deep comprehensions, which macros become, lie in each other. */
function macroDepth(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  const own = "case" in node && node.case === "comprehensionExpr" ? 1 : 0;
  let deepest = 0;
  for (const part of Object.values(node)) deepest = Math.max(deepest, macroDepth(part));
  return own + deepest;
}

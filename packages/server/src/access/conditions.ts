import { type CelInput, celEnv, parse, plan } from "@bufbuild/cel";
import type { ConditionInput } from "@gatehouse/engine";

const environment = celEnv();

/**
 * Conditions are CEL (docs/model.md, "Grants"), over `subject`, `resource`, `action` and `context`. Their cost is bounded: 4 kB of text
 * (the engine sees to that), and no macro (`all`, `exists`, `map` …) inside another.
 * @returns true, false, or undefined where the condition cannot be evaluated: a missing field, a wrong type, a result that is no boolean
 * @throws if the text is not such a condition
 */
export function compileCondition(text: string): (input: ConditionInput) => boolean | undefined {
  const parsed = parse(text);
  if (macroDepth(parsed) > 1)
    throw new Error("a condition may not use a macro inside another (`all`, `exists`, `map` …)");
  const run = plan(environment, parsed);
  return (input) => {
    try {
      // Plain JSON is what CEL takes; the types of the library know it as messages and scalars only.
      const result = run(input as unknown as Record<string, CelInput>);
      return typeof result === "boolean" ? result : undefined;
    } catch {
      return undefined;
    }
  };
}

/** How deep comprehensions, which macros become, lie in each other. */
function macroDepth(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  const own = "case" in node && node.case === "comprehensionExpr" ? 1 : 0;
  let deepest = 0;
  for (const part of Object.values(node)) deepest = Math.max(deepest, macroDepth(part));
  return own + deepest;
}

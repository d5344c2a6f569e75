import type { ConditionCompiler, ConditionInput } from "../src/types.ts";

/** The conditions of random worlds; the engine gets its evaluator injected, and this one is small enough to be read. */
export const someConditions = [
  'context.dept == "x"',
  'subject.kind == "user"',
  'action == "use"',
  'action == "view"',
  'resource.type == "project"',
  'resource.owner == "user:ada"',
  'resource.id == "file:a"',
  'subject.id == "user:ben"',
  "fails",
] as const;

/** Texts like `context.dept == "x"`; a field that is not there, and the text `fails`, cannot be evaluated. */
export const compileCondition: ConditionCompiler = (text) => {
  if (text === "fails") return () => undefined;
  const found = /^(context|subject|resource)\.(\w+) == "([^"]*)"$|^(action) == "([^"]*)"$/.exec(text);
  if (!found) throw new SyntaxError(`not a condition: ${text}`);
  const [, root, field = "", expected, action, expectedAction] = found;
  if (action) return (input) => input.action === expectedAction;
  return (input) => {
    const value = fieldsOf(input, root)[field];
    return value === undefined ? undefined : value === expected;
  };
};

function fieldsOf(input: ConditionInput, root: string | undefined): Readonly<Record<string, unknown>> {
  if (root === "context") return input.context;
  return root === "subject" ? { ...input.subject } : { ...input.resource };
}

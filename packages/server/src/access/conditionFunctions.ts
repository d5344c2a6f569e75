import { celEnv, parse } from "@bufbuild/cel";

/** `matches` is there and refused (conditions.ts). */
const functions = [...celEnv().funcs].filter(({ name }) => /^[a-z]/i.test(name) && name !== "matches");

/**
 * A function that there is not would make a condition that is never evaluated: an allow that never allows, and a deny that has no end.
 * Asked when one is written: what stands in the database was right in its time.
 * @throws if it calls one that there is not, or with a wrong number of arguments
 */
export function requireKnownFunctions(text: string): void {
  for (const { name, isMethod, args } of callsIn(parse(text).expr)) {
    const named = functions.filter((one) => one.name === name && (one.target !== undefined) === isMethod);
    const written = isMethod ? `….${name}()` : `${name}()`;
    if (named.length === 0) throw new Error(`there is no \`${written}\`; there are ${there(isMethod)}`);
    if (!named.some((one) => one.arguments.length === args))
      throw new Error(`\`${written}\` does not take ${args} ${args === 1 ? "argument" : "arguments"}`);
  }
}

function there(isMethod: boolean): string {
  const names = functions.filter(({ target }) => (target !== undefined) === isMethod).map(({ name }) => name);
  return [...new Set(names)].sort().join(", ");
}

interface Call {
  name: string;
  isMethod: boolean;
  args: number;
}

/** Operators are calls, too, by names like `_+_`. */
function* callsIn(node: unknown): Generator<Call> {
  if (typeof node !== "object" || node === null) return;
  if ("function" in node && "args" in node && Array.isArray(node.args)) {
    const name = String(node.function);
    const isMethod = "target" in node && node.target !== undefined;
    if (/^[a-z]/i.test(name)) yield { name, isMethod, args: node.args.length };
  }
  for (const part of Object.values(node)) yield* callsIn(part);
}

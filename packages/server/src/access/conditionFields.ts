import { parse } from "@bufbuild/cel";
import type { TypeDefinition } from "@gatehouse/engine";

type Expr = ReturnType<typeof parse>["expr"];

/** What a condition reads: `context.network`; null for the whole of it, or for a field whose name is worked out. */
interface Read {
  root: string;
  field: string | null;
}

/**
 * A condition reads the fields that the type of its grant's resource declares, each by its name (docs/model.md, "Grants"). Asked when one is
 * written: what stands in the database was right in its time.
 * @throws if it reads another one
 */
export function requireDeclaredFields(text: string, type: TypeDefinition): void {
  const declared: Readonly<Record<string, readonly string[]>> = {
    subject: ["id", "kind"],
    resource: ["id", "type", "owner"],
    context: Object.keys(type.contextFields ?? {}),
  };
  for (const { root, field } of readsOf(parse(text).expr, declared, [])) {
    const known = declared[root] ?? [];
    if (field !== null && known.includes(field)) continue;
    const names = known.map((name) => `${root}.${name}`).join(", ");
    if (field === null) throw new Error(`\`${root}\` is read by name only: ${names || "there is no field to read"}`);
    const there = names || `\`${type.name}\` declares none`;
    throw new Error(`\`${root}.${field}\` is not a field for conditions on a \`${type.name}\`; there are: ${there}`);
  }
}

function* readsOf(expr: Expr | undefined, roots: object, bound: readonly string[]): Generator<Read> {
  if (expr === undefined) return;
  const rootOf = (operand: Expr | undefined): string | undefined => {
    if (operand?.exprKind.case !== "identExpr") return undefined;
    const { name } = operand.exprKind.value;
    return Object.hasOwn(roots, name) && !bound.includes(name) ? name : undefined;
  };
  const own = rootOf(expr);
  if (own !== undefined) yield { root: own, field: null };
  const { case: kind, value } = expr.exprKind;
  if (kind === "selectExpr") {
    const root = rootOf(value.operand);
    if (root !== undefined) yield { root, field: value.field };
    else yield* readsOf(value.operand, roots, bound);
  } else if (kind === "callExpr") {
    const root = value.function === "_[_]" ? rootOf(value.args[0]) : undefined;
    const name = root === undefined ? undefined : textOf(value.args[1]);
    if (root !== undefined && name !== undefined) yield { root, field: name };
    else for (const part of [value.target, ...value.args]) yield* readsOf(part, roots, bound);
  } else if (kind === "listExpr") {
    for (const element of value.elements) yield* readsOf(element, roots, bound);
  } else if (kind === "structExpr") {
    for (const { keyKind, value: entry } of value.entries) {
      if (keyKind.case === "mapKey") yield* readsOf(keyKind.value, roots, bound);
      yield* readsOf(entry, roots, bound);
    }
  } else if (kind === "comprehensionExpr") {
    // What a macro goes over is read outside of it; the names that it binds hold inside.
    for (const part of [value.iterRange, value.accuInit]) yield* readsOf(part, roots, bound);
    const inside = [...bound, value.iterVar, value.iterVar2, value.accuVar];
    for (const part of [value.loopCondition, value.loopStep, value.result]) yield* readsOf(part, roots, inside);
  }
}

/** A name that stands there as a text. */
function textOf(expr: Expr | undefined): string | undefined {
  if (expr?.exprKind.case !== "constExpr") return undefined;
  const { constantKind } = expr.exprKind.value;
  return constantKind.case === "stringValue" ? constantKind.value : undefined;
}

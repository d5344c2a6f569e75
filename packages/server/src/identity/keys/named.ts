import type { OrganizationAccess } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { KeyScope } from "./scope.ts";

const types = { models: "model", agents: "agent" } as const;

/**
 * What a scope names is there, for its account or for whoever names it: a key for what is misspelt would open nothing, and nobody would hear why. What is
 * there for neither is told as what is not there. Endpoints may come later.
 * @param before what the key named already may have gone meanwhile
 * @throws {Problem} `request-invalid`
 */
export function requireNamed(
  access: OrganizationAccess,
  actor: Actor,
  account: string,
  scope: KeyScope,
  before?: KeyScope,
): void {
  for (const field of ["models", "agents"] as const) {
    const known = idsOf(before?.[field]);
    const isThere = (id: string) => known.includes(id) || isFor(access, actor, account, `${types[field]}:${id}`);
    const missing = idsOf(scope[field]).find((id) => !isThere(id));
    if (missing === undefined) continue;
    const path = `scope.${field}`;
    const message = `there is no ${types[field]} \`${missing}\`, or it is not for this account`;
    throw problem("request-invalid", { detail: `\`${path}\`: ${message}`, extra: { errors: [{ path, message }] } });
  }
}

function isFor(access: OrganizationAccess, actor: Actor, account: string, thing: string): boolean {
  const { engine } = access;
  if (isOperator(actor)) return engine.describe(thing) !== undefined;
  // What stops it now may end.
  return engine.check(account, "use", thing, { given: true }).allowed || access.may(actor, "use", thing);
}

const idsOf = (which: KeyScope["models"] | undefined): readonly string[] => (Array.isArray(which) ? which : []);

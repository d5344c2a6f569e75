import type { TypeDefinition } from "@gatehouse/engine";
import { problem } from "../../http/problem.ts";

/** An access role or single actions, and what is denied, as somebody writes them. */
interface WrittenActions {
  role?: string | undefined;
  allow?: readonly string[] | undefined;
  deny?: readonly string[] | undefined;
}

/**
 * As the engine wants them, each once.
 * @throws {Problem} `request-invalid` for what the type does not have, both a role and actions, or nothing at all
 */
export function givenActions(type: TypeDefinition, wish: WrittenActions): { allow: string[]; deny: string[] } {
  if (wish.role !== undefined && wish.allow !== undefined)
    throw problem("request-invalid", { detail: "give either `role` or `allow`, not both" });
  const allow =
    wish.role === undefined ? (wish.allow ?? []) : Object.hasOwn(type.roles, wish.role) && type.roles[wish.role];
  if (!allow)
    throw problem("request-invalid", {
      detail: `\`${wish.role}\` is not an access role of \`${type.name}\`; there are ${Object.keys(type.roles).join(", ")}`,
    });
  const unknown = [...allow, ...(wish.deny ?? [])].find((action) => !Object.hasOwn(type.actions, action));
  if (unknown !== undefined)
    throw problem("request-invalid", {
      detail: `\`${unknown}\` is not an action of \`${type.name}\`; there are ${Object.keys(type.actions).join(", ")}`,
    });
  if (allow.length === 0 && (wish.deny ?? []).length === 0)
    throw problem("request-invalid", { detail: "a grant allows or denies at least one action" });
  return { allow: [...new Set(allow)], deny: [...new Set(wish.deny ?? [])] };
}

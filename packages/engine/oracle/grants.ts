import fc from "fast-check";
import type { Grant } from "../src/types.ts";
import { someConditions } from "./conditions.ts";
import { typeOf } from "./facts.ts";
import * as a from "./names.ts";

const aGrantee = fc.oneof(
  { weight: 6, arbitrary: a.anAccount },
  { weight: 6, arbitrary: a.aGroup },
  { weight: 3, arbitrary: a.aRole },
  { weight: 4, arbitrary: fc.constant("everyone") },
);
const aCondition = fc.oneof(
  { weight: 14, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constantFrom(...someConditions) },
);

/** The same id for the same principal and resource, or one of a few more: grants are replaced, add up, and sometimes clash. */
export const grantId = (principal: string, resource: string, further: number): number => {
  let sum = 0;
  for (const letter of principal + resource) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return 1 + sum + further * 10_000;
};

export const aGrant: fc.Arbitrary<Grant> = fc
  .record({
    principal: aGrantee,
    resource: a.aResource,
    allows: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }),
    denies: fc.oneof(
      { weight: 7, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.nat(999), { minLength: 1, maxLength: 2 }) },
    ),
    expiresAt: a.anEnd,
    condition: aCondition,
    further: fc.constantFrom(0, 0, 0, 1, 2),
    misfit: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ principal, resource, allows, denies, expiresAt, condition, further, misfit }) => {
    const actions = (picks: readonly number[]) => [...new Set(picks.map((pick) => a.actionOf(typeOf(resource), pick)))];
    const allow = misfit === 0 ? [] : misfit === 1 ? ["fly"] : misfit === 2 ? ["hide"] : actions(allows);
    const text = misfit === 3 ? "not a condition" : misfit === 4 ? `action == "${"ü".repeat(2100)}"` : condition;
    const id = misfit === 5 ? 0 : misfit === 6 ? 17 : grantId(principal, resource, further);
    return { id, principal, resource, allow, deny: actions(denies), expiresAt, condition: text };
  });

/** Mostly right ones: `view` to a user on a sealed thing. */
export const aGlass: fc.Arbitrary<Grant> = fc
  .record({
    principal: fc.oneof({ weight: 3, arbitrary: fc.constant("user:ada") }, { weight: 3, arbitrary: a.anAccount }),
    resource: fc.oneof(
      { weight: 5, arbitrary: a.aResourceOf("conversation") },
      { weight: 3, arbitrary: a.aResourceOf("file") },
      { weight: 1, arbitrary: a.aResource },
    ),
    expiresAt: a.anEnd,
    condition: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: aCondition }),
    allow: fc.constantFrom(["view"], ["view"], ["view"], ["view"], ["view", "update"], []),
    deny: fc.constantFrom<string[][]>([], [], [], [], [], ["view"]),
  })
  .map((it) => ({ ...it, id: grantId(it.principal, it.resource, 7), glass: true }));

/** For visitors: links to `anyone`. Elsewhere `anyone` reaches nobody by an allow. */
export const aPublicLink: fc.Arbitrary<Grant> = fc
  .record({
    principal: fc.oneof(
      { weight: 5, arbitrary: fc.constant("anyone") },
      { weight: 1, arbitrary: fc.constant("everyone") },
    ),
    resource: a.aResourceOf("sharedLink"),
    expiresAt: a.anEnd,
    condition: aCondition,
    allow: fc.constantFrom(["view"], ["view"], ["view", "update"]),
    deny: fc.constantFrom<string[][]>([], [], [], ["view"]),
  })
  .map((it) => ({ ...it, id: grantId(it.principal, it.resource, 3) }));

/** Denies alone. */
export const aDeny = aGrant.map((grant) => ({ ...grant, id: grant.id + 50_000, allow: [], deny: grant.allow }));

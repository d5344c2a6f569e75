import fc from "fast-check";
import type { Change } from "../src/types.ts";
import { typeOf } from "./facts.ts";
import * as a from "./names.ts";

export const status = fc.constantFrom(
  "active" as const,
  "active" as const,
  "active" as const,
  "unverified" as const,
  "deactivated" as const,
);
const mostlyActive = fc.constantFrom(
  ...Array<"active">(30).fill("active"),
  "unverified" as const,
  "deactivated" as const,
);
export const state = fc.constantFrom(...Array<"active">(14).fill("active"), "hidden" as const);
export const aPrimaryRole = fc.constantFrom(
  ...Array<string>(8).fill("role:USER"),
  ...["role:MODERATOR", "role:ADMIN", "role:SUPER_ADMIN", "role:Writer", "role:Writer", "role:Auditor"],
);

export const userAdded = (user: string): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constant("user-added" as const),
    user: fc.constant(user),
    role: aPrimaryRole,
    status: mostlyActive,
  });
export const serviceAdded = (service: string): fc.Arbitrary<Change> =>
  fc.record({ kind: fc.constant("service-added" as const), service: fc.constant(service), status: mostlyActive });

export function resourceAdded(resource: string): fc.Arbitrary<Change> {
  const plain = {
    kind: fc.constant("resource-added" as const),
    resource: fc.constant(resource),
    owner: a.anOwner,
    state,
  };
  if (typeOf(resource) !== "sharedLink") return fc.record(plain);
  const link = fc.record({ conversation: a.aResourceOf("conversation"), live: fc.boolean(), maker: a.anAttacher });
  return fc.record({ ...plain, link }, { requiredKeys: ["kind", "resource", "owner", "state"] });
}

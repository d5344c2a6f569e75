import { describe, expect, test } from "vitest";
import { createEngine } from "./index.ts";

describe("the principal set of a subject", () => {
  const engine = createEngine();
  const group = (id: string) =>
    ({ kind: "resource-added", resource: `group:${id}`, owner: "organization", state: "active" }) as const;
  engine.apply([
    { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
    { kind: "role-set", role: "role:USER", rank: 10 },
    { kind: "role-set", role: "role:EDITORS", rank: 10 },
    { kind: "user-added", user: "user:ada", role: "role:SUPER_ADMIN", status: "active" },
    { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
    { kind: "service-added", service: "service:crm", status: "active" },
    ...["inner", "outer", "former"].map(group),
    { kind: "membership-set", member: "user:ben", group: "group:inner", expiresAt: null },
    { kind: "membership-set", member: "group:inner", group: "group:outer", expiresAt: null },
    { kind: "membership-set", member: "user:ben", group: "group:former", expiresAt: 1_000 },
    { kind: "role-given", holder: "group:outer", role: "role:EDITORS", expiresAt: null },
  ]);

  test.each([
    ["user:ben", ["anyone", "everyone", "group:inner", "group:outer", "role:EDITORS", "role:USER", "user:ben"]],
    ["service:crm", ["anyone", "service:crm"]],
    ["visitor", ["anyone"]],
    ["user:nobody", []],
  ])("%s", (subject, principals) => expect(engine.principalSet(subject, 2_000)).toEqual(principals));

  test("holds a membership until it ends", () =>
    expect(engine.principalSet("user:ben", 999)).toContain("group:former"));
});

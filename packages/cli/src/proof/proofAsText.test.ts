import { createEngine } from "@gatehouse/engine";
import { describe, expect, test } from "vitest";
import { type Explained, proofAsText } from "./proofAsText.ts";

const engine = createEngine();
engine.apply([
  { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
  { kind: "role-set", role: "role:USER", rank: 10 },
  { kind: "feature-set", role: "role:USER", feature: "AGENTS.USE", on: true },
  { kind: "user-added", user: "user:ada", role: "role:SUPER_ADMIN", status: "active" },
  { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
  { kind: "resource-added", resource: "group:g", owner: "organization", state: "active" },
  { kind: "membership-set", member: "user:ben", group: "group:g", expiresAt: Date.parse("2999-01-01") },
  { kind: "resource-added", resource: "agent:a", owner: "user:ada", state: "active" },
  {
    kind: "grant-set",
    grant: {
      id: 7,
      principal: "group:g",
      resource: "agent:a",
      allow: ["use"],
      deny: [],
      expiresAt: null,
      condition: null,
    },
  },
  {
    kind: "grant-set",
    grant: {
      id: 8,
      principal: "user:ben",
      resource: "agent:a",
      allow: ["update"],
      deny: ["execute"],
      expiresAt: null,
      condition: null,
    },
  },
]);

/** As the API tells it. */
function explained(subject: string, action: string, resource?: string): Explained {
  const { until, ...told } = engine.explain(subject, action, resource);
  const names = { "user:ben": "Ben", "group:g": "Platform", "role:USER": "USER" };
  return { ...told, until: until === null ? null : new Date(until).toISOString(), names };
}

describe("an explanation for people", () => {
  test("of a yes: one line a step, names beside ids, and when it ends", () => {
    expect(proofAsText(explained("user:ben", "use", "agent:a"))).toBe(
      [
        "yes: Ben (user:ben) may use agent:a: it was shared with them (step 7, revision 1)",
        "  because Ben (user:ben) is in Platform (group:g), until 2999-01-01T00:00:00.000Z",
        "  because Platform (group:g) was given access to agent:a by grant 7",
        "This changes at 2999-01-01T00:00:00.000Z if nothing is written.",
      ].join("\n"),
    );
  });

  test("of a denial: the deny, and what would turn it", () => {
    const lines = proofAsText(explained("user:ben", "execute", "agent:a")).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "no: Ben (user:ben) may not execute agent:a: it is denied (step 6, revision 1)",
      "  denied by grant 8 on agent:a",
      "    because Ben (user:ben) is denied to agent:a by grant 8",
      "What would turn it, any one of:",
    ]);
    expect(lines.length).toBeGreaterThan(4);
  });

  test("of a feature", () => {
    expect(proofAsText(explained("user:ben", "AGENTS.USE"))).toContain(
      "yes: Ben (user:ben) has AGENTS.USE: a role of theirs has the feature",
    );
  });

  test("every remedy is said in words", () => {
    for (const action of [
      "use",
      "execute",
      "update",
      "delete",
      "share",
      "AGENTS.SHARE",
      "manage:users",
      "PROMPTS.USE",
    ]) {
      const resource = action.includes(".") || action.includes(":") ? undefined : "agent:a";
      const text = proofAsText(explained("user:ben", action, resource));
      expect(text).not.toMatch(/- [a-z]+-(set|given|removed|added|lifted)\b/);
    }
  });
});

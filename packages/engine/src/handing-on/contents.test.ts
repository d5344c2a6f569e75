import { describe, expect, test } from "vitest";
import { createEngine } from "../index.ts";
import type { Change } from "../types.ts";

const owned = (resource: string): Change => ({ kind: "resource-added", resource, owner: "user:ada", state: "active" });
const under = (resource: string, parent: string): Change => ({ kind: "parent-added", resource, parent });

describe("the things of one type below a resource", () => {
  const engine = createEngine();
  engine.apply(
    [
      { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
      { kind: "user-added", user: "user:ada", role: "role:SUPER_ADMIN", status: "active" },
      ...["project:a", "project:b", "project:c", "agent:1", "agent:2", "agent:3", "prompt:p", "file:f"].map(owned),
      owned("conversation:k"),
      under("project:b", "project:a"),
      under("project:c", "project:b"),
      under("agent:3", "project:a"),
      under("agent:2", "project:a"),
      under("agent:1", "project:c"),
      under("agent:2", "project:c"),
      under("prompt:p", "project:b"),
      under("conversation:k", "project:b"),
      under("file:f", "conversation:k"),
    ],
    1,
  );
  test.each([
    ["project:a", "agent", ["agent:2", "agent:3", "agent:1"]],
    ["project:b", "agent", ["agent:1", "agent:2"]],
    ["project:a", "project", ["project:b", "project:c"]],
    ["project:a", "file", ["file:f"]],
    ["agent:1", "agent", []],
    ["project:gone", "agent", []],
    ["project:a", "nonsense", []],
  ])("%s, %s: %j", (resource, type, things) => expect(engine.thingsBelow(resource, type, 10)).toEqual(things));
  test("no more than asked for", () => expect(engine.thingsBelow("project:a", "agent", 2)).toHaveLength(2));
});

import { describe, expect, test } from "vitest";
import { createEngine } from "./index.ts";
import type { Change } from "./types.ts";

const owned = (resource: string): Change => ({ kind: "resource-added", resource, owner: "user:ben", state: "active" });
const link = { conversation: "conversation:c", live: false, maker: "user:ben" };
const toEveryone = {
  ...{ id: 1, principal: "everyone", resource: "sharedLink:l" },
  ...{ allow: ["view"], deny: [], expiresAt: null, condition: null },
};

test("a snapshot outlives its maker where somebody else has it; a live link does not", () => {
  const engine = createEngine();
  const linkOf = (owner: string, resource: string, live: boolean): Change => ({
    ...{ kind: "resource-added", resource, owner, state: "active" },
    link: { ...link, live },
  });
  const [handedOn, live, kept] = ["sharedLink:l", "sharedLink:live", "sharedLink:kept"];
  engine.apply(
    [
      { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
      { kind: "role-set", role: "role:USER", rank: 10 },
      { kind: "user-added", user: "user:ada", role: "role:SUPER_ADMIN", status: "active" },
      { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
      { kind: "user-added", user: "user:cy", role: "role:USER", status: "active" },
      { kind: "resource-added", resource: "conversation:c", owner: "user:ada", state: "active" },
      linkOf("user:cy", handedOn, false),
      linkOf("user:cy", live, true),
      linkOf("user:ben", kept, false),
      { kind: "grant-set", grant: { ...toEveryone, resource: kept } },
    ],
    1,
  );
  const { changes, removed } = engine.removalOf("user:ben");
  engine.apply(changes, 2);
  expect(removed).toEqual([live]);
  expect(engine.check("user:cy", "view", handedOn)).toMatchObject({ allowed: true, reason: "owner" });
  expect(engine.check("user:cy", "view", kept)).toMatchObject({ allowed: true, reason: "grant" });
  expect(engine.describe(kept)?.owner).toBe("organization");
  const copy = createEngine();
  copy.restore(engine.snapshot());
  expect(copy.snapshot()).toEqual(engine.snapshot());
});

test("an account goes with a conversation, and the link to it goes too, though others may open it", () => {
  const engine = createEngine();
  engine.apply(
    [
      { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
      { kind: "role-set", role: "role:USER", rank: 10 },
      { kind: "user-added", user: "user:ada", role: "role:SUPER_ADMIN", status: "active" },
      { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
      owned("conversation:c"),
      { ...owned("sharedLink:l"), link } as Change,
      { kind: "grant-set", grant: toEveryone },
    ],
    1,
  );
  const { changes, removed } = engine.removalOf("user:ben");
  engine.apply(changes, 2);
  expect([...removed].sort()).toEqual(["conversation:c", "sharedLink:l"]);
  expect(engine.isHeld("sharedLink:l")).toBe(false);
});

describe("an account goes while the glass is open on what it owns", () => {
  const glass = {
    ...{ id: 7, principal: "user:ada", allow: ["view"], deny: [] },
    ...{ expiresAt: Date.now() + 3_600_000, condition: null, glass: true },
  };
  const engineWith = (opened: string, ...more: Change[]) => {
    const engine = createEngine();
    const organization: Change[] = [
      { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
      { kind: "role-set", role: "role:USER", rank: 10 },
      {
        kind: "capability-set",
        principal: "role:SUPER_ADMIN",
        capability: "unseal:content",
        scope: null,
        expiresAt: null,
      },
      { kind: "user-added", user: "user:ada", role: "role:SUPER_ADMIN", status: "active" },
      ...["ben", "cy"].map(
        (name) => ({ kind: "user-added", user: `user:${name}`, role: "role:USER", status: "active" }) as const,
      ),
      owned("conversation:c"),
      owned("file:f"),
      { kind: "parent-added", resource: "file:f", parent: "conversation:c" },
      { kind: "grant-set", grant: { ...glass, resource: opened } },
    ];
    engine.apply([...organization, ...more], 1);
    expect(engine.check("user:ada", "view", "file:f")).toMatchObject({ reason: "broken-glass" });
    return engine;
  };

  test.each(["conversation:c", "file:f"])("%s: glass is no reach, all of it goes", (opened) => {
    const engine = engineWith(opened);
    const { changes, removed } = engine.removalOf("user:ben");
    engine.apply(changes, 2);
    expect([...removed].sort()).toEqual(["conversation:c", "file:f"]);
  });

  test("what others reach as well stays for them", () => {
    const shared = { ...{ id: 8, principal: "user:cy", resource: "conversation:c" }, ...{ allow: ["view"], deny: [] } };
    const engine = engineWith("conversation:c", {
      kind: "grant-set",
      grant: { ...shared, expiresAt: null, condition: null },
    });
    const { changes, removed } = engine.removalOf("user:ben");
    engine.apply(changes, 2);
    expect(removed).toEqual([]);
    expect(engine.describe("conversation:c")?.owner).toBe("organization");
  });
});

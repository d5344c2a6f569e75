import { expect, test } from "vitest";
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

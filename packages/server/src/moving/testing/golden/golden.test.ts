import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Access } from "../../../access/index.ts";
import type { OrganizationAccess } from "../../../access/organizationAccess.ts";
import type { Store } from "../../../store/index.ts";
import { type EmptyDatabase, emptySqlite } from "../../../store/testing/databases.ts";
import { moveIn } from "../../import/moveIn.ts";
import { type Document, openSource } from "../../source/index.ts";
import { type Collections, forms } from "../forms/written.ts";
import { oid } from "../librechat.ts";
import { type Difference, reasons } from "./differences.ts";
import { bits, LibreChat, type Right, type ThingType } from "./libreChatDecides.ts";
import { worlds } from "./worlds.ts";

const NOW = Date.parse("2026-12-01T12:00:00Z");
const rights = Object.keys(bits) as Right[];
const actions: Record<ThingType, Partial<Record<Right, string>>> = {
  agent: { VIEW: "use", EDIT: "update", DELETE: "delete", SHARE: "share", VIEW_INSIGHTS: "insights" },
  promptGroup: { VIEW: "use", EDIT: "update", DELETE: "delete", SHARE: "share" },
};
const collectionOf: Record<ThingType, string> = { agent: "agents", promptGroup: "promptgroups" };
const nameOf: Record<ThingType, string> = { agent: "agent", promptGroup: "prompt" };

let database: EmptyDatabase;
let store: Store;
let all: Access;
let folder: string;
let organizations = 0;

beforeEach(async () => {
  database = await emptySqlite();
  store = await database.open();
  all = await Access.open({ store, staleAfterMs: 600_000_000, now: () => NOW });
  folder = await mkdtemp(join(tmpdir(), "gatehouse-golden-"));
});
afterEach(async () => {
  await all.close();
  await database.remove();
  await rm(folder, { recursive: true });
});

async function movedIn(collections: Collections): Promise<OrganizationAccess> {
  const slug = `world-${++organizations}`;
  const { id } = await all.createOrganization({ name: slug, slug }, { name: "cli:test", from: "cli" });
  const access = all.of(id);
  const source = await openSource(
    (await forms["a folder of mongodump"]?.(await mkdtemp(join(folder, "dump-")), collections)) ?? "",
  );
  try {
    await moveIn({
      ...{ source, access, store, batchSize: 100, tenant: null, now: NOW, clock: () => NOW, admitsUnverified: false },
      ...{ superAdmins: new Set<string>(), problem: () => {}, progress: () => {} },
    });
  } finally {
    await source.close();
  }
  return access;
}

/** Every right of everybody on everything that one of both has, and the other has not. */
function differencesOf(collections: Collections, access: OrganizationAccess): Difference[] {
  const there = new LibreChat(collections);
  const found: Difference[] = [];
  for (const user of there.all("users"))
    for (const type of Object.keys(actions) as ThingType[])
      for (const thing of there.all(collectionOf[type]))
        for (const right of rights) {
          const action = actions[type][right];
          const isHere =
            action !== undefined &&
            access.engine.check(`user:${user._id}`, action, `${nameOf[type]}:${thing._id}`, { now: NOW }).allowed;
          if (isHere !== there.may(user, type, thing, right))
            found.push({ user, type, thing, right, isHere, now: NOW });
        }
  return found;
}

const reasonOf = (difference: Difference, there: LibreChat): string =>
  Object.entries(reasons).find(([, holds]) => holds(difference, there))?.[0] ?? "not explained";

const line = (difference: Difference, there: LibreChat): string => {
  const { user, thing, right, isHere } = difference;
  return `${user.name}: ${right} on ${thing.name} ${isHere ? "here only" : "there only"} (${reasonOf(difference, there)})`;
};

describe("everybody's access after moving in is LibreChat's own, but for the differences that were looked over", () => {
  test.each(Object.entries(worlds))("%s", async (name, collections) => {
    const there = new LibreChat(collections);
    const found = differencesOf(collections, await movedIn(collections)).map((one) => line(one, there));
    expect(found.filter((one) => one.includes("not explained"))).toEqual([]);
    await expect(`${found.join("\n")}\n`).toMatchFileSnapshot(`differences/${name.slice(0, 4)}.txt`);
  });
});

const people = [1, 2, 3, 4].map(oid);
const things = [0x31, 0x32, 0x61].map(oid);
const anyOf = <T>(...values: T[]) => fc.constantFrom(...values);
const aRole = anyOf("ADMIN", "USER", "Sales & Co", "Missing", "", undefined);
const aPermission = fc.record({
  USE: anyOf(true, false),
  SHARE: anyOf(true, false, undefined),
  SHARED_GLOBAL: anyOf(true, undefined),
});
const aBlock = fc.record({ AGENTS: aPermission, PROMPTS: aPermission });
const aPrincipal: fc.Arbitrary<Document> = fc.oneof(
  anyOf(...people, oid(0xdead)).map((principalId) => ({ principalType: "user", principalId })),
  anyOf(oid(0x21), oid(0x22), oid(0xdead)).map((principalId) => ({ principalType: "group", principalId })),
  anyOf("USER", "Sales & Co", "Missing", "ADMIN").map((principalId) => ({ principalType: "role", principalId })),
  fc.constant({ principalType: "public" }),
  fc.constant({ principalType: "other", principalId: oid(1) }),
);
const anEntry: fc.Arbitrary<Document> = fc
  .record({
    principal: aPrincipal,
    resourceId: anyOf(...things, oid(0x999)),
    permBits: fc.oneof(fc.integer({ min: 0, max: 31 }), anyOf<unknown>(undefined, -1, 32, 33, 2 ** 31, "3", 1.5)),
    expiredAt: anyOf<unknown>(undefined, undefined, new Date("2020-01-01"), new Date("2999-01-01")),
  })
  .map(({ principal, ...rest }) => ({ ...principal, ...rest }));

/** Databases that nobody thought of. */
const aWorld: fc.Arbitrary<Collections> = fc
  .record({
    blocks: fc.tuple(aBlock, aBlock, aBlock),
    roles: fc.tuple(aRole, aRole, aRole, aRole),
    sources: fc.tuple(anyOf(undefined, "e1"), anyOf(undefined, "e2"), anyOf(undefined, "e3"), anyOf(undefined, "")),
    members: fc.tuple(
      fc.subarray([...people.map(String), "e1", "e2", "nobody"]),
      fc.subarray([...people.map(String), "e3", "e2"]),
    ),
    authors: fc.tuple(
      anyOf<unknown>(...people, null),
      anyOf<unknown>(...people, oid(0xdead)),
      anyOf<unknown>(...people),
    ),
    entries: fc.array(anEntry, { maxLength: 12 }),
  })
  .map(({ blocks, roles, sources, members, authors, entries }) => ({
    roles: ["ADMIN", "USER", "Sales & Co"].map((name, index) => ({
      _id: oid(0x11 + index),
      name,
      permissions: blocks[index],
    })),
    users: people.map((_id, index) => ({
      ...{ _id, name: `P${index}`, username: `p${index}`, email: `p${index}@example.com`, emailVerified: true },
      ...{ password: "$2b$10$CwTycUXWue0Thq9StjUM0uJ8TNCaVUzuL1vLh5x3x0m3o3GmR6dqe", provider: "local" },
      ...{ role: roles[index], idOnTheSource: sources[index] },
    })),
    groups: members.map((memberIds, index) => ({
      _id: oid(0x21 + index),
      name: `G${index}`,
      source: "local",
      memberIds,
    })),
    agents: [0x31, 0x32].map((number, index) => ({
      ...{ _id: oid(number), id: `agent_${number}`, name: `A${index}`, provider: "openAI", model: "m" },
      author: authors[index],
    })),
    promptgroups: [{ _id: oid(0x61), name: "T", author: authors[2] }],
    aclentries: entries.map((entry, index) => ({
      ...{ _id: oid(0x1000 + index), resourceType: String(entry.resourceId).endsWith("61") ? "promptGroup" : "agent" },
      ...entry,
    })),
  }));

test("so it is of databases that nobody thought of", async () => {
  await fc.assert(
    fc.asyncProperty(aWorld, async (collections) => {
      const there = new LibreChat(collections);
      const found = differencesOf(collections, await movedIn(collections)).map((one) => line(one, there));
      expect(found.filter((one) => one.includes("not explained"))).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 120_000);

import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "@gatehouse/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* A moving in whose process is killed again and again: what is there at the end is what comes without that. */

const PEOPLE = 150;
const id = (number: number) => ({ $oid: number.toString(16).padStart(24, "0") });
const many = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));

const librechat = {
  users: many(PEOPLE, (index) => ({
    ...{ _id: id(index + 1), name: `Person ${index}`, email: `person${index}@example.com`, emailVerified: true },
    ...{ role: index % 50 === 0 ? "Editors" : "USER", createdAt: { $date: "2025-03-01T10:00:00Z" } },
  })),
  groups: many(20, (index) => ({
    ...{ _id: id(0x10000 + index), name: `Group ${index}`, source: "local" },
    memberIds: many(30, (one) => id(((index * 31 + one * 7) % PEOPLE) + 1).$oid),
  })),
  agents: many(PEOPLE, (index) => ({
    ...{ _id: id(0x20000 + index), id: `agent_${index}`, name: `Agent ${index}`, provider: "openAI", model: "gpt-4o" },
    author: index % 10 === 0 ? null : id(index + 1),
  })),
  aclentries: many(2 * PEOPLE, (index) => ({
    ...{
      _id: id(0x30000 + index),
      resourceType: "agent",
      resourceId: id(0x20000 + (index % PEOPLE)),
      permBits: 1 + (index % 3),
    },
    ...(index % 2 === 0
      ? { principalType: "group", principalId: id(0x10000 + (index % 20)) }
      : { principalType: "user", principalId: id(((index * 13) % PEOPLE) + 1) }),
  })),
  conversations: many(PEOPLE, (index) => ({
    ...{
      _id: id(0x40000 + index),
      conversationId: `c${index}`,
      title: `Chat ${index}`,
      user: id(index + 1).$oid,
      endpoint: "openAI",
    },
  })),
  messages: many(4 * PEOPLE, (index) => ({
    ...{
      _id: id(0x50000 + index),
      messageId: `m${index}`,
      conversationId: `c${index % PEOPLE}`,
      text: `Text ${index}`,
    },
    ...{ user: id((index % PEOPLE) + 1).$oid, isCreatedByUser: index % 2 === 0 },
  })),
};

const args = ["migrate", "librechat", "./dump", "--super-admin", "person1@example.com", "--batch-size", "7"];
const installations: Installation[] = [];

async function installed(): Promise<Installation> {
  const installation = await Installation.make();
  installations.push(installation);
  const dump = join(installation.cwd, "dump");
  await mkdir(dump);
  for (const [name, documents] of Object.entries(librechat))
    await writeFile(join(dump, `${name}.json`), documents.map((one) => `${JSON.stringify(one)}\n`).join(""));
  return installation;
}

/** What decides and what people wrote, without what is another one in each installation: the organization, and numbers of grants. */
async function kept({ cwd }: Installation): Promise<Record<string, unknown[]>> {
  const store = await openStore({ dataDir: join(cwd, "data"), databaseUrl: undefined });
  try {
    const found: Record<string, unknown[]> = {};
    for (const table of [
      "users",
      "accounts",
      "resources",
      "memberships",
      "grants",
      "left_things",
      "agents",
      "messages",
      "moved_documents",
    ] as const) {
      const rows = await store.db.selectFrom(table).selectAll().execute();
      const free = new Set([
        "organization_id",
        "move_id",
        "batch",
        "created_at",
        "updated_at",
        ...(table === "grants" ? ["id"] : []),
      ]);
      found[table] = rows
        .map((row) =>
          JSON.stringify(
            Object.entries(row)
              .filter(([column]) => !free.has(column))
              .sort(),
          ),
        )
        .sort();
    }
    return found;
  } finally {
    await store.close();
  }
}

let whole: Record<string, unknown[]>;
beforeAll(async () => {
  const installation = await installed();
  expect(await installation.gatehouse(args)).toMatchObject({ code: 0 });
  whole = await kept(installation);
}, 300_000);
afterAll(() => Promise.all(installations.map((one) => one.remove())));

/** Begins it again and again, and kills it so many milliseconds after it told how far it is. @returns how often; fewer where it came to its end before */
async function killed(installation: Installation, args: string[], waits: readonly number[]): Promise<number> {
  let kills = 0;
  for (const wait of waits) {
    const child = installation.process(args);
    const ended = once(child, "exit");
    const begun = once(child.stderr ?? child, "data").then(() => "begun");
    if ((await Promise.race([begun, ended.then(() => "ended")])) === "ended") break;
    await new Promise((wake) => setTimeout(wake, wait));
    if (child.kill("SIGKILL")) kills++;
    await ended;
  }
  return kills;
}

test("killed at moments that nobody chose, it comes to the same, and goes whole", { timeout: 600_000 }, async () => {
  const installation = await installed();
  // It tells how far it is once the first batch is written.
  expect(await killed(installation, args, [0, 20, 60, 150, 400])).toBeGreaterThan(2);
  const last = await installation.gatehouse(args);
  expect(last, last.err).toMatchObject({ code: 0 });
  expect(last.out).toContain("gone on with");
  expect(await kept(installation)).toEqual(whole);
  const undo = ["migrate", "undo"];
  expect(await killed(installation, undo, [0, 30, 100])).toBeGreaterThan(0);
  expect(await installation.gatehouse(undo)).toMatchObject({ code: 0 });
  const { resources, ...rest } = await kept(installation);
  expect(Object.values(rest).flat()).toEqual([]);
  expect(resources?.filter((one) => !String(one).includes("model:"))).toEqual([]);
  expect((await installation.json<{ moves: unknown[] }>("migrate", "status")).moves).toEqual([]);
});

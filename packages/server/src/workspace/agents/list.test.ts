import type { Change } from "@gatehouse/engine";
import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId, type Tx } from "../../store/index.ts";
import { changedSince, datesOf } from "../reachable/lastChanged.ts";
import { grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";
import { listAgentRowsOf } from "./queries.ts";

/** Many agents of Ada's, so many that hers are walked by the index; Cy sees every third by a grant of his own, Ben three. */
const MANY = 24_000;

let house: House;
const ids: string[] = [];
beforeAll(async () => {
  house = await openHouse();
  const rows = Array.from({ length: MANY }, (_, index) => {
    const id = newId();
    ids.push(id);
    return {
      organization_id: house.here,
      id,
      public_id: `agent_${id}`,
      name: `Agent ${index}`,
      provider: "echo",
      model: "echo",
      author: userOf("ada"),
      search_text: `agent ${index}`,
      created_at: 1_000 + index,
      // Groups of seven have the same moment: the id decides there.
      updated_at: 1_000 + Math.floor(index / 7),
    };
  });
  await house.store.transact(async (tx) => {
    for (let from = 0; from < MANY; from += 500)
      await tx
        .insertInto("agents")
        .values(rows.slice(from, from + 500))
        .execute();
  });
  const added = ids.map(
    (id): Change => ({ kind: "resource-added", resource: `agent:${id}`, owner: userOf("ada"), state: "active" }),
  );
  await house.change(added);
  await house.change([
    ...ids.filter((_, index) => index % 3 === 0).map((id) => grant(userOf("cy"), `agent:${id}`, VIEWER)),
    ...[17, 4_000, 23_999].map((index) => grant(userOf("ben"), `agent:${ids[index]}`, VIEWER)),
  ]);
});
afterAll(() => house.close());

/** How SQLite goes about the statement that a query sends. */
async function planOf(db: Tx, query: (db: Tx) => Promise<unknown>): Promise<string> {
  const sent: RootOperationNode[] = [];
  const watching: KyselyPlugin = {
    transformQuery: ({ node }) => {
      sent.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await query(db.withPlugin(watching));
  const [node] = sent;
  if (!node) throw new Error("nothing was sent");
  const { sql, parameters, queryId } = db.getExecutor().compileQuery(node, createQueryId());
  const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
  const { rows } = await db.executeQuery<{ detail: string }>({ ...explained, queryId });
  return rows.map(({ detail }) => detail).join("\n");
}

const list = async (person: string, query = "") => {
  const response = await house.as(person, "GET", `/api/agents?${query}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
};
const names = (page: { data: { name: string }[] }) => page.data.map(({ name }) => name);

async function all(person: string, query: string) {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await list(person, `${query}${after === null ? "" : `&cursor=${encodeURIComponent(after)}`}`);
    found.push(...names(page));
    if (!page.has_more) return found;
    after = page.after;
  }
}

describe("a list among thousands of agents", () => {
  test("who reaches three gets three, last changed first", async () => {
    expect(names(await list("ben"))).toEqual(["Agent 23999", "Agent 4000", "Agent 17"]);
  });

  test("who reaches a third of them gets each once, over all pages, in one order", async () => {
    const found = await all("cy", "limit=1000");
    expect(new Set(found).size).toBe(Math.ceil(MANY / 3));
    expect(found).toHaveLength(Math.ceil(MANY / 3));
    const moment = (name: string) => Math.floor(Number(name.slice(6)) / 7);
    for (let index = 1; index < found.length; index++)
      expect(moment(found[index] ?? "")).toBeLessThanOrEqual(moment(found[index - 1] ?? ""));
  });

  test("who owns them all gets each once", async () => {
    expect(new Set(await all("ada", "limit=1000&owner=me")).size).toBe(MANY);
  });

  test("who owns none of what they reach gets nothing of their own", async () => {
    expect(await all("cy", "owner=me")).toEqual([]);
  });

  test("listed if and only if the engine says yes", async () => {
    const { engine } = house.access.of(house.here);
    const allowed = ids.filter((id) => engine.check(userOf("cy"), "use", `agent:${id}`).allowed).length;
    expect(await all("cy", "limit=1000")).toHaveLength(allowed);
  });

  test("a search that finds little ends", async () => {
    expect(await all("cy", "limit=100&search=AGENT%203333")).toEqual(["Agent 3333"]);
    expect(await all("cy", "limit=100&search=AGENT%203334")).toEqual([]); // Cy cannot see it
  });

  test.each([
    ["their dates", (db: Tx) => datesOf(db, "agents", house.here, ids.slice(0, 3))],
    ["themselves", (db: Tx) => listAgentRowsOf(db, house.here, ids.slice(0, 3), {})],
    ["themselves, of one owner", (db: Tx) => listAgentRowsOf(db, house.here, ids.slice(0, 3), { ownedBy: "user:a" })],
  ])("rows by their ids are served by the primary key, without knowing the table's size: %s", async (_, ask) => {
    const plan = await planOf(house.store.db, ask);
    expect(plan).toContain("SEARCH agents USING INDEX sqlite_autoindex_agents_1 (organization_id=? AND id=?)");
  });

  test("what was changed since is read from the end of the index alone", async () => {
    const plan = await planOf(house.store.db, (db) => changedSince(db, "agents", house.here, 5, undefined, 500));
    expect(plan).toBe("SEARCH agents USING COVERING INDEX agents_by_update (organization_id=? AND updated_at>?)");
  });

  test("the statements behind it are served by indexes, and none reads the whole table in one go", async () => {
    const { rows } = await import("kysely").then(({ sql }) =>
      sql<{ detail: string }>`explain query plan select id from agents where organization_id = ${house.here}
        and updated_at <= 5000 and (updated_at < 5000 or (updated_at = 5000 and id > 'a'))
        order by updated_at desc, id limit 500`.execute(house.store.db),
    );
    const plan = rows.map(({ detail }) => detail).join("\n");
    expect(plan).toContain("agents_by_update");
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN agents(?! USING)/);
  });
});

describe("what is changed", () => {
  const rename = (name: string, index: number, at: number) =>
    house.store.transact((tx) =>
      tx
        .updateTable("agents")
        .set({ name, updated_at: at })
        .where("organization_id", "=", house.here)
        .where("id", "=", ids[index] ?? "")
        .execute(),
    );

  // Cy reaches thousands: what stands far down is on no page that is read.
  const first = async () => names(await list("cy", "limit=1"));

  test("by another server comes first in the next list, from wherever it stood", async () => {
    const [former] = await first();
    expect(former).not.toBe("Agent 3");
    await rename("Agent 3", 3, Date.now());
    expect(await first()).toEqual(["Agent 3"]);
  });

  test("back to an earlier moment has its place again as soon as it is seen", async () => {
    await rename("Agent 3", 3, 1_000);
    expect(await first()).not.toEqual(["Agent 3"]);
    const every = await all("cy", "limit=1000");
    expect(await first()).toEqual([every[0]]);
    expect(every.filter((name) => name === "Agent 3")).toHaveLength(1);
  });

  test("into a thing without a row, as another application registers it, is not listed", async () => {
    const resource = `agent:${newId()}`;
    await house.change([{ kind: "resource-added", resource, owner: userOf("ben"), state: "active" }]);
    expect(names(await list("ben"))).toHaveLength(3);
  });
});

describe("cursors", () => {
  test.each([
    ["altered", (cursor: string) => `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`],
    [
      "with another place",
      (cursor: string) => `${Buffer.from('[0,"a"]').toString("base64url")}.${cursor.split(".")[1]}`,
    ],
    ["made up", () => "bm9uc2Vuc2U"],
  ])("one that is %s is refused", async (_what, altered) => {
    const { after } = await list("cy", "limit=10");
    const response = await house.as("cy", "GET", `/api/agents?limit=10&cursor=${encodeURIComponent(altered(after))}`);
    expect([response.statusCode, response.json().code]).toEqual([400, "cursor-invalid"]);
  });

  test("an empty one is none: the first page", async () => {
    expect(names(await list("ben", "cursor=&search=&category="))).toEqual(names(await list("ben")));
  });

  test("another person's, and another question's, are refused", async () => {
    const { after } = await list("cy", "limit=10");
    const cursor = encodeURIComponent(after);
    expect((await house.as("ada", "GET", `/api/agents?limit=10&cursor=${cursor}`)).statusCode).toBe(400);
    expect((await house.as("cy", "GET", `/api/agents?limit=10&search=a&cursor=${cursor}`)).statusCode).toBe(400);
    expect((await house.as("cy", "GET", `/api/agents?limit=20&cursor=${cursor}`)).statusCode).toBe(200);
  });
});

test.each([
  "requiredPermission=x",
  "requiredPermission=64",
  "limit=0",
  "limit=1001",
  "limit=x",
  "owner=nobody",
  "unknown=1",
])("%s is refused", async (query) => {
  expect((await house.as("cy", "GET", `/api/agents?${query}`)).statusCode).toBe(400);
});

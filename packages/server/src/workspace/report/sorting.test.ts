import { afterEach, beforeEach, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { grant, type House, openHouse, PLATFORM, userOf, VIEWER } from "../testing/house.ts";
import type { Line } from "./schemas.ts";

/*
 * The access report in an order, over HTTP: Sue is super admin and looks through what Ada's two agents were given.
 */
onEveryDatabase("the access report is sorted", (given) => {
  const HOUR_MS = 3_600_000;
  let house: House;
  /** In the order of their names. */
  let agents: string[];
  beforeEach(async () => {
    house = await openHouse({ database: await given() });
    const made = async (name: string) => {
      const answer = await house.as("ada", "POST", "/api/agents", { name, provider: "echo", model: "echo" });
      return `agent:${answer.json()._id}`;
    };
    agents = [await made("One"), await made("Other")].sort();
    const [one = "", other = ""] = agents;
    const now = Date.now();
    await house.change([
      grant(userOf("cy"), other, VIEWER, now + 2 * HOUR_MS),
      grant(PLATFORM, one, VIEWER),
      grant("everyone", other, VIEWER),
      grant(userOf("ben"), one, VIEWER, now + HOUR_MS),
      grant(userOf("ben"), other, VIEWER),
    ]);
  });
  afterEach(() => house.close());

  const ask = (query: string) => house.as("sue", "GET", `/api/access/report?${query}`);
  /** All pages, agents alone. */
  const report = async (query: string, limit: number): Promise<Line[]> => {
    const lines: Line[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const answer = await ask(`${query}&limit=${limit}&cursor=${encodeURIComponent(cursor)}`);
      expect(answer.statusCode, answer.body).toBe(200);
      const page: { lines: Line[]; nextCursor: string | null } = answer.json();
      lines.push(...page.lines);
      cursor = page.nextCursor;
    }
    return lines.filter(({ resource }) => agents.includes(resource));
  };
  const sorted = <Key extends string | number>(keys: Key[]) => keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));

  test("by when it was given: last first, or first first", async () => {
    const first = (await report("sort=given&order=asc", 100)).map(({ grantId }) => grantId);
    expect(first).toHaveLength(5);
    expect(first).toEqual(sorted(first));
    for (const query of ["", "sort=given", "order=desc"])
      expect((await report(query, 100)).map(({ grantId }) => grantId)).toEqual(first.toReversed());
  });

  test("thing by thing, and principal by principal", async () => {
    const things = (await report("sort=thing", 100)).map(({ resource }) => resource);
    expect(things).toEqual([agents[0], agents[0], agents[1], agents[1], agents[1]]);
    const whom = (await report("sort=who", 100)).map(({ principal }) => principal);
    expect(whom).toEqual(sorted(["everyone", PLATFORM, userOf("ben"), userOf("ben"), userOf("cy")]));
  });

  test("what ends first, first, and then what has no end, each once", async () => {
    const lines = await report("sort=ends", 100);
    expect(lines.map(({ principal, expiresAt }) => [principal, expiresAt !== null])).toEqual([
      [userOf("ben"), true],
      [userOf("cy"), true],
      [userOf("ben"), false],
      ["everyone", false],
      [PLATFORM, false],
    ]);
  });

  test("what has ended is in none of them", async () => {
    const [one = ""] = agents;
    await house.change([grant(userOf("sue"), one, VIEWER, Date.now() - HOUR_MS)]);
    for (const query of ["sort=given", "sort=thing", "sort=who", "sort=ends", `on=${one}`])
      expect(
        (await report(query, 2)).filter(({ principal }) => principal === userOf("sue")),
        query,
      ).toEqual([]);
    expect((await report("sort=ends", 1))[0]?.principal).toBe(userOf("ben"));
  });

  test("page by page the same as at once", async () => {
    for (const query of ["sort=given", "sort=given&order=asc", "sort=thing", "sort=who", "sort=ends"])
      for (const limit of [1, 2, 3]) expect(await report(query, limit), query).toEqual(await report(query, 100));
  });

  test("what somebody was given, and what is on a thing, also the oldest first", async () => {
    for (const query of [`of=${userOf("ben")}`, `of=${userOf("ben")}&through=true`, `on=${agents[1]}`]) {
      const last = await report(query, 100);
      expect(last.length).toBeGreaterThan(1);
      expect(await report(`${query}&sort=given&order=asc`, 1), query).toEqual(last.toReversed());
    }
  });

  test("a place is one of its own order alone", async () => {
    const { nextCursor } = (await ask("sort=who&limit=1")).json();
    const answer = await ask(`sort=thing&limit=1&cursor=${encodeURIComponent(nextCursor)}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, "cursor-invalid"]);
  });

  test.each([
    "sort=name",
    "order=up",
    "sort=who&order=desc",
    "on=agent&order=desc",
    "on=agent&sort=given",
    "finding=wide&sort=who",
    "finding=expiring&sort=given",
    `of=${userOf("ben")}&sort=thing`,
  ])("no index holds it: %s", async (query) => {
    const answer = await ask(query);
    expect([answer.statusCode, answer.json().code]).toEqual([400, "request-invalid"]);
  });
});

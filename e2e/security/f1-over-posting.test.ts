import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programs } from "./matrix/programs.ts";
import { matrix, type Row } from "./matrix.ts";
import { Operations } from "./support/openapi.ts";
import type { Persona } from "./support/personas.ts";
import { placesIn, replaced } from "./support/rewriting.ts";
import { callOf, methodOf, Stage, titleOf } from "./support/scene.ts";
import { World } from "./support/world.ts";

/*
 * F1: whatever the server decides (role, owner, organization, an internal switch …) is taken from no body. Every write, by the lowest who may
 * make it, with every field of what is stored.
 */
let world: World;
let operations: Operations;
/** Every column of every table, as it is stored and as it is served. */
let stored: string[];

beforeAll(async () => {
  world = await World.make();
  operations = new Operations(world.house.gatehouse);
  const tables = await world.house.gatehouse.store.db.introspection.getTables();
  const columns = tables
    .filter(({ name }) => !name.startsWith("security_"))
    .flatMap((table) => table.columns.map(({ name }) => name));
  const served = columns.map((name) => name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()));
  stored = [
    ...new Set([
      ...columns,
      ...served,
      "_id",
      "roles",
      "isAdmin",
      "organization",
      "tenantId",
      "grants",
      "permissions",
      "user",
      "banned",
      "__v",
    ]),
  ];
});
afterAll(() => world?.house.close());

function lowest(row: Row): Persona | undefined {
  const order: Persona[] = ["stranger", "viewer", "editor", "owner", "moderator", "admin", "super admin"];
  return order.find((persona) => row.who.of(persona) === "allowed");
}

describe("every field of what is stored, in every write", () => {
  test.each(
    matrix
      .filter((row) => methodOf(row) !== "GET" && !programs.includes(row))
      .map((row) => ({ title: titleOf(row), row })),
  )("$title", async ({ row }) => {
    const persona = lowest(row);
    const schema = operations.of(row)?.body;
    if (!persona || !schema || row.endsSession) return;
    const { house, people } = world;
    const call = await callOf(row, new Stage(world, row).scene(persona));
    const known = new Set(operations.fields(schema).map((field) => field.split(/[.[\]]+/).at(-1)));
    const objects = [[], ...placesIn(call.body)].filter((place) => isOpenObject(valueAt(call.body, place)));
    const faults: string[] = [];
    for (const place of objects)
      for (const field of stored.filter((name) => !known.has(name))) {
        // The keys of a table of features or actions are names, not fields.
        if (isTableOfNames(place)) continue;
        const before = await house.writes();
        const body = replaced(call.body, [...place, field], "SUPER_ADMIN");
        const answer = await house.call(methodOf(row), { ...call, body }, people[persona].token);
        const written = await house.writtenSince(before);
        if (answer.body?.code !== "request-invalid" || written.length > 0)
          faults.push(
            `${[...place, field].join(".")}: ${answer.status} ${answer.body?.code ?? ""} ${written.join(", ")}`,
          );
      }
    expect(faults).toEqual([]);
  });
});

describe("what a program asks goes to the model's endpoint as it is", () => {
  test.each(programs.filter((row) => methodOf(row) !== "GET").map((row) => ({ title: titleOf(row), row })))(
    "$title: whatever is in it, nothing of it is stored",
    async ({ row }) => {
      const { house, people } = world;
      const persona = lowest(row) ?? "owner";
      const call = await callOf(row, new Stage(world, row).scene(persona));
      const more = Object.fromEntries(stored.map((field) => [field, "SUPER_ADMIN"]));
      const before = await house.writes();
      const answer = await house.call(
        "POST",
        { ...call, body: { ...more, ...Object(call.body) } },
        people[persona].token,
      );
      expect(answer.status, answer.text).toBeLessThan(500);
      const written = (await house.writtenSince(before)).filter((table) => !table.startsWith("usage_"));
      expect(written).toEqual([]);
    },
  );
});

const isTableOfNames = (place: readonly (string | number)[]) =>
  ["permissions", "actions", "roles"].includes(String(place[0]));
const isOpenObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

function valueAt(value: unknown, place: readonly (string | number)[]): unknown {
  return place.reduce<unknown>(
    (inside, key) => Object.entries(Object(inside)).find(([name]) => name === String(key))?.[1],
    value,
  );
}

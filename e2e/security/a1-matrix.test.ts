import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { matrix } from "./matrix.ts";
import { ROUTES_PAGE, routesReference } from "./routesReference.ts";
import { codeOf, untilAnswered } from "./support/answers.ts";
import type { Answer } from "./support/house.ts";
import { personas, signInAgain } from "./support/personas.ts";
import { signedInOrNot } from "./support/rights.ts";
import { callOf, methodOf, Stage, titleOf } from "./support/scene.ts";
import { INSTRUCTIONS, PROMPTED, SAID, World } from "./support/world.ts";

/*
 * A1: every route, called by everybody. What each is answered follows from one table (matrix.ts); a route that is not in it fails.
 */
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.house.close());

describe("the table", () => {
  test("has a row for every route, and a route for every row", () => {
    const { app, hasConsole } = world.house.gatehouse;
    const rows = matrix.filter((row) => hasConsole || !row.console);
    const registered = app.routeTable.map(({ method, url }) => `${method} ${url}`);
    expect([...new Set(rows.map((row) => row.route))].sort()).toEqual([...new Set(registered)].sort());
  });

  test("calls open what is registered as open, and nothing else", () => {
    const open = world.house.gatehouse.app.routeTable.filter(({ auth }) => auth !== "required");
    const rows = matrix.filter(
      ({ who }) => who.of("anonymous") === "allowed" || who.text.startsWith("everybody") || who === signedInOrNot,
    );
    const routes = new Set(
      rows.filter((row) => world.house.gatehouse.hasConsole || !row.console).map((row) => row.route),
    );
    expect([...routes].sort()).toEqual([...new Set(open.map(({ method, url }) => `${method} ${url}`))].sort());
  });
});

test("docs/reference/routes.md is what the table says", () => {
  expect(readFileSync(ROUTES_PAGE, "utf8")).toBe(routesReference());
});

describe.each(matrix.map((row) => ({ title: titleOf(row), row })))("$title", ({ row }) => {
  test(`is for: ${row.who.text}`, async () => {
    if (row.console && !world.house.gatehouse.hasConsole) return;
    const { house, people } = world;
    const stage = new Stage(world, row);
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const persona of personas) {
      const wanted = row.who.of(persona);
      const call = await callOf(row, stage.scene(persona));
      const before = wanted === "allowed" || methodOf(row) === "GET" ? undefined : await house.writes();
      const answer = await house.call(methodOf(row), call, people[persona].token);
      await untilAnswered(world, row, answer, people[persona]);
      if (row.endsSession && wanted === "allowed") await signInAgain(house, persona, people[persona]);
      const written = (before ? await house.writtenSince(before) : []).filter(
        (table) => !row.writesAnyway?.includes(table),
      );
      expected[persona] =
        wanted === "allowed" ? "allowed" : `refused: ${wanted.status}${wanted.code ? ` ${wanted.code}` : ""}`;
      found[persona] = outcome(answer, wanted !== "allowed" && wanted.code !== undefined);
      if (written.length > 0) found[persona] += `, and wrote to ${written.join(", ")}`;
      if (answer.text.includes(INSTRUCTIONS) && !maySee(persona)) found[persona] += ", with an agent's instructions";
      if (answer.text.includes(PROMPTED) && !maySee(persona)) found[persona] += ", with a prompt's text";
      if (answer.text.includes(SAID) && !maySee(persona)) found[persona] += ", with what was said";
    }
    expect(found).toEqual(expected);
  });
});

/** Whoever may read both canaries by some route: the owner and the editor; administrators read instructions with `update`. */
const maySee = (persona: string) =>
  ["owner", "editor", "viewer", "group member", "admin", "super admin"].includes(persona);

function outcome(answer: Answer, withCode: boolean): string {
  const { status, body } = answer;
  if (status >= 200 && status < 400) return "allowed";
  const code = codeOf(answer);
  if (code === undefined) return `refused: ${status}, not as a problem: ${JSON.stringify(body).slice(0, 200)}`;
  if (status >= 500) return `failed: ${status} ${code}`;
  return `refused: ${status}${withCode ? ` ${code}` : ""}`;
}

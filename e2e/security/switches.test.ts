import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { matrix, type Row } from "./matrix.ts";
import { codeOf, untilAnswered } from "./support/answers.ts";
import { type Persona, signInAgain } from "./support/personas.ts";
import { callOf, methodOf, Stage, titleOf } from "./support/scene.ts";
import { allSwitches, turn } from "./support/switches.ts";
import { World } from "./support/world.ts";
import { SWITCHES_PAGE, switchesReference } from "./switchesReference.ts";
import { gatesOf, staleRoutes } from "./switchTable.ts";

/*
 * Every switch, on and off, at every route. Each is called by somebody who may, while all that it does not need is off; and while one thing
 * that it needs is off and the rest on. So each cell of the table is tried, without calling each route for each switch.
 */
let world: World;
beforeAll(async () => {
  world = await World.make();
  await turn(world, allSwitches, true);
});
afterAll(() => world?.house.close());

/** Members first: what a switch takes from them is what it is for. */
function callerOf(row: Row): Persona | undefined {
  const order: Persona[] = ["owner", "admin", "super admin", "anonymous", "service"];
  return order.find((persona) => row.who.of(persona) === "allowed");
}
/** Those that nobody of these may call answer the same to everybody, and ask nothing. */
const rows = matrix.filter((row) => callerOf(row) !== undefined && !row.console);

async function called(row: Row, off: readonly string[]) {
  const persona = callerOf(row) ?? "owner";
  const person = world.people[persona];
  const call = await callOf(row, new Stage(world, row).scene(persona));
  await turn(world, off, false);
  const answer = await world.house.call(methodOf(row), call, person.token);
  await turn(world, off, true);
  if (row.endsSession) await signInAgain(world.house, persona, person);
  await untilAnswered(world, row, answer, person);
  return answer;
}

describe(`the table of ${rows.length} calls × ${allSwitches.length} switches`, () => {
  test("names no route that there is not", () => expect(staleRoutes()).toEqual([]));

  test("is what docs/reference/switches.md says", () => {
    expect(readFileSync(SWITCHES_PAGE, "utf8")).toBe(switchesReference());
  });
});

describe.each(rows.map((row) => ({ title: titleOf(row), row })))("$title", ({ row }) => {
  const gates = gatesOf(row);
  const needed = new Set(gates.flatMap(({ switches }) => switches));

  test(`answers while all but ${needed.size} of the switches are off`, async () => {
    const off = allSwitches.filter((one) => !needed.has(one));
    const answer = await called(row, off);
    expect(answer.status, answer.text).toBeLessThan(400);
  });

  test.each(gates.map((gate) => ({ ...gate, title: gate.switches.join(" and ") })))(
    "is refused while $title is off",
    async ({ switches, off }) => {
      const answer = await called(row, switches);
      expect({ status: answer.status, code: codeOf(answer) }).toEqual(off);
    },
  );
});

import { describe, expect, it } from "vitest";
import { codeOf } from "../../identity/testing/house.ts";
import { closeAfterEach, openStaffedHouse } from "../../identity/testing/staff.ts";

closeAfterEach();

/** As heavy as a condition may be, and false. */
const HEAVY = Array.from(
  { length: 12 },
  () => '["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].exists(x, subject.id.contains(x + "z"))',
).join(" || ");

/** A project of Ben's, shared with Cy under many conditions that do not hold. */
async function heavyProject(grants: number) {
  const { house, ben, cy } = await openStaffedHouse();
  await house.call("PUT", "/api/access/resources/project/heavy", {}, ben.token);
  for (let index = 0; index < grants; index++) {
    const wish = { principal: `user:${cy.id}`, role: "viewer", condition: HEAVY };
    const made = await house.call("POST", "/api/access/resources/project/heavy/grants", wish, ben.token);
    expect(made.statusCode).toBe(201);
  }
  const ask = (count: number) => {
    const question = { action: "view", resource: "project:heavy" };
    return house.call("POST", "/api/access/check", { checks: Array(count).fill(question) }, cy.token);
  };
  return ask;
}

describe("questions that take many conditions", () => {
  it("are answered in turns with what others ask", async () => {
    const ask = await heavyProject(20);
    const asked = ask(50);
    let turns = 0;
    let isOver = false;
    void asked.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise((next) => setImmediate(next));
      turns++;
    }
    expect((await asked).json().answers).toHaveLength(50);
    expect(turns).toBeGreaterThan(3);
  });

  it("are not many at once for one person", async () => {
    const ask = await heavyProject(20);
    const asked = Array.from({ length: 7 }, () => ask(60));
    const codes = (await Promise.all(asked)).map((answer) => answer.statusCode);
    expect(codes.filter((code) => code === 200)).toHaveLength(4);
    expect(codes.filter((code) => code === 429)).toHaveLength(3);
  });

  it("are refused where they take thousands", async () => {
    const ask = await heavyProject(40);
    const answer = await ask(1_000);
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, "question-too-costly"]);
  });
});

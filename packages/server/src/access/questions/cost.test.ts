import { describe, expect, it } from "vitest";
import { codeOf } from "../../identity/testing/house.ts";
import { closeAfterEach, openStaffedHouse } from "../../identity/testing/staff.ts";

closeAfterEach();

/** As heavy as a condition may be, and false. */
const HEAVY = Array.from(
  { length: 6 },
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
    const ask = await heavyProject(1);
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
    const ask = await heavyProject(1);
    const asked = Array.from({ length: 20 }, () => ask(50));
    const codes = (await Promise.all(asked)).map((answer) => answer.statusCode);
    expect(codes.filter((code) => code === 200).length).toBeGreaterThanOrEqual(4);
    expect(codes.filter((code) => code === 429).length).toBeGreaterThanOrEqual(10);
    expect(new Set(codes)).toEqual(new Set([200, 429]));
  });

  it("are refused where they take thousands", async () => {
    const ask = await heavyProject(1);
    const answer = await ask(1_000);
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, "question-too-costly"]);
  });
});

describe("whoever asks much", () => {
  it("waits, and nobody else does: what others ask is answered in between", async () => {
    const { house, ben, cy } = await openStaffedHouse();
    await house.call("PUT", "/api/access/resources/project/heavy", {}, ben.token);
    for (let index = 0; index < 20; index++) {
      const wish = { principal: `user:${cy.id}`, role: "viewer", condition: HEAVY };
      expect((await house.call("POST", "/api/access/resources/project/heavy/grants", wish, ben.token)).statusCode).toBe(
        201,
      );
    }
    const question = { action: "view", resource: "project:heavy" };
    let answered = 0;
    const much = Array.from({ length: 30 }, () =>
      house.call("POST", "/api/access/check", question, cy.token).then((answer) => {
        answered++;
        return answer.statusCode;
      }),
    );
    const plain = await house.call("POST", "/api/access/check", { action: "AGENTS.USE" }, ben.token);
    expect(plain.statusCode).toBe(200);
    expect(answered).toBeLessThan(30);
    expect(new Set(await Promise.all(much))).toEqual(new Set([200]));
  });
});

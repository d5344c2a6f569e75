import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";

/*
 * Lists that take many conditions: whoever asks for them again and again waits, and nobody else does.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
  const condition = `[${Array.from({ length: 60 }, (_, index) => index)}].exists(x, subject.id.contains("zz") || resource.owner.contains("zz"))`;
  for (let index = 0; index < 20; index++) {
    const wish = { name: `Heavy ${index}`, provider: "echo", model: "echo" };
    const { _id } = (await house.as("ada", "POST", "/api/agents", wish)).json();
    for (let grant = 0; grant < 3; grant++) {
      const given = { principal: userOf("cy"), allow: ["use"], condition };
      const made = await house.as("ada", "POST", `/api/access/resources/agent/${_id}/grants`, given);
      expect(made.statusCode, made.body).toBe(201);
    }
  }
});
afterAll(() => house.close());

test.each(["/api/agents?limit=100", "/api/permissions/agent/effective/all"])("%s", async (url) => {
  let answered = 0;
  const much = Array.from({ length: 60 }, () =>
    house.as("cy", "GET", url).then(({ statusCode }) => {
      if (statusCode === 200) answered++;
      return statusCode;
    }),
  );
  const { statusCode } = await house.as("ben", "GET", url);
  expect(statusCode).toBe(200);
  expect(answered).toBeLessThan(20);
  // Of one person so many wait, and no more.
  const codes = await Promise.all(much);
  expect(new Set(codes)).toEqual(new Set([200, 429]));
});

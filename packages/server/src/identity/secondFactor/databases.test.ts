import { afterEach, beforeEach, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { type Authenticator, sayCode, sayPassword, setUp } from "../testing/authenticator.ts";
import { codeOf, type House, houseOn, type SignedInPerson } from "../testing/house.ts";

/* What hangs on how a database keeps several at the same moment apart. */
onEveryDatabase("two-factor sign-in", (given) => {
  let house: House;
  let ben: SignedInPerson;
  let app: Authenticator;
  let end: () => Promise<void>;
  beforeEach(async () => {
    const database = await given();
    house = await houseOn(database);
    end = async () => {
      await house.close();
      await database.remove();
    };
    await house.person("ada");
    ben = await house.person("ben");
    app = await setUp(house, ben);
  });
  afterEach(() => end());

  const steps = (count: number) => Promise.all(Array.from({ length: count }, () => sayPassword(house, "ben")));
  const statuses = (answers: { statusCode: number }[]) => answers.map(({ statusCode }) => statusCode).sort();

  test("takes a code of the app once", async () => {
    const answers = (await steps(4)).map((step) => sayCode(house, step, { token: app.code(1) }));
    expect(statuses(await Promise.all(answers))).toEqual([200, 403, 403, 403]);
  });

  test("takes a backup code once", async () => {
    const answers = (await steps(4)).map((step) => sayCode(house, step, { backupCode: app.backupCodes[0] }));
    expect(statuses(await Promise.all(answers))).toEqual([200, 403, 403, 403]);
  });

  test("takes a temporary token once", async () => {
    const [step] = await steps(1);
    const answers = app.backupCodes.slice(0, 4).map((backupCode) => sayCode(house, step, { backupCode }));
    expect(statuses(await Promise.all(answers))).toEqual([200, 401, 401, 401]);
  });

  test("counts every wrong code, also when they come at the same moment: the sixth is not looked at", async () => {
    const answers = (await steps(12)).map((step) => sayCode(house, step, { backupCode: "00000000" }));
    expect(statuses(await Promise.all(answers)).filter((status) => status === 403)).toHaveLength(5);
    const [step] = await steps(1);
    expect(codeOf(await sayCode(house, step, { backupCode: app.backupCodes[0] }))).toBe("rate-limited");
  });

  test("once switched off is asked for no more; set up anew it asks again", async () => {
    const off = await house.call("POST", "/api/auth/2fa/disable", { backupCode: app.backupCodes[0] }, ben.token);
    expect(off.statusCode).toBe(200);
    expect(await sayPassword(house, "ben")).toBeUndefined();
    await setUp(house, ben);
    expect(await sayPassword(house, "ben")).toBeDefined();
  });
});

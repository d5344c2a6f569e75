import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { codeAt, setUp } from "../testing/authenticator.ts";
import { type House, houseOn } from "../testing/house.ts";

/* docs/guides/two-factor.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("two-factor.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
let token: string;
let ben: string;
let secret = "";
beforeAll(async () => {
  house = await houseOn(await emptySqlite());
  ({ token } = await house.person("ada"));
  const person = await house.person("ben");
  await setUp(house, person);
  ben = person.id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(6));

test.each(commands)("%s", async (command) => {
  // Each code works once: the app shows another one by then.
  house.wait(30_000);
  const code = secret && codeAt(secret, house.identity.now());
  const filled = command.replaceAll("$CODE", code).replaceAll("$BEN", ben);
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const answer = await house.call(method as "GET", url, body && JSON.parse(body), token);
  expect(answer.statusCode, answer.body).toBe(200);
  const { otpauthUrl } = answer.json<{ otpauthUrl?: string }>();
  if (otpauthUrl) secret = new URL(otpauthUrl).searchParams.get("secret") ?? "";
});

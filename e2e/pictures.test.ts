import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pictureForm } from "./security/matrix/calls.ts";
import { House, type SignedIn } from "./security/support/house.ts";

/*
 * Pages show pictures by their address alone: no header comes along, and the session's cookie says who asks. It says so of pictures only, and
 * only while it is good for signing in again.
 */
let house: House;
let ahead = 0;
let ada: SignedIn;
let url: string;

beforeAll(async () => {
  house = await House.open({ GATEHOUSE_STALE_AFTER_MS: "3600000" }, () => Date.now() + ahead);
  await house.person("ada@example.org");
  await house.person("ben@example.org");
});
afterAll(() => house.close());
beforeEach(async () => {
  ada = await house.signIn("ada@example.org");
  const sent = await house.call("POST", { url: "/api/files/images/avatar", ...pictureForm }, ada.token);
  expect(sent.status, sent.text).toBe(200);
  url = sent.body.url;
});

const withCookie = (cookie: string, at = url) =>
  house.call("GET", { url: at, headers: { cookie: `refreshToken=${cookie}` } });

describe("a picture", () => {
  test("is told with the person, until they have none", async () => {
    const avatar = async () => (await house.call("GET", { url: "/api/user" }, ada.token)).body.avatar;
    expect(await avatar()).toBe(url);
    expect((await house.call("DELETE", { url: "/api/files/images/avatar" }, ada.token)).status).toBe(204);
    expect(await avatar()).toBeNull();
  });

  test("is shown to whoever has a session, by its cookie, and to nobody without", async () => {
    const ben = await house.signIn("ben@example.org");
    const [shown, unknown, none] = [
      await withCookie(ben.cookie),
      await withCookie("x"),
      await house.call("GET", { url }),
    ];
    expect([shown.status, shown.text, shown.headers["content-type"]]).toEqual([200, "GIF89a", "image/gif"]);
    expect([unknown, none].map(({ status, body }) => [status, body.code])).toEqual([
      [401, "not-signed-in"],
      [401, "not-signed-in"],
    ]);
  });

  test("is all that the cookie opens", async () => {
    for (const other of ["/api/user", "/api/files", "/api/agents"])
      expect((await withCookie(ada.cookie, other)).status).toBe(401);
    const deleting = { url: "/api/files/images/avatar", headers: { cookie: `refreshToken=${ada.cookie}` } };
    expect((await house.call("DELETE", deleting)).status).toBe(401);
  });

  test("is not shown by a cookie whose session is over, or that another one took the place of", async () => {
    const ben = await house.signIn("ben@example.org");
    const renewed = await house.call("POST", {
      url: "/api/auth/refresh",
      body: {},
      headers: { cookie: `refreshToken=${ben.cookie}`, "gatehouse-own-request": "1" },
    });
    expect(renewed.status, renewed.text).toBe(200);
    // Tabs that ask at the same moment have the former one still.
    expect((await withCookie(ben.cookie)).status).toBe(200);
    ahead += 10 * 60_000;
    expect((await withCookie(ben.cookie)).status).toBe(401);
    const next = /refreshToken=([^;]+)/.exec(String(renewed.headers["set-cookie"]))?.[1] ?? "";
    expect((await withCookie(next)).status).toBe(200);
    await house.call("POST", { url: "/api/auth/logout", body: {} }, renewed.body.token);
    expect((await withCookie(next)).status).toBe(401);
  });
});

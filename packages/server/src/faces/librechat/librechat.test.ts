import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse } from "../../workspace/testing/house.ts";

const yaml = `version: 1.3.0
interface:
  privacyPolicy: { externalUrl: "https://example.org/privacy" }
  customWelcome: Hello
endpoints:
  custom:
    - name: lab
      apiKey: sk-very-secret
      baseURL: http://127.0.0.1:9/v1
      models: { default: [big, small] }
`;

let house: House;
beforeAll(async () => {
  house = await openHouse({ yaml });
});
afterAll(() => house.close());

/** What librechat-rest.md, part 14, calls blocking or expects: the shape without which LibreChat's client shows nothing. */
describe("what LibreChat's client asks for when it starts", () => {
  test("the configuration before signing in: enough for the login page, and no more", async () => {
    const response = await house.app.inject({ url: "/api/config" });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      emailLoginEnabled: true,
      socialLoginEnabled: false,
      socialLogins: [],
      passwordResetEnabled: false,
      openidLabel: "",
      openidAutoRedirect: false,
      firstRun: false,
      organization: { slug: "acme" },
      interface: { privacyPolicy: { externalUrl: "https://example.org/privacy" } },
    });
    expect(response.json()).not.toHaveProperty("sharedLinksEnabled");
    expect(response.body).not.toContain("customWelcome");
  });

  test("and after", async () => {
    const { json } = await house.as("dee", "GET", "/api/config");
    expect(json()).toMatchObject({
      organization: { slug: "umbrella" },
      interface: { customWelcome: "Hello" },
      balance: { enabled: false },
      sharedLinksEnabled: true,
    });
  });

  test.each([
    ["true", "true", true, true],
    ["true", "false", true, false],
    ["false", "true", false, false],
  ])("tells of shared links what holds (%s, for visitors %s)", async (links, visitors, enabled, isPublic) => {
    const switched = await openHouse({ env: { ALLOW_SHARED_LINKS: links, ALLOW_SHARED_LINKS_PUBLIC: visitors } });
    try {
      const told = (await switched.as("ada", "GET", "/api/config")).json();
      expect([told.sharedLinksEnabled, told.publicSharedLinksEnabled]).toEqual([enabled, isPublic]);
    } finally {
      await switched.close();
    }
  });

  test("no secret is in any of it", async () => {
    for (const path of ["/api/config", "/api/endpoints", "/api/models"])
      expect((await house.as("ada", "GET", path)).body).not.toMatch(/sk-very-secret|127\.0\.0\.1:9/);
  });

  test("endpoints and models that one may use, and no others", async () => {
    expect((await house.as("ada", "GET", "/api/endpoints")).json()).toMatchObject({
      agents: { order: 0, userProvide: false },
      lab: { order: 1, type: "custom", userProvide: false },
    });
    expect((await house.as("ada", "GET", "/api/models")).json()).toEqual({ agents: [], lab: ["big", "small"] });
    const big = house.settings.models.find(({ model }) => model === "big")?.id;
    await house.change([{ kind: "restricted-set", resource: `model:${big}`, restricted: true }]);
    expect((await house.as("ada", "GET", "/api/models")).json()).toEqual({ agents: [], lab: ["small"] });
    expect((await house.as("dee", "GET", "/api/models")).json()).toEqual({ agents: [], lab: ["big", "small"] });
  });

  test.each([
    ["/api/files", []],
    ["/api/files/config", {}],
    ["/api/user/settings/favorites/tools", []],
    ["/api/user/settings/pinned-order", []],
    ["/api/tags", []],
    ["/api/prompts/all", []],
    [
      "/api/prompts/groups",
      { promptGroups: [], pageNumber: "1", pageSize: "10", pages: "1", has_more: false, after: null },
    ],
    ["/api/mcp/servers", {}],
    ["/api/presets", []],
    ["/api/keys?name=lab", { expiresAt: null }],
    ["/api/endpoints/token-config", {}],
    ["/api/agents/tools", []],
    ["/api/search/enable", true],
    ["/api/agents/chat/active", { activeJobIds: [] }],
    [
      "/api/agents?requiredPermission=1",
      { object: "list", data: [], first_id: null, last_id: null, has_more: false, after: null },
    ],
    ["/api/convos?limit=25", { conversations: [], nextCursor: null }],
    ["/api/messages/new", []],
  ])("GET %s answers %j", async (path, answer) => {
    const response = await house.as("cy", "GET", path);
    expect([response.statusCode, response.json()]).toEqual([200, answer]);
    expect((await house.app.inject({ url: path })).statusCode).toBe(401);
  });

  test("there is no banner: an empty body, signed in or not", async () => {
    for (const response of [await house.as("cy", "GET", "/api/banner"), await house.app.inject({ url: "/api/banner" })])
      expect([response.statusCode, response.body]).toEqual([200, ""]);
  });

  test.each(["/health", "/livez", "/healthz", "/readyz"])("%s is OK, for anybody", async (path) => {
    const response = await house.app.inject({ url: path });
    expect([response.statusCode, response.body, response.headers["content-type"]]).toEqual([
      200,
      "OK",
      expect.stringMatching(/^text\/plain/),
    ]);
  });
});

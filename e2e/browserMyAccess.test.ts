import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  choose,
  chromiumPath,
  faultsAtBothWidths,
  faultsInBothSchemes,
  launch,
  openWindow,
  signIn,
} from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

const SPEC = `openapi: 3.1.0
info: { title: Tickets }
servers: [{ url: "https://tickets.invalid" }]
paths: { /tickets: { get: { operationId: listTickets } } }
`;

/*
 * What people can reach and share, as each sees it: Ada owns, Ben edits one thing and has another through a group, Cy views for a day,
 * Max has nothing.
 */
describe.skipIf(!chromiumPath)("my access and sharing in a browser (skipped without Chromium)", () => {
  let server: RunningServer;
  let world: SmallWorld;
  let browser: Browser;
  const pages: Partial<Record<"Ada" | "Ben" | "Cy" | "Max", Page>> = {};
  const complaints: string[][] = [];

  beforeAll(async () => {
    const yaml = "version: 1.3.5\nactions: { allowedDomains: [tickets.invalid] }\n";
    server = await startServer({ yaml, env: { LOGIN_MAX: "100", LIMIT_MESSAGE_IP: "false" } });
    world = await makeSmallWorld(server.url);
    const { ada, ben, cy } = world;
    const wish = { name: "Translator", instructions: "SECRET", provider: "echo", model: "echo" };
    const { body: translator } = await ada.post("/api/agents", wish);
    const give = (wished: object) => ada.post(`/api/access/resources/agent/${translator._id}/grants`, wished);
    await give({ principal: `user:${ben}`, role: "editor" });
    await give({ principal: `user:${cy}`, role: "viewer", expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
    const tool = await ada.post("/api/tools", { spec: SPEC, domain: "tickets.invalid" });
    await ada.post(`/api/access/resources/tool/${tool.body._id}/grants`, {
      ...{ principal: `user:${ben}`, allow: ["use", "share"], condition: "true == true" },
    });
    await (await Person.signIn(server.url, emailOf("Ben"), PASSWORD)).hear(translator.id, "What only Ben may read");
    browser = await launch();
    for (const name of ["Ada", "Ben", "Cy", "Max"] as const) {
      const { page, complaints: of } = await openWindow(browser, server.url, name === "Cy" ? { dark: true } : {});
      complaints.push(of);
      await signIn(page, emailOf(name), PASSWORD);
      pages[name] = page;
    }
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const of = (name: keyof typeof pages): Page => {
    const page = pages[name];
    if (!page) throw new Error(`${name} has no window`);
    return page;
  };
  const goTo = (page: Page, path: string) => page.goto(`${server.url}${path}`);

  test("whoever has nothing is told what would be here, and where to ask", async () => {
    const max = of("Max");
    await max.getByRole("link", { name: "My access" }).click();
    await max.getByText("No agents from others").waitFor();
    expect(await faultsAtBothWidths(max, "access-empty")).toEqual([]);
    await max.getByRole("link", { name: "What you asked for" }).click();
    await max.getByText("You asked for nothing").waitFor();
    await max.getByRole("link", { name: "Sharing" }).click();
    await max.getByText("You share nothing").waitFor();
    await max.getByRole("tab", { name: "With me" }).click();
    await max.getByText("Nobody shares anything with you").waitFor();
    expect(await faultsInBothSchemes(max, "sharing-empty")).toEqual([]);
  });

  test("an editor sees why: given directly, and through groups", async () => {
    const ben = of("Ben");
    await goTo(ben, "/access");
    const list = ben.getByRole("list", { name: "Agents from others" });
    await list.getByText("Editor given to you").waitFor();
    await list.getByText("Viewer through Platform, which is in Engineering").waitFor();
    expect(await list.textContent()).toContain("Ada’s");
    expect(await faultsAtBothWidths(ben, "access-agents")).toEqual([]);
  });

  test("and all of the proof, by the keyboard", async () => {
    const ben = of("Ben");
    await ben.getByRole("button", { name: "Why: Helpdesk" }).focus();
    await ben.keyboard.press("Enter");
    const proof = ben.getByRole("status").filter({ hasText: "May use" });
    await proof.getByText("is in Platform").or(proof.getByText("Ben is in")).first().waitFor();
    expect(await ben.getByRole("button", { name: "Why: Helpdesk" }).getAttribute("aria-expanded")).toBe("true");
    expect(await faultsAtBothWidths(ben, "access-why")).toEqual([]);
  });

  test("a viewer sees that it ends soon", async () => {
    const cy = of("Cy");
    await goTo(cy, "/access");
    const list = cy.getByRole("list", { name: "Agents from others" });
    await list.getByText(/^Ends (tomorrow|in 2\d hours|in 1 day)$/).waitFor();
    expect(await list.getByRole("listitem").count()).toBe(1);
    expect(await faultsInBothSchemes(cy, "access-ends")).toEqual([]);
  });

  test("models, groups, and what roles bring are there, too", async () => {
    const ben = of("Ben");
    await choose(ben, "Show", "Models");
    await ben.getByText("Open to everybody here").first().waitFor();
    await choose(ben, "Show", "Tools");
    await ben.getByRole("list", { name: "Tools from others" }).getByRole("link", { name: "Tickets" }).waitFor();
    await choose(ben, "Show", "Groups");
    await ben.getByRole("list", { name: "Groups from others" }).getByText("Platform").first().waitFor();
    await choose(ben, "Show", "What your roles bring");
    await ben.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    await ben.getByText("By the role USER").first().waitFor();
    expect(await faultsAtBothWidths(ben, "access-features")).toEqual([]);
  });

  test("the owner sees who has what and when they used it, never what they wrote", async () => {
    const ada = of("Ada");
    await goTo(ada, "/access?whose=me");
    await ada.getByRole("list", { name: "Your own agents" }).getByText("Translator").waitFor();
    await ada.getByRole("link", { name: "Sharing" }).click();
    const has = ada.getByRole("list", { name: "Who has Translator" });
    await has.getByText(/^Editor · last used /).waitFor();
    await has.getByText(/^Viewer · until .* · not used yet$/).waitFor();
    expect(await ada.locator("main").textContent()).not.toContain("only Ben may read");
    expect(await faultsAtBothWidths(ada, "sharing-by-me")).toEqual([]);
  });

  test("opens the dialog, and takes one grant back", async () => {
    const ada = of("Ada");
    await ada.getByRole("button", { name: "Share Translator" }).click();
    await ada.getByRole("dialog", { name: "Share Translator" }).getByRole("list", { name: "Grants" }).waitFor();
    await ada.keyboard.press("Escape");
    await ada.getByRole("button", { name: "Take back Translator from Cy" }).click();
    await ada.getByText("Cy has Translator no more by this").waitFor();
    await ada.getByRole("button", { name: "Take back Translator from Cy" }).waitFor({ state: "hidden" });
    const cy = of("Cy");
    await goTo(cy, "/access");
    await cy.getByText("No agents from others").waitFor();
  });

  test("who has something sees from whom and since when, and gives it up", async () => {
    const ben = of("Ben");
    await goTo(ben, "/sharing?side=with-me");
    const list = ben.getByRole("list", { name: "What others share with you" });
    await list.getByText(/^Agent · Editor · from Ada · since .* · no end · you last used it /).waitFor();
    await list.getByText(/^Tool · Find it, and have agents call it; share it on.* · under a condition/).waitFor();
    await list.getByText(/^Agent · Viewer through Engineering · from Ada/).waitFor();
    expect(await faultsAtBothWidths(ben, "sharing-with-me")).toEqual([]);
    await ben.getByRole("button", { name: "Give up Translator" }).click();
    await ben.getByRole("dialog", { name: "Give up Translator?" }).getByRole("button", { name: "Give it up" }).click();
    await ben.getByText("You gave Translator up").waitFor();
    await expect.poll(() => list.getByRole("listitem").count()).toBe(2);
  });

  test("links in lists are high enough for a finger", async () => {
    const ben = of("Ben");
    await ben.setViewportSize({ width: 390, height: 844 });
    const link = ben.getByRole("list", { name: "What others share with you" }).getByRole("link").first();
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(24);
  });

  test.each(["/outbox", "/sign-in-tokens", "/people/invitations"])(
    "%s says alike to whom it is not open",
    async (path) => {
      const page = of(path === "/people/invitations" ? "Cy" : "Max");
      await goTo(page, path);
      await page.getByRole("heading", { name: "Not allowed", level: 1 }).waitFor();
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      await page.getByText(/^(Only the operator of|This is for administrators)/).waitFor();
      expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
      expect(await faultsAtBothWidths(page, `not-allowed${path.replaceAll("/", "-")}`)).toEqual([]);
    },
  );

  test("without OpenID and mail the pages about them say so first", async () => {
    const ada = of("Ada");
    await goTo(ada, "/sign-in-tokens");
    await ada.getByText("No OpenID provider is set up").waitFor();
    expect(await faultsAtBothWidths(ada, "token-test-without-openid")).toEqual([]);
    await goTo(ada, "/people/invitations");
    await ada.getByRole("button", { name: "Invite somebody" }).click();
    await ada.getByRole("dialog", { name: "Invite somebody" }).getByText("waits in the Outbox").waitFor();
    expect(await faultsAtBothWidths(ada, "invite-without-mail")).toEqual([]);
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

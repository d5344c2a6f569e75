import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD } from "./support/smallWorld.ts";

/*
 * Whoever comes back finds what they left: after a session that was ended elsewhere, and after signing out. The words of the API are never on the screen.
 */
describe.skipIf(!chromiumPath)("coming back, in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let server: RunningServer;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100" } });
    await makeSmallWorld(server.url);
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
    await signIn(page, emailOf("Ada"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  /** What somebody does at another machine: ends all sessions but the one they have there. */
  const endSessionsOf = async (name: string) => {
    const elsewhere = await Person.signIn(server.url, emailOf(name), PASSWORD);
    const { sessions } = (await elsewhere.get("/api/auth/sessions")).body;
    for (const { id, current } of sessions) if (!current) await elsewhere.delete(`/api/auth/sessions/${id}`);
  };
  const enter = async (name: string) => {
    await page.getByLabel("Email").fill(emailOf(name));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  /** Whatever is on the screen meanwhile, too. */
  const wordsOfTheApi = async () => {
    const found = await page.evaluate(() => (globalThis as unknown as { seen?: string[] }).seen ?? []);
    return found.filter((text) => /bearer|access token|Not signed in/i.test(text));
  };
  const watchWords = () =>
    page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => seen.push(document.body.innerText)).observe(document.body, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });

  test.each([
    ["/people", "Ben"],
    [`/roles/USER`, "Save"],
    ["/groups", "Engineering"],
  ])("whose session was ended elsewhere signs in again, and is where they were: %s", async (path, shown) => {
    await page.goto(path);
    const there = page.getByRole("main").getByText(shown, { exact: true }).first();
    await there.waitFor();
    await watchWords();
    await endSessionsOf("Ada");
    await page.getByRole("link", { name: "Services" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter("Ada");
    await page.getByRole("heading", { name: "Services" }).waitFor();
    await page.getByText("No services yet").waitFor();
    await page
      .getByRole("link", { name: path === "/people" ? "People" : path === "/groups" ? "Groups" : "Roles" })
      .click();
    if (path.startsWith("/roles")) await page.getByRole("link", { name: "USER", exact: true }).click();
    await there.waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await wordsOfTheApi()).toEqual([]);
  });

  test("a change that is refused since the session has ended: the page that one was on comes back, and works at once", async () => {
    await page.goto("/roles/USER");
    await page.getByRole("checkbox", { name: "Web search: Use", exact: true }).click();
    await watchWords();
    await endSessionsOf("Ada");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter("Ada");
    await page.getByRole("heading", { name: "USER", level: 1 }).waitFor();
    await page.getByRole("checkbox", { name: "Web search: Use", exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/roles/USER");
    expect(await page.getByRole("main").getByRole("alert").count()).toBe(0);
    expect(await wordsOfTheApi()).toEqual([]);
  });

  test("after signing out somebody else sees nothing of it", async () => {
    await page.goto("/agents");
    await page.getByRole("article", { name: "Helpdesk" }).waitFor();
    await page.getByRole("button", { name: "Account of Ada" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter("Cy");
    await page.getByText("No agents of your own yet").waitFor();
    expect(await page.getByRole("link", { name: "People" }).count()).toBe(0);
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});

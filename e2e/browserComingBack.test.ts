import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD } from "./support/smallWorld.ts";

/*
 * Whoever comes back finds what they left: after a session that was ended elsewhere, after signing out, after a reload in the middle of the
 * set-up. The words of the API are never on the screen.
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

  const endSessionsOf = (name: string) => Person.endSessionsOf(server.url, emailOf(name), PASSWORD);
  /** With all that the page asks for by itself, which would notice by itself that the session has ended. */
  const opened = (path: string) => page.goto(path, { waitUntil: "networkidle" });
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
      new MutationObserver(() => seen.push(document.body.textContent ?? "")).observe(document.body, {
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
    await opened(path);
    const there = page.getByRole("main").getByText(shown, { exact: true }).first();
    await there.waitFor();
    await watchWords();
    await endSessionsOf("Ada");
    await page.getByRole("link", { name: "Your account" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter("Ada");
    await page.getByRole("heading", { name: "Your account", level: 1 }).waitFor();
    await page.getByText("Current password").waitFor();
    await page
      // *My groups* is there before the administration is.
      .getByRole("link", { name: path === "/people" ? "People" : path === "/groups" ? "Groups" : "Roles", exact: true })
      .click();
    if (path.startsWith("/roles")) await page.getByRole("link", { name: "USER", exact: true }).click();
    await there.waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await wordsOfTheApi()).toEqual([]);
  });

  test("a change that is refused since the session has ended: the page that one was on comes back, and works at once", async () => {
    await opened("/roles/USER");
    await page.getByRole("checkbox", { name: "Web search: Use", exact: true }).click();
    await watchWords();
    await endSessionsOf("Ada");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter("Ada");
    await page.getByRole("heading", { name: "USER", level: 1 }).waitFor();
    await page.getByRole("checkbox", { name: "Web search: Use", exact: true }).waitFor();
    // What was switched is switched again, and can be saved or undone.
    await page.getByText("What you had typed is here again.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
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

  test("whoever is signed in is sent on from the forms of signing in and registering", async () => {
    for (const path of ["/login", "/register", "/setup", "/setup/sharing"]) {
      await page.goto(path);
      await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    }
    await page.goto("/login?redirect_to=%2Fc%2Fnew");
    await page.getByRole("heading", { name: "New chat" }).waitFor();
    await page.goto("/login?redirect_to=https%3A%2F%2Felsewhere.example%2F");
    await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
  });

  test("a reload in the middle of the set-up keeps the question of sharing, until it is answered", async () => {
    const empty = await startServer();
    const first = await openWindow(browser, empty.url, { width: 390, height: 844 });
    await first.page.goto("/");
    await first.page.getByLabel("Name").fill("Ada");
    await first.page.getByLabel("Email").fill(emailOf("Ada"));
    await first.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await first.page.getByLabel("Repeat the password").fill(PASSWORD);
    await first.page.getByRole("button", { name: "Create the super admin" }).click();
    const question = first.page.getByRole("heading", { name: "May members share with each other?" });
    await question.waitFor();
    await first.page.reload();
    await question.waitFor();
    expect(await faultsOf(first.page, "set-up-sharing-after-reload")).toEqual([]);
    await first.page.getByRole("radio", { name: /Yes, members may share/ }).check();
    await first.page.getByRole("button", { name: "Finish" }).click();
    await first.page.getByText("No agents of your own yet").waitFor();
    const ada = await Person.signIn(empty.url, emailOf("Ada"), PASSWORD);
    expect((await ada.get("/api/admin/roles/USER")).body.role.permissions.AGENTS.SHARE).toBe(true);
    // With other people there it is a matter of the page of roles.
    await ada.post("/api/admin/users", { name: "Ben", email: emailOf("Ben"), password: PASSWORD });
    await first.page.goto("/setup/sharing");
    await first.page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    expect(first.complaints).toEqual([]);
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});

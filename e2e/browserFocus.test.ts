import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * Where the keyboard goes on when what had the focus is gone: never at the top of the page.
 */
describe.skipIf(!chromiumPath)("where the focus goes, in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let server: RunningServer;
  let world: SmallWorld;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100", LIMIT_MESSAGE_IP: "false" } });
    world = await makeSmallWorld(server.url);
    browser = await launch();
    ({ page, complaints } = await openWindow(browser, server.url));
    await signIn(page, emailOf("Ada"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const focused = (role: Parameters<Page["getByRole"]>[0], name: string | RegExp, at = page) =>
    expect.poll(() => at.getByRole(role, { name }).and(at.locator(":focus")).count(), { message: `${name}` }).toBe(1);

  test("after a wrong password that was sent by the mouse it is on what went wrong", async () => {
    const { page: stranger } = await openWindow(browser, server.url);
    await stranger.goto("/login");
    await stranger.getByLabel("Email").fill(emailOf("Ada"));
    await stranger.getByLabel("Password", { exact: true }).fill("wrong wrong");
    for (const _ of ["once", "and again"]) {
      await stranger.getByRole("button", { name: "Sign in" }).click();
      await focused("alert", "Wrong address or password", stranger);
    }
    await stranger.keyboard.press("Tab");
    await focused("button", "Sign in", stranger);
    await stranger.context().close();
  });

  test("after stopping an answer one can write on", async () => {
    await page.goto("/c/new");
    await page.getByRole("textbox", { name: "Message" }).fill("/slow 20");
    await page.keyboard.press("Enter");
    const stop = page.getByRole("button", { name: "Stop the answer" });
    await stop.focus();
    await page.keyboard.press("Enter");
    await stop.waitFor({ state: "detached" });
    await focused("textbox", "Message");
  });

  test("after taking somebody or something out of a list it is on the list's heading", async () => {
    for (const body of [{ userId: world.cy }, { groupId: world.platform }])
      await world.ada.post(`/api/admin/groups/${world.engineering}/members`, body);
    await page.goto(`/groups/${world.engineering}`);
    for (const [name, heading] of [
      ["Cy", /^Members/],
      ["Platform", "Groups in it"],
    ] as const) {
      const remove = page.getByRole("button", { name: `Remove ${name}` });
      await remove.focus();
      await page.keyboard.press("Enter");
      await remove.waitFor({ state: "detached" });
      await focused("heading", heading);
    }
    await Person.signIn(server.url, emailOf("Ada"), PASSWORD);
    await page.goto("/account");
    const end = page.getByRole("button", { name: /^End the session/ }).first();
    await end.focus();
    await page.keyboard.press("Enter");
    await page.getByText("The session has ended").waitFor();
    await focused("heading", "Devices");
  });

  test("no page complained", () => {
    expect(complaints).toEqual([]);
  });
});

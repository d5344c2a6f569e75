import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsInBothSchemes, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import { furnish, PAGES_BEFORE_SIGN_IN, pagesIn } from "./support/pages.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * The pages, but for those whose own tests look at them (leaving, usage, report, reviews, moderation, audit), looked at by axe: light and dark, at a desk and on a phone, with something on it and empty, failed and while it loads; and the
 * way through them by the keyboard alone.
 */
const looks = { desk: {}, phone: { width: 390, height: 844, dark: true } };

describe.skipIf(!chromiumPath)("the pages in a browser (skipped without Chromium)", () => {
  let server: RunningServer;
  let world: SmallWorld;
  let browser: Browser;
  let conversation = "";
  const complaints: string[][] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100", LIMIT_MESSAGE_IP: "false" } });
    world = await makeSmallWorld(server.url);
    conversation = await furnish(world);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const window = async (look: object) => {
    const { page, complaints: of } = await openWindow(browser, server.url, look);
    complaints.push(of);
    return page;
  };
  const settled = async (page: Page) => {
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
  };

  /** Gathers what is wrong: at a desk in light and in dark; on a phone, where the same colors are arranged otherwise, in dark alone. */
  const looking = (page: Page, look: string) => {
    const faults: string[] = [];
    const faultsIn = look === "desk" ? faultsInBothSchemes : faultsOf;
    return {
      faults,
      looked: async (name: string) => faults.push(...(await faultsIn(page, `${look}-${name}`.replaceAll(/\W+/g, "-")))),
    };
  };

  test.each(Object.entries(looks))("before the sign-in, on a %s", async (look, size) => {
    const page = await window(size);
    const { faults, looked } = looking(page, look);
    for (const path of PAGES_BEFORE_SIGN_IN) {
      await page.goto(path);
      await settled(page);
      await looked(path);
    }
    await page.goto("/login");
    await page.getByLabel("Email").fill("nobody@example.com");
    await page.getByLabel("Password", { exact: true }).fill("wrong wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await looked("wrong");
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test.each(Object.entries(looks))("all others, as an administrator, on a %s", async (look, size) => {
    const page = await window(size);
    await signIn(page, emailOf("Ada"), PASSWORD);
    const { agent, engineering, ben } = world;
    const { faults, looked } = looking(page, look);
    for (const path of pagesIn(world, conversation)) {
      await page.goto(path);
      await settled(page);
      await looked(
        path.replace(conversation, "one").replace(ben, "ben").replace(engineering, "one").replace(agent.id, "one"),
      );
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test.each(Object.entries(looks))("what opens on top of the pages, on a %s", async (look, size) => {
    const page = await window(size);
    await signIn(page, emailOf("Ada"), PASSWORD);
    const { faults, looked } = looking(page, look);
    await page.goto("/agents");
    await page.getByRole("button", { name: "More for Helpdesk" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
    await looked("menu");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    const dialog = page.getByRole("dialog", { name: "Share Helpdesk" });
    await dialog.getByText("Shared with 1 group.").waitFor();
    await looked("share");
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("cy");
    await page.getByRole("option", { name: /Cy/ }).waitFor();
    await looked("share-found");
    await page.getByRole("option", { name: /Cy/ }).click();
    await dialog.getByRole("button", { name: "Deny, condition, reason" }).click();
    await dialog.getByRole("combobox", { name: "Level", exact: true }).click();
    await page.getByRole("option", { name: "Single actions" }).waitFor();
    await looked("share-choices");
    await page.getByRole("option", { name: "Single actions" }).click();
    await looked("share-form");
    for (const tab of ["Who can do what now", "Owner"]) {
      await dialog.getByRole("tab", { name: tab }).click();
      await settled(page);
      await looked(`share-${tab}`);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("empty and forbidden, as a member who has nothing", async () => {
    const page = await window({ width: 390, height: 844, dark: true });
    await signIn(page, emailOf("Cy"), PASSWORD);
    const faults: string[] = [];
    for (const path of [
      "/agents",
      "/agents?owner=shared",
      "/agents?owner=organization",
      "/c/new",
      "/overview",
      "/people",
      "/roles",
    ]) {
      await page.goto(path);
      await settled(page);
      faults.push(...(await faultsOf(page, `member${path}`.replaceAll(/\W+/g, "-"))));
    }
    await page.goto("/people");
    await page.getByText("This is for administrators.").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("by the keyboard alone: sign in, find an agent, share it until tomorrow, take it all back", async () => {
    const page = await window({});
    const { keyboard } = page;
    const focused = (name: string | RegExp, role: Parameters<Page["getByRole"]>[0] = "button") =>
      expect
        .poll(() => page.getByRole(role, { name }).and(page.locator(":focus")).count(), { message: `${name}` })
        .toBe(1);
    /** Tab until it has the focus; also where a list that comes anew has let go of it: the way then begins at the top. */
    const tabTo = async (name: string | RegExp, role: Parameters<Page["getByRole"]>[0] = "button") => {
      await page.getByRole(role, { name }).first().waitFor();
      const wanted = page.getByRole(role, { name }).and(page.locator(":focus"));
      for (let at = 0; at < 120 && (await wanted.count()) === 0; at++) await keyboard.press("Tab");
      await focused(name, role);
    };
    await page.goto("/");
    await settled(page);
    await tabTo("Email", "textbox");
    await keyboard.type(emailOf("Ada"));
    await keyboard.press("Tab");
    await keyboard.type(PASSWORD);
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    await keyboard.press("/");
    await focused("Search agents", "searchbox");
    await keyboard.type("Help");
    await page.waitForURL(/q=Help/);
    await page.getByRole("article", { name: "Helpdesk" }).waitFor();
    await tabTo("Share Helpdesk");
    await keyboard.press("Enter");
    await tabTo(/^Add people/, "textbox");
    await keyboard.type("cy@");
    await page.getByRole("option", { name: /Cy/ }).waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await focused("Share with Cy", "heading");
    await tabTo("Ends", "combobox");
    await keyboard.press("Enter");
    await page.getByRole("option", { name: "Never", selected: true }).waitFor();
    await page.waitForTimeout(100);
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await tabTo("Share");
    await keyboard.press("Enter");
    await page.getByText("Helpdesk is shared with Cy").waitFor();
    await focused(/^Add people/, "textbox");
    await page.getByText(/^Person · until/).waitFor();
    await tabTo("Take all back");
    await keyboard.press("Enter");
    await page.getByRole("dialog", { name: /Take Helpdesk back/ }).waitFor();
    await tabTo("Take all back");
    await keyboard.press("Enter");
    await page.getByText("Private: only Ada can use it.").waitFor();
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await focused("Share Helpdesk");
    await page.context().close();
  });

  test("a server that is gone is said, on the page and of a change, and both can be tried again", async () => {
    const page = await window({});
    await signIn(page, emailOf("Ada"), PASSWORD);
    await page.goto("/roles/USER");
    await page.getByRole("checkbox", { name: "Web search: Use", exact: true }).click();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    expect(await faultsOf(page, "offline-change")).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page
      .getByRole("dialog", { name: "Change what USER may do?" })
      .getByRole("button", { name: "Save", exact: true })
      .click();
    await page.getByText("Saved").waitFor();
    await page.route("**/livez", (route) => route.abort());
    await page.route("**/api/admin/users?*", (route) => route.abort());
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    expect(await faultsOf(page, "offline-page")).toEqual([]);
    await page.unroute("**/api/admin/users?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    await page.context().close();
  });

  test("a page that missed the server is there as soon as the server is, also behind a proxy that answers for it", async () => {
    const page = await window({});
    await signIn(page, emailOf("Ada"), PASSWORD);
    await page.goto("/roles/USER");
    const gone = { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" };
    for (const path of ["**/livez", "**/api/admin/users?*"]) await page.route(path, (route) => route.fulfill(gone));
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    await page.unrouteAll();
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    await page.context().close();
  });

  test("a page that missed the network is there as soon as the network is, without loading the console anew", async () => {
    const page = await window({});
    await signIn(page, emailOf("Ada"), PASSWORD);
    await page.goto("/roles/USER");
    await page.getByRole("link", { name: "Services" }).waitFor();
    await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Services" }).click();
    await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Wiki").waitFor();
    expect(await page.evaluate(() => "isTheSame" in globalThis)).toBe(true);
    await page.context().close();
  });

  test("code that was lost on the way does not load the console anew, code of another version does", async () => {
    const page = await window({});
    await signIn(page, emailOf("Ada"), PASSWORD);
    await page.goto("/roles/USER");
    await page.getByRole("link", { name: "Services" }).waitFor();
    await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
    const isTheSame = () => page.evaluate(() => "isTheSame" in globalThis);
    await page.route("**/assets/ServicesPage-*", (route) => route.abort());
    await page.getByRole("link", { name: "Services" }).click();
    await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    expect(await isTheSame()).toBe(true);
    const other = '<script type="module" crossorigin src="/assets/index-other.js"></script>';
    await page.route(/:\d+\/$/, (route) => route.fulfill({ contentType: "text/html", body: other }));
    const again = page.waitForEvent("framenavigated");
    await page.getByRole("button", { name: "Try again" }).click();
    await again;
    await page.context().close();
  });

  test("while it loads, a page says so", async () => {
    const page = await window({});
    await signIn(page, emailOf("Ada"), PASSWORD);
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route("**/api/admin/users?*", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("status", { name: "Loading" }).waitFor();
    expect(await faultsOf(page, "loading")).toEqual([]);
    go();
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    await page.context().close();
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * How the console is handled, at a desk and on a phone: what is said covers nothing, what is typed is not lost without a question, addresses
 * that lead nowhere lead to something, and the keyboard closes what it opened.
 */
describe.skipIf(!chromiumPath)("handling the console in a browser (skipped without Chromium)", () => {
  let browser: Browser;
  let server: RunningServer;
  let world: SmallWorld;
  let page: Page;
  let phone: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LOGIN_MAX: "100" } });
    world = await makeSmallWorld(server.url);
    browser = await launch();
    const windows = [
      await openWindow(browser, server.url),
      await openWindow(browser, server.url, { width: 390, height: 844, dark: true }),
    ];
    [page, phone] = windows.map((one) => one.page) as [Page, Page];
    complaints.push(...windows.map((one) => one.complaints));
    await signIn(page, emailOf("Ada"), PASSWORD);
    await signIn(phone, emailOf("Ada"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  test.each(["desk", "phone"])(
    "on a %s what is said covers neither the dialog's head and buttons nor the page's",
    async (where) => {
      const at = where === "desk" ? page : phone;
      await at.goto("/agents");
      await at.getByRole("button", { name: "Share Helpdesk" }).click();
      const dialog = at.getByRole("dialog", { name: "Share Helpdesk" });
      const said = at.locator(".mantine-Notification-root");
      for (const name of ["Cy", "Ben"]) {
        await dialog.getByRole("textbox", { name: /^Add people/ }).fill(`${name.toLowerCase()}@`);
        await at.getByRole("option", { name }).click();
        await dialog.getByRole("button", { name: "Share", exact: true }).click();
        await at.getByText(`Helpdesk is shared with ${name}`).waitFor();
      }
      await dialog.getByRole("button", { name: "Take away the grant of Cy" }).click();
      // At once, and not when an offer to undo what was said before has ended.
      await at.getByText("The grant of Cy is taken away").waitFor({ timeout: 10_000 });
      expect(await said.count()).toBeLessThanOrEqual(2);
      const boxes = await Promise.all((await said.all()).map((one) => one.boundingBox()));
      for (const free of [
        dialog.getByRole("button", { name: "Close" }).first(),
        dialog.getByRole("tab", { name: "Owner" }),
        dialog.getByRole("textbox", { name: /^Add people/ }),
      ]) {
        const box = await free.boundingBox();
        for (const one of boxes) expect(box && one && overlaps(box, one), `${free} under what is said`).toBe(false);
      }
      for (const one of boxes) expect(one?.y, "the header of the page").toBeGreaterThan(56);
      expect(await faultsOf(at, `said-${where}`)).toEqual([]);
      await dialog.getByRole("button", { name: "Take away the grant of Ben" }).click();
      await at.getByText("The grant of Ben is taken away").waitFor();
      await said.filter({ hasText: "Ben" }).getByRole("button", { name: "Dismiss" }).last().click();
    },
  );

  test("whoever leaves a form with changes is asked, and stays if they want to", async () => {
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    const change: [string, () => Promise<void>][] = [
      ["/roles/USER", () => page.getByRole("checkbox", { name: "Web search: Use", exact: true }).click()],
      [`/people/${world.ben}`, () => page.getByLabel("User name").fill("benny")],
      ["/agents/new", () => page.getByLabel("Description").fill("Half a thought")],
      [`/agents/${world.agent.id}`, () => page.getByLabel("Description").fill("Half a thought")],
    ];
    for (const [path, type] of change) {
      await page.goto(path);
      await type();
      await page.getByRole("link", { name: "Groups", exact: true }).click();
      await question.getByRole("button", { name: "Cancel" }).click();
      await question.waitFor({ state: "detached" });
      expect(new URL(page.url()).pathname).toBe(path);
      await page.getByRole("button", { name: "Account of Ada" }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await question.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("link", { name: "Groups", exact: true }).click();
      await question.getByRole("button", { name: "Leave" }).click();
      await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
    }
    // What is saved is not asked for, nor what was never changed.
    await page.goto(`/people/${world.ben}`);
    await page.getByLabel("User name").fill("benny");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved").waitFor();
    await page.getByRole("link", { name: "Groups", exact: true }).click();
    await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
    await page.goto("/agents/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Second");
    await page.getByRole("button", { name: "Create agent" }).click();
    await page.getByRole("heading", { name: "Second" }).waitFor();
    expect(await question.count()).toBe(0);
  });

  test.each(["page=99", "page=-1", "page=0", "page=1.5", "page=x", "page=99999999999999999999", "page=2&q=b"])(
    "people and groups at ?%s: the nearest page that there is",
    async (query) => {
      await page.goto(`/people?${query}`);
      await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
      await page.goto(`/groups?${query.replace("q=b", "q=eng")}`);
      await page.getByRole("link", { name: "Engineering" }).waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
      expect(new URL(page.url()).search, "as it was given, not as JSON").not.toContain("%22");
    },
  );

  test.each(["/people", "/groups", "/agents"])("%s: what is too long to be searched for is cut", async (path) => {
    await page.goto(`${path}?q=${"a".repeat(300)}`);
    await page.getByText(/^(Nobody|No group|No agent) found$/).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    const search = page.getByRole("searchbox");
    expect(await search.inputValue()).toHaveLength(200);
    await search.fill("12");
    await page.waitForURL(`**${path}?q=12`);
    await search.fill("b".repeat(250));
    expect(await search.inputValue()).toHaveLength(200);
  });

  test("the longest address makes no page wider than the window", async () => {
    const email = `${"l".repeat(60)}@${"d".repeat(60)}.example.com`;
    const { user } = (await world.ada.post("/api/admin/users", { name: "Lea", email, password: PASSWORD })).body;
    for (const [at, name] of [
      [page, "desk"],
      [phone, "phone"],
    ] as const) {
      await at.goto(`/people/${user.id}`);
      await at.getByRole("heading", { name: "Lea" }).waitFor();
      expect(await faultsOf(at, `long-address-${name}`)).toEqual([]);
      const box = await at.getByText(email).boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan((at.viewportSize()?.width ?? 0) - 10);
      await at.goto("/people?q=lll");
      await at.getByRole("link", { name: "Lea" }).waitFor();
      expect(await faultsOf(at, `long-address-found-${name}`)).toEqual([]);
    }
    await world.ada.delete(`/api/admin/users/${user.id}`);
  });

  test("on a phone what is said of a form that was saved covers nothing of it", async () => {
    await phone.goto(`/agents/${world.agent.id}`);
    await phone.getByLabel("Description").fill("Told on a phone");
    await phone.getByRole("link", { name: "Back to agents" }).waitFor();
    await phone.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await phone.getByRole("button", { name: "Save", exact: true }).click();
    await phone.getByText("Saved", { exact: true }).waitFor();
    await phone.waitForTimeout(300);
    const said = await phone.locator(".mantine-Notification-root").boundingBox();
    for (const part of await phone.locator("form label, form legend, form input, form button, form a").all()) {
      const box = await part.boundingBox();
      // Those of the choices that only a form sees have none.
      if (box) expect(said && overlaps(box, said), `${await part.textContent()} under what is said`).toBe(false);
    }
    expect(await faultsOf(phone, "saved-phone")).toEqual([]);
  });

  test("past the end of several pages the last one is shown", async () => {
    for (let at = 0; at < 26; at++) {
      const name = `Zoe ${String(at).padStart(2, "0")}`;
      await world.ada.post("/api/admin/users", { name, email: `zoe${at}@example.com`, password: PASSWORD });
    }
    await page.goto("/people?page=7");
    await page.getByText("26–30 of 30").waitFor();
    expect(new URL(page.url()).search).toContain("2");
    await page.getByRole("button", { name: "Page 1" }).click();
    await page.getByText("1–25 of 30").waitFor();
  });

  test("Escape closes the navigation of a phone, and the focus is back on what opened it", async () => {
    await phone.goto("/agents");
    const people = phone.getByRole("link", { name: "People" });
    expect(await people.count(), "not in reach of the keyboard while it is closed").toBe(0);
    await phone.getByRole("button", { name: "Open navigation" }).click();
    await people.focus();
    await phone.keyboard.press("Escape");
    await people.waitFor({ state: "hidden" });
    await expect
      .poll(() => phone.getByRole("button", { name: "Open navigation" }).and(phone.locator(":focus")).count())
      .toBe(1);
  });

  test("a group says which groups it is in, and an empty one what to do", async () => {
    await page.goto(`/groups/${world.platform}`);
    await page.getByRole("list", { name: "Groups that it is in" }).getByRole("link", { name: "Engineering" }).click();
    await page.getByRole("heading", { name: "Engineering", level: 1 }).waitFor();
    await page.getByText("Whoever you add has at once").waitFor();
    expect(await page.getByRole("list", { name: "Groups that it is in" }).count()).toBe(0);
    expect(await faultsOf(page, "group-around")).toEqual([]);
  });

  test("the versions of an agent say who changed what, and when", async () => {
    await world.max.patch(`/api/agents/${world.agent.id}`, { description: "Told by Max" });
    await page.goto(`/agents/${world.agent.id}`);
    await page.getByRole("button", { name: "Versions" }).click();
    const versions = page.getByRole("dialog", { name: "Versions" }).getByRole("listitem");
    await versions
      .first()
      .getByText(/ by Max · echo$/)
      .waitFor();
    await versions.first().getByText("Told by Max").waitFor();
    await versions
      .last()
      .getByText(/ by you · echo$/)
      .waitFor();
    expect(await faultsOf(page, "versions")).toEqual([]);
  });

  test("what is shared with nobody is not offered to be taken back", async () => {
    const alone = { name: "Alone", provider: "echo", model: "echo" };
    await world.ada.post("/api/agents", alone);
    await page.goto("/agents");
    await page.getByRole("button", { name: "Share Alone" }).click();
    const dialog = page.getByRole("dialog", { name: "Share Alone" });
    await dialog.getByText("Private: only Ada can use it.").waitFor();
    expect(await dialog.getByRole("button", { name: "Take all back" }).count()).toBe(0);
  });

  test("a service gets a role on the role's page, and loses it there", async () => {
    await world.ada.post("/api/admin/services", { name: "Wiki" });
    await page.goto("/roles/MODERATOR");
    await choose(page, "Give it to a service or group", "Wiki");
    await page.getByRole("button", { name: "Give the role" }).click();
    await page.getByText("Wiki has the role MODERATOR now").waitFor();
    await page.getByRole("button", { name: "Take the role from Wiki" }).waitFor();
    expect(await faultsOf(page, "role-members")).toEqual([]);
    await page.getByRole("button", { name: "Take the role from Wiki" }).click();
    await page.getByText("Wiki no longer has the role MODERATOR").waitFor();
    await page.getByRole("button", { name: "Take the role from Wiki" }).waitFor({ state: "detached" });
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

type Box = { x: number; y: number; width: number; height: number };
const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

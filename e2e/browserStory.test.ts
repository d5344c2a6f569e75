import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, faultsOf, launch, openWindow, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";

/*
 * The story in Chromium, on the built artefact, as people live it: Ada at a desk in light, Ben on a phone in the dark.
 * Every page on the way is looked at by axe.
 */
const PASSWORD = "correct horse battery";

describe.skipIf(!chromiumPath)("the story in a browser (skipped without Chromium)", () => {
  let server: RunningServer;
  let browser: Browser;
  let ada: Page;
  let ben: Page;
  let cy: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LIMIT_MESSAGE_IP: "false", LOGIN_MAX: "100", CONCURRENT_MESSAGE_MAX: "10" } });
    browser = await launch();
    const windows = await Promise.all([
      openWindow(browser, server.url),
      openWindow(browser, server.url, { width: 360, height: 740, dark: true }),
      openWindow(browser, server.url, { dark: true }),
    ]);
    [ada, ben, cy] = windows.map((one) => one.page) as [Page, Page, Page];
    complaints.push(...windows.map((one) => one.complaints));
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  test("Ada makes the super admin and lets members share", async () => {
    await ada.goto("/");
    await ada.getByRole("heading", { name: "Welcome to Gatehouse" }).waitFor();
    expect(await faultsAtBothWidths(ada, "set-up")).toEqual([]);
    const step = await ada.getByText("Your account", { exact: true }).boundingBox();
    const heading = await ada.getByRole("heading", { name: "Welcome to Gatehouse" }).boundingBox();
    expect(heading && step && heading.y - step.y - step.height).toBeGreaterThan(16);
    await ada.getByLabel("Name").fill("Ada Lovelace");
    await ada.getByLabel("Email").fill("ada@example.com");
    await ada.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await ada.getByLabel("Repeat the password").fill(PASSWORD);
    await ada.getByRole("button", { name: "Create the super admin" }).click();
    await ada.getByRole("heading", { name: "May members share with each other?" }).waitFor();
    expect(await faultsAtBothWidths(ada, "set-up-sharing")).toEqual([]);
    await ada.getByRole("radio", { name: /Yes, members may share/ }).check();
    await ada.getByRole("button", { name: "Finish" }).click();
    await ada.getByText("No agents of your own yet").waitFor();
    expect(await faultsOf(ada, "agents-empty")).toEqual([]);
  });

  test("she makes the accounts of Ben and Cy, and Engineering ⊃ Platform with Ben in it", async () => {
    for (const name of ["Ben", "Cy"]) {
      await ada.goto("/people");
      await ada.getByRole("button", { name: "New account" }).click();
      const form = ada.getByRole("dialog");
      await form.getByLabel("Name").fill(name);
      await form.getByLabel("Email").fill(`${name.toLowerCase()}@example.com`);
      await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await form.getByRole("button", { name: "Create account" }).click();
      await ada.getByRole("link", { name, exact: true }).waitFor();
    }
    expect(await faultsOf(ada, "people")).toEqual([]);
    await ada.goto("/groups");
    for (const name of ["Engineering", "Platform"]) {
      await ada.getByRole("button", { name: "New group" }).click();
      await ada.getByRole("dialog").getByLabel("Name").fill(name);
      await ada.getByRole("dialog").getByRole("button", { name: "Create group" }).click();
      await ada.getByRole("link", { name }).first().waitFor();
    }
    await ada.getByRole("link", { name: "Engineering" }).first().click();
    await ada.getByRole("textbox", { name: "Add a person or group" }).fill("Platform");
    await ada
      .getByRole("option", { name: /Platform/ })
      .first()
      .click();
    await ada.getByRole("link", { name: "Platform" }).click();
    await ada.getByRole("heading", { name: "Platform" }).waitFor();
    await ada.getByRole("textbox", { name: "Add a person or group" }).fill("Ben");
    await ada.getByRole("option", { name: /Ben/ }).first().click();
    await ada.getByRole("button", { name: "Remove Ben" }).waitFor();
    expect(await faultsOf(ada, "group")).toEqual([]);
  });

  test("she writes an agent and talks to it", async () => {
    await ada.goto("/agents");
    await ada.getByRole("button", { name: "New agent" }).click();
    await ada.getByRole("textbox", { name: "Name" }).fill("Helpdesk");
    await ada.getByLabel("Description").fill("Answers questions about our tools.");
    await ada.getByLabel("Instructions").fill("canary-7f3a: be brief and kind.");
    expect(await faultsOf(ada, "agent-editor")).toEqual([]);
    await ada.getByRole("button", { name: "Create agent" }).click();
    await ada.getByRole("heading", { name: "Helpdesk" }).waitFor();
    await ada.getByRole("main").getByRole("link", { name: "Chat", exact: true }).click();
    await ada.getByRole("textbox", { name: "Message" }).fill("Hello there");
    await ada.keyboard.press("Enter");
    await ada.getByText("You said: Hello there").waitFor();
    await ada.getByRole("button", { name: "Copy" }).waitFor();
    expect(await faultsOf(ada, "chat")).toEqual([]);
  });

  test("she shares it with Engineering as viewers", async () => {
    await ada.goto("/agents");
    await ada.getByRole("button", { name: "Share Helpdesk" }).click();
    const dialog = ada.getByRole("dialog", { name: "Share Helpdesk" });
    await dialog.getByText("Private: only Ada Lovelace can use it.").waitFor();
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("Engin");
    await ada.getByRole("option", { name: /Engineering/ }).click();
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("Helpdesk is shared with Engineering").waitFor();
    await dialog.getByText("Shared with 1 group.").waitFor();
    expect(await faultsOf(ada, "share")).toEqual([]);
  });

  test("Ben finds it under shared with me, and cannot change, delete or share it", async () => {
    await signIn(ben, "ben@example.com", PASSWORD);
    await ben.getByRole("tab", { name: "Shared with me" }).click();
    await ben.getByRole("article", { name: "Helpdesk" }).waitFor();
    expect(await faultsOf(ben, "shared-with-me-phone-dark")).toEqual([]);
    for (const name of ["Edit Helpdesk", "Share Helpdesk"]) {
      const button = ben.getByRole("button", { name });
      if (await button.count())
        expect((await button.getAttribute("aria-disabled")) ?? (await button.getAttribute("data-disabled"))).toBe(
          "true",
        );
    }
    expect(await ben.content()).not.toContain("canary-7f3a");
  });

  test("he talks to it and gets a streamed answer", async () => {
    await ben.getByRole("link", { name: "Chat with Helpdesk" }).click();
    await ben.getByRole("textbox", { name: "Message" }).fill("Can you hear me");
    await ben.getByRole("button", { name: "Send" }).click();
    await ben.getByText("You said: Can you hear me").waitFor();
    expect(await faultsOf(ben, "chat-phone-dark")).toEqual([]);
    expect(await ben.content()).not.toContain("canary-7f3a");
  });

  test("Cy does not learn that it exists", async () => {
    await signIn(cy, "cy@example.com", PASSWORD);
    for (const tab of ["Shared with me", "Organization"]) {
      await cy.getByRole("tab", { name: tab }).click();
      await cy.waitForTimeout(300);
      expect(await cy.getByRole("article", { name: "Helpdesk" }).count()).toBe(0);
    }
    const owner = await Person.signIn(server.url, "ada@example.com", PASSWORD);
    const [agent] = (await owner.get("/api/agents?owner=me")).body.data;
    await cy.goto(`/agents/${agent.id}`);
    await cy
      .getByText(/not found/i)
      .first()
      .waitFor();
    expect(await cy.content()).not.toContain("Helpdesk");
    expect(await faultsOf(cy, "not-found-dark")).toEqual([]);
  });

  test("Ada makes Ben an editor until tomorrow; she sees that he stays a viewer after, and why", async () => {
    const dialog = ada.getByRole("dialog", { name: "Share Helpdesk" });
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("ben");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await choose(ada, "Level", "Editor");
    await choose(ada, "Ends", "Tomorrow");
    expect(await faultsOf(ada, "grant-form")).toEqual([]);
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("Helpdesk is shared with Ben").waitFor();
    await dialog.getByText("Besides: Viewer through Platform, which is in Engineering").waitFor();
    await dialog.getByText(/until .*\(in (23|24) hours|until .*\(tomorrow\)/).waitFor();
    expect(await faultsOf(ada, "shared")).toEqual([]);
    await ada.getByRole("tab", { name: "Who can do what now" }).click();
    const row = dialog.getByRole("listitem").filter({ hasText: "Ben" }).first();
    await row.getByText("Viewer through Platform, which is in Engineering").waitFor();
    await row.getByText(/^Editor, given directly, until/).waitFor();
    await row.getByText(/^update until/).waitFor();
    await ada.getByRole("button", { name: "Why? Ben" }).click();
    await row.getByText("May use: it is shared.").waitFor();
    expect(await faultsOf(ada, "why")).toEqual([]);
  });

  test("she shares it with everyone: Cy finds it in the organization's", async () => {
    await ada.getByRole("tab", { name: "Shared with", exact: true }).click();
    await ada.getByRole("button", { name: "Share with everyone" }).click();
    await ada.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("Shared with everyone in the organization, 1 group and 1 person.").waitFor();
    await cy.goto("/agents?owner=organization");
    await cy.getByRole("article", { name: "Helpdesk" }).waitFor();
    expect(await faultsOf(cy, "organization-dark")).toEqual([]);
  });

  test("she takes it all back: his running answer is cut, his next message is refused, and he is told why", async () => {
    await ben.getByRole("textbox", { name: "Message" }).fill("/slow 20");
    await ben.getByRole("button", { name: "Send" }).click();
    await ben.getByRole("button", { name: "Stop the answer" }).waitFor();
    await ada.getByRole("button", { name: "Take all back" }).click();
    await ada
      .getByRole("dialog", { name: /Take Helpdesk back/ })
      .getByRole("button", { name: "Take all back" })
      .click();
    await ada.getByText("is private again").waitFor();
    await ben.getByRole("alert").first().waitFor();
    await ada.getByText("Private: only Ada Lovelace can use it.").waitFor();
    expect(await faultsOf(ben, "cut-phone-dark")).toEqual([]);
    await ben.getByRole("textbox", { name: "Message" }).fill("Still there?");
    await ben.getByRole("button", { name: "Send" }).click();
    await ben
      .getByText(/not shared with you|no longer|may not/i)
      .first()
      .waitFor();
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

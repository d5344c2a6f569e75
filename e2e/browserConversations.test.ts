import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsInBothSchemes, launch, openWindow, signIn } from "./support/browser.ts";
import { type RunningServer, startServer, stopServers } from "./support/server.ts";
import { emailOf, makeSmallWorld, PASSWORD, type SmallWorld } from "./support/smallWorld.ts";

/*
 * What people do with their conversations: copy them, carry them away and back, mark them, put them away, and let others read and write in them.
 * Ada at a desk, Ben on a phone.
 */
describe.skipIf(!chromiumPath)("conversations in a browser (skipped without Chromium)", () => {
  let server: RunningServer;
  let world: SmallWorld;
  let browser: Browser;
  let ada: Page;
  let ben: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    server = await startServer({ env: { LIMIT_MESSAGE_IP: "false", LOGIN_MAX: "100" } });
    world = await makeSmallWorld(server.url);
    browser = await launch();
    const windows = await Promise.all([
      openWindow(browser, server.url),
      openWindow(browser, server.url, { width: 390, height: 844 }),
    ]);
    [ada, ben] = windows.map((one) => one.page) as [Page, Page];
    complaints.push(...windows.map((one) => one.complaints));
    await signIn(ada, emailOf("Ada"), PASSWORD);
    await signIn(ben, emailOf("Ben"), PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await stopServers();
  });

  const rows = (page: Page, title: string) =>
    page.getByRole("complementary", { name: "Conversations" }).getByRole("link", { name: title, exact: true });
  const menuOf = async (page: Page, title: string, item: string) => {
    await page
      .getByRole("button", { name: `More for ${title}`, exact: true })
      .first()
      .click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
  const heading = (page: Page, title: string) => page.getByRole("heading", { level: 1, name: title }).waitFor();
  const write = async (page: Page, text: string) => {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await page.keyboard.press("Enter");
    await said(page, `You said: ${text}`);
    await page.getByRole("button", { name: "Answer again" }).waitFor();
  };
  /** Ben's list lies behind a button. */
  const openList = (page: Page) => page.getByRole("button", { name: "Conversations", exact: true }).click();
  const phone = async (page: Page, name: string) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const faults = await faultsInBothSchemes(page, name);
    await page.setViewportSize({ width: 1280, height: 860 });
    return faults;
  };

  test("Ada talks, renames, and duplicates; the copy is opened", async () => {
    await ada.goto("/c/new");
    await choose(ada, "Talk to", "echo");
    await write(ada, "What is a gate");
    await write(ada, "And what is a wall");
    await menuOf(ada, await titleOf(ada), "Rename");
    await ada.getByRole("dialog").getByLabel("Title").fill("Gates");
    await ada.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await heading(ada, "Gates");
    await ada.getByRole("button", { name: "More for Gates" }).click();
    await ada.getByRole("menuitem", { name: "Export" }).hover();
    await ada.getByRole("menuitem", { name: "Markdown, to read" }).waitFor();
    expect(await faultsInBothSchemes(ada, "convos-menu")).toEqual([]);
    await ada.getByRole("menuitem", { name: "Duplicate" }).click();
    await heading(ada, "Gates (copy)");
    await said(ada, "You said: And what is a wall");
    expect(await rows(ada, "Gates").count()).toBe(1);
  });

  test("she forks from the first answer: the way there, and no more", async () => {
    await ada.getByRole("button", { name: "Fork from here" }).nth(1).click();
    await ada.getByText("The messages from the first to this one.").waitFor();
    expect(await faultsInBothSchemes(ada, "convos-fork")).toEqual([]);
    await ada.getByRole("menuitem", { name: /^Only the way here/ }).click();
    await said(ada, "This is the fork");
    await said(ada, "You said: What is a gate");
    await ada.getByText("You said: And what is a wall").waitFor({ state: "detached" });
    await menuOf(ada, "Gates (copy)", "Rename");
    await ada.getByRole("dialog").getByLabel("Title").fill("Forked");
    await ada.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await heading(ada, "Forked");
  });

  const exported = async (item: string) => {
    await ada.getByRole("button", { name: "More for Gates", exact: true }).click();
    await ada.getByRole("menuitem", { name: "Export" }).hover();
    const [download] = await Promise.all([
      ada.waitForEvent("download"),
      ada.getByRole("menuitem", { name: item }).click(),
    ]);
    return { name: download.suggestedFilename(), path: await download.path() };
  };
  const importDialog = async (path: string) => {
    await ada.getByRole("button", { name: "More about conversations" }).click();
    await ada.getByRole("menuitem", { name: "Import…" }).click();
    const dialog = ada.getByRole("dialog", { name: "Import conversations" });
    await dialog.locator('input[type="file"]').setInputFiles(path);
    return dialog;
  };

  test("she exports it to read, and to import it again; what is no export is refused in words", async () => {
    const text = await exported("Markdown, to read");
    expect(text.name).toBe("Gates.md");
    expect(await readFile(text.path, "utf8")).toContain("**User:**\n\nWhat is a gate\n\n---\n\n");
    const file = await exported("JSON, to import again");
    expect(file.name).toBe("Gates.json");

    const nonsense = join(server.dataDir, "nonsense.json");
    await writeFile(nonsense, "{}");
    const dialog = await importDialog(nonsense);
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await dialog
      .getByRole("alert")
      .getByText(/^The file is no export of LibreChat/)
      .waitFor();
    expect(await faultsInBothSchemes(ada, "convos-import-refused")).toEqual([]);
    await dialog.locator('input[type="file"]').setInputFiles(file.path);
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await said(ada, "One conversation is imported");
    await expect.poll(() => rows(ada, "Gates").count()).toBe(2);
  });

  test("she pins one, bookmarks another and finds it by its bookmark", async () => {
    await menuOf(ada, "Forked", "Pin");
    await ada.getByRole("list", { name: "Pinned conversations" }).getByRole("link", { name: "Forked" }).waitFor();
    await menuOf(ada, "Forked", "Bookmarks…");
    const dialog = ada.getByRole("dialog", { name: "Bookmarks of this conversation" });
    for (const name of ["Work", "Later"]) {
      await dialog.getByLabel("New bookmark").fill(name);
      await dialog.getByRole("button", { name: "Add" }).click();
    }
    expect(await faultsInBothSchemes(ada, "convos-bookmarks")).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    // The keyboard goes on where the menu was opened.
    await ada.locator('[aria-label="More for Forked"]:focus').waitFor();
    await ada.getByRole("group", { name: "About this conversation" }).getByText("Work").waitFor();
    await choose(ada, "Bookmark", "Work");
    await expect.poll(() => rows(ada, "Gates").count()).toBe(0);
    await rows(ada, "Forked").waitFor();
    expect(await faultsInBothSchemes(ada, "convos-filtered")).toEqual([]);
    expect(await phone(ada, "convos-header-phone")).toEqual([]);
  });

  test("she renames, describes, moves and deletes bookmarks", async () => {
    await ada.getByRole("button", { name: "More about conversations" }).click();
    await ada.getByRole("menuitem", { name: "Your bookmarks…" }).click();
    const dialog = ada.getByRole("dialog", { name: "Your bookmarks" });
    await dialog.getByRole("button", { name: "Edit Work" }).click();
    await dialog.getByLabel("Name").fill("Work in hand");
    await dialog.getByLabel("Description").fill("What I am at");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("1 conversation · What I am at").waitFor();
    await dialog.getByRole("button", { name: "Move Later up" }).click();
    await expect.poll(async () => dialog.getByRole("listitem").first().textContent()).toContain("Later");
    expect(await faultsInBothSchemes(ada, "convos-your-bookmarks")).toEqual([]);
    expect(await phone(ada, "convos-your-bookmarks-phone")).toEqual([]);
    await dialog.getByRole("button", { name: "Delete Later" }).click();
    await ada
      .getByRole("dialog", { name: /Delete the bookmark/ })
      .getByRole("button", { name: "Delete" })
      .click();
    await said(ada, "“Later” is deleted");
    await dialog.getByRole("button", { name: "Close" }).click();
    // The filter was one that there is no longer.
    await expect.poll(() => rows(ada, "Gates").count()).toBe(2);
    await ada.getByRole("group", { name: "About this conversation" }).getByText("Work in hand").waitFor();
  });

  test("she archives one, finds it among the archived ones, and takes it back", async () => {
    await menuOf(ada, "Gates (copy)", "Archive");
    await said(ada, "It is archived");
    await expect.poll(() => rows(ada, "Gates (copy)").count()).toBe(0);
    await ada.getByRole("button", { name: "More about conversations" }).click();
    await ada.getByRole("menuitem", { name: "Archived" }).click();
    await rows(ada, "Gates (copy)").click();
    await ada.getByRole("group", { name: "About this conversation" }).getByText("Archived").waitFor();
    expect(await faultsInBothSchemes(ada, "convos-archived")).toEqual([]);
    await menuOf(ada, "Gates (copy)", "Unarchive");
    await said(ada, "What you archive is kept here");
    await ada.getByRole("button", { name: "Back to all conversations" }).click();
    await rows(ada, "Gates (copy)").waitFor();
  });

  test("what she archives is out of the way before the server has answered, and back where it refuses", async () => {
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await ada.route("**/api/convos/archive", async (route) => {
      await asked;
      await route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"code":"read-only"}' });
    });
    await menuOf(ada, "Gates (copy)", "Archive");
    await expect.poll(() => rows(ada, "Gates (copy)").count()).toBe(0);
    answer();
    await rows(ada, "Gates (copy)").waitFor();
    await ada.unroute("**/api/convos/archive");
  });

  test("she shares it with Ben as a viewer; its owner cannot be changed", async () => {
    await menuOf(ada, "Gates (copy)", "Share…");
    const dialog = ada.getByRole("dialog", { name: "Share Gates (copy)" });
    await dialog.getByText("Private: only Ada can read it.").waitFor();
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("ben");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await dialog.getByText("find it and read it").first().waitFor();
    expect(await faultsInBothSchemes(ada, "convos-share")).toEqual([]);
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await said(ada, "Gates (copy) is shared with Ben");
    await dialog.getByText("Shared with 1 person.").waitFor();
    expect(await phone(ada, "convos-shared-phone")).toEqual([]);
    await dialog.getByRole("tab", { name: "Owner" }).click();
    await dialog.getByText(/A conversation stays with whoever began it/).waitFor();
    expect(await dialog.getByRole("textbox").count()).toBe(0);
    expect(await faultsInBothSchemes(ada, "convos-owner")).toEqual([]);
    await dialog.getByRole("tab", { name: "Who can do what now" }).click();
    await dialog.getByRole("listitem").filter({ hasText: "Ben" }).getByText("Viewer, given directly").waitFor();
    expect(await dialog.getByText("agent").count()).toBe(0);
    await dialog.getByRole("tab", { name: "Shared with", exact: true }).click();
  });

  test("Ben finds it as Ada's, reads it, and is told why he cannot write or change it", async () => {
    await ben.goto("/c/new");
    await openList(ben);
    await ben.getByRole("link", { name: /^Gates \(copy\)\s*By Ada$/ }).waitFor();
    await ben.getByRole("button", { name: "More for Gates (copy)" }).click();
    await ben.getByRole("menuitem", { name: /^Rename\s*Not allowed: nobody has given this right/ }).waitFor();
    expect(await faultsInBothSchemes(ben, "convos-bens-menu-phone")).toEqual([]);
    await ben.getByRole("menuitem", { name: "Export" }).click();
    await ben.getByRole("menuitem", { name: "Markdown, to read" }).waitFor();
    expect(await faultsInBothSchemes(ben, "convos-export-phone")).toEqual([]);
    await ben.keyboard.press("Escape");
    await ben.getByRole("link", { name: /^Gates \(copy\)/ }).click();
    await said(ben, "You said: And what is a wall");
    await ben.getByRole("group", { name: "About this conversation" }).getByText("By Ada").waitFor();
    await ben
      .getByText(/You may read this conversation, but not write in it\. Ada can make you a participant/)
      .waitFor();
    expect(await ben.getByRole("textbox", { name: "Message" }).isDisabled()).toBe(true);
    expect(await ben.getByRole("article", { name: "You" }).count()).toBe(0);
    expect(await faultsInBothSchemes(ben, "convos-viewer-phone")).toEqual([]);
  });

  test("as a participant he writes in it", async () => {
    await choose(ada, "Level of Ben", "Participant");
    await said(ada, "Ben is Participant now");
    await ben.reload();
    await write(ben, "May I come in");
    // Whose words are whose: hers by her name, his own as his.
    await ben.reload();
    await ben.getByRole("article", { name: "Ada" }).first().waitFor();
    await ben.getByRole("article", { name: "You" }).getByText("May I come in").waitFor();
    expect(await faultsInBothSchemes(ben, "convos-participant-phone")).toEqual([]);
    const { conversations } = (await world.ada.get("/api/convos?search=May%20I%20come%20in")).body;
    expect(conversations.map(({ title }: { title: string }) => title)).toEqual(["Gates (copy)"]);
  });

  test("she takes it back: he sees it no more, and his next message is refused", async () => {
    await ada.getByRole("button", { name: "Take away the grant of Ben" }).click();
    await said(ada, "The grant of Ben is taken away");
    await ben.getByRole("textbox", { name: "Message" }).fill("Still here");
    await ben.keyboard.press("Enter");
    await ben.getByRole("heading", { name: "Not found" }).waitFor();
    expect(await faultsInBothSchemes(ben, "convos-gone-phone")).toEqual([]);
    await openList(ben);
    await ben.getByText("Your conversations will be listed here.").waitFor();
    await ben.reload();
    await ben.getByRole("heading", { name: "Not found" }).waitFor();
  });

  test("what she deleted is gone for her, too, when she goes back to it: where she was, and from the list", async () => {
    const deleteIt = async (title: string) => {
      await menuOf(ada, title, "Delete");
      await ada.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await said(ada, "The conversation is deleted");
    };
    const backToNothing = async () => {
      await ada.goBack();
      await heading(ada, "Not found");
      expect(await ada.getByText("You said:").count()).toBe(0);
    };
    await ada.goto("/c/new");
    await rows(ada, "Gates (copy)").click();
    await heading(ada, "Gates (copy)");
    await rows(ada, "Forked").click();
    await heading(ada, "Forked");
    await deleteIt("Forked");
    await heading(ada, "New chat");
    await backToNothing();
    await deleteIt("Gates (copy)");
    await backToNothing();
  });

  test("without the feature there is nothing of bookmarks", async () => {
    const permissions = { BOOKMARKS: { USE: false } };
    expect((await world.ada.patch("/api/admin/roles/USER/permissions", { permissions })).status).toBe(200);
    await ben.goto("/c/new");
    await choose(ben, "Talk to", "echo");
    await write(ben, "Hello");
    await openList(ben);
    await ben.getByRole("button", { name: /^More for / }).click();
    await ben.getByRole("menuitem", { name: "Duplicate" }).waitFor();
    expect(await ben.getByRole("menuitem", { name: /Bookmarks/ }).count()).toBe(0);
    await ben.keyboard.press("Escape");
    await ben.getByRole("button", { name: "More about conversations" }).click();
    await ben.getByRole("menuitem", { name: "Import…" }).waitFor();
    expect(await ben.getByRole("menuitem", { name: /bookmarks/ }).count()).toBe(0);
  });

  test("an answer that ends while the conversation is read for the first time is shown", async () => {
    await ada.goto("/c/new");
    await choose(ada, "Talk to", "echo");
    const isReading = ada.waitForRequest("**/api/messages/*");
    await ada.route("**/api/agents/chat/stream/*", (route) => isReading.then(() => route.continue()));
    // Whoever follows an answer closes the stream itself at its end.
    const isStream = (request: Request) => request.url().includes("/chat/stream/");
    const answered = Promise.any([
      ada.waitForEvent("requestfinished", isStream),
      ada.waitForEvent("requestfailed", isStream),
    ]);
    let isFirst = true;
    await ada.route("**/api/messages/*", async (route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      await answered;
      // As from before anything was stored.
      await route.fulfill({ json: [] });
    });
    await write(ada, "Quick");
    await ada.unrouteAll();
  });

  test("no page complained", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

/** What the model called it. */
async function titleOf(page: Page): Promise<string> {
  await page.waitForTimeout(300);
  return (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
}

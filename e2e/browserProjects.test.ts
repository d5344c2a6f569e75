import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Projects as people live with them: Ada makes one, puts her agent and a chat in and shares it with Ben; he finds what lies in it, on a phone; what
 * she takes out he has no more.
 */
describe.skipIf(!chromiumPath)("projects in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    await stage.world.ada.post("/api/agents", { name: "Planner", provider: "echo", model: "echo" });
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
  const menu = async (page: Page, of: string, item: string) => {
    await page.getByRole("button", { name: `More for ${of}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };

  test("Ada makes one", async () => {
    await ada.getByRole("link", { name: "Projects", exact: true }).click();
    await ada.getByText("No projects of your own yet").waitFor();
    expect(await faultsAtBothWidths(ada, "projects-empty")).toEqual([]);
    await ada.getByRole("button", { name: "Make your first project" }).click();
    await dialog(ada, "New project").getByLabel("Name").fill("Launch");
    await dialog(ada, "New project").getByLabel("Description").fill("What we do in May");
    await dialog(ada, "New project").getByRole("button", { name: "Create project" }).click();
    await ada.getByRole("heading", { name: "Launch", exact: true }).waitFor();
    await ada.getByText("Nothing in it yet").waitFor();
  });

  test("puts an agent in, and sees what lies there already", async () => {
    await ada.getByRole("button", { name: "Put something in" }).click();
    const adding = dialog(ada, "Put into Launch");
    await adding.getByRole("searchbox", { name: "Search by name" }).fill("plan");
    await adding.getByRole("button", { name: "Put in Planner" }).click();
    await adding.getByText("Lies in it").waitFor();
    expect(await faultsInBothSchemes(ada, "project-put-in")).toEqual([]);
    await ada.keyboard.press("Escape");
    await ada.getByRole("region", { name: "Agents" }).getByRole("link", { name: "Planner" }).waitFor();
  });

  test("begins a chat in it, and a project within", async () => {
    await menu(ada, "Launch", "New chat here");
    await ada.getByText("In the project Launch: whoever has it can read this conversation.").waitFor();
    await ada.getByRole("textbox", { name: "Message" }).fill("What is first?");
    await ada.keyboard.press("Enter");
    await ada.getByText("You said: What is first?").waitFor();
    await ada.getByRole("link", { name: "Projects", exact: true }).click();
    await ada.getByRole("link", { name: "Launch" }).click();
    await ada.getByRole("region", { name: "Conversations" }).getByRole("link").first().waitFor();
    await menu(ada, "Launch", "New project here");
    await dialog(ada, "New project in Launch").getByLabel("Name").fill("Texts");
    await dialog(ada, "New project in Launch").getByRole("button", { name: "Create project" }).click();
    await ada.getByRole("heading", { name: "Texts", exact: true }).waitFor();
    await ada.getByRole("navigation", { name: "Lies in" }).getByRole("link", { name: "Launch" }).click();
    await ada.getByRole("region", { name: "Projects" }).getByRole("link", { name: "Texts" }).waitFor();
    expect(await faultsAtBothWidths(ada, "project")).toEqual([]);
  });

  test("shares it with Ben: the dialog speaks of a project", async () => {
    await ada.getByRole("button", { name: "Share Launch" }).click();
    const sharing = dialog(ada, "Share Launch");
    await sharing.getByText("Private: only Ada can find it.").waitFor();
    await sharing.getByRole("textbox", { name: /^Add people/ }).fill("ben@");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await sharing.getByText("find it and have what lies in it").first().waitFor();
    await sharing.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("Launch is shared with Ben").waitFor();
    await ada.keyboard.press("Escape");
  });

  test("Ben finds it with all that lies in it, and can change nothing", async () => {
    await ben.goto("/projects?owner=shared");
    await ben.getByRole("link", { name: "Launch" }).click();
    await ben.getByRole("region", { name: "Agents" }).getByRole("link", { name: "Planner" }).waitFor();
    await ben.getByRole("region", { name: "Projects" }).getByRole("link", { name: "Texts" }).waitFor();
    expect(await ben.getByRole("button", { name: /^Take / }).count()).toBe(0);
    expect(await ben.getByRole("button", { name: "Put something in" }).getAttribute("aria-disabled")).toBe("true");
    expect(await faultsInBothSchemes(ben, "project-viewer")).toEqual([]);
    await ben.getByRole("region", { name: "Conversations" }).getByRole("link").first().click();
    await ben.getByText("You said: What is first?").waitFor();
  });

  test("she moves a conversation in from its menu, and out again", async () => {
    await ada.goto("/c/new");
    await ada.getByRole("textbox", { name: "Message" }).fill("Another matter");
    await ada.keyboard.press("Enter");
    await ada.getByText("You said: Another matter").waitFor();
    // Its title comes a moment after the answer.
    await ada.getByRole("heading", { level: 1, name: "Another matter" }).waitFor();
    await menu(ada, "Another matter", "Move to a project…");
    const moving = dialog(ada, "Move to a project");
    expect(await faultsInBothSchemes(ada, "project-move")).toEqual([]);
    await moving.getByRole("button", { name: "Move to Launch" }).click();
    await ada.getByText("It lies in Launch now").waitFor();
    await menu(ada, "Another matter", "Move to a project…");
    await moving.getByText("Lies here").waitFor();
    await moving.getByRole("button", { name: "Take it out of its project" }).click();
    await ada.getByText("It lies in no project any more").waitFor();
  });

  test("what she takes out he has no more; deleting the project leaves her what lay in it", async () => {
    await ada.goto("/projects");
    await ada.getByRole("link", { name: "Launch" }).click();
    await ada.getByRole("button", { name: "Take out Planner" }).click();
    await ada.getByText("Planner is no longer in Launch").waitFor();
    await ben.goto("/projects?owner=shared");
    await ben.getByRole("link", { name: "Launch" }).click();
    await ben.getByRole("region", { name: "Projects" }).waitFor();
    expect(await ben.getByRole("link", { name: "Planner" }).count()).toBe(0);
    await menu(ada, "Launch", "Delete");
    await dialog(ada, "Delete Launch?").getByRole("button", { name: "Delete the project" }).click();
    await ada.getByText("Launch is deleted").waitFor();
    await ada.getByRole("link", { name: "Texts" }).waitFor();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes, faultsOf } from "./support/browser.ts";
import { finder, message, options } from "./support/promptList.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * How prompts are handled: nothing typed is lost, whoever was slower is told, lists that are slow or fail say so, and whoever may do less is told
 * why. Ada at a desk, Ben on a phone in the dark.
 */
describe.skipIf(!chromiumPath)("handling prompts in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;
  let groupId = "";

  beforeAll(async () => {
    const { ada: author } = stage.world;
    const first = { prompt: "Sum up {{text}} for {{reader}} on {{current_date}}.", type: "text" };
    const group = { name: "Summary", oneliner: "Sums up whatever you paste", command: "sum", category: "write" };
    groupId = (await author.post("/api/prompts", { prompt: first, group })).body.group._id;
    const second = { ...first, prompt: "Sum up {{text}} for {{reader}}, in a {{tone:formal|friendly}} tone." };
    const added = await author.post(`/api/prompts/groups/${groupId}/prompts`, { prompt: second });
    await author.patch(`/api/prompts/${added.body.prompt._id}/tags/production`, {});
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const group = async () => (await stage.world.ada.get(`/api/prompts/groups/${groupId}`)).body;

  test("what she has typed is not lost without a question", async () => {
    await ada.goto(`/prompts/${groupId}`);
    await ada.getByRole("textbox", { name: "Text" }).fill("Half a thought");
    await ada.getByRole("link", { name: "Back to prompts" }).click();
    const question = ada.getByRole("dialog", { name: "Leave without saving?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    await ada.getByRole("button", { name: "More for version 1" }).click();
    await ada.getByRole("menuitem", { name: "Write on from it" }).click();
    const replace = ada.getByRole("dialog", { name: "Replace what you have written?" });
    await replace.getByRole("button", { name: "Cancel" }).click();
    expect(await ada.getByRole("textbox", { name: "Text" }).inputValue()).toBe("Half a thought");
    await ada.getByRole("button", { name: "More for version 1" }).click();
    await ada.getByRole("menuitem", { name: "Write on from it" }).click();
    await replace.getByRole("button", { name: "Replace" }).click();
    await ada.getByText("Version 1, not in production").waitFor();
  });

  test("where somebody else was quicker she is told, keeps hers, and can do it all the same", async () => {
    const notice = ada.getByRole("alert").filter({ hasText: "Somebody else changed this meanwhile" });
    const details = ada.getByRole("form", { name: "Details" });
    await details.getByLabel("Line").fill("Hers");
    await stage.world.ada.patch(`/api/prompts/groups/${groupId}`, { oneliner: "His", command: "sum-up" });
    await details.getByRole("button", { name: "Save" }).click();
    await notice.getByText("Line: “His”").waitFor();
    expect(await details.getByLabel("Command").inputValue()).toBe("sum-up");
    expect(await faultsAtBothWidths(ada, "prompt-meanwhile")).toEqual([]);
    await notice.getByRole("button", { name: "Save mine" }).click();
    await ada.getByText("Saved", { exact: true }).waitFor();
    expect(await group()).toMatchObject({ oneliner: "Hers", command: "sum-up" });

    await stage.world.ada.patch(`/api/prompts/groups/${groupId}`, { oneliner: "In five lines", command: "sum" });
    await ada.getByRole("button", { name: "Make it the one in production: version 1" }).click();
    await notice.waitFor();
    expect((await group()).productionPrompt.prompt).toContain("tone");
    expect(await details.getByLabel("Line").inputValue()).toBe("In five lines");
    await notice.getByRole("button", { name: "Leave it" }).click();
  });

  test("an empty page with more behind it is not the end of the list", async () => {
    await ada.route("**/api/prompts/groups?*", async (route) => {
      const address = new URL(route.request().url());
      const isFirst = !address.searchParams.has("cursor");
      address.searchParams.delete("cursor");
      if (isFirst) await route.fulfill({ json: { promptGroups: [], has_more: true, after: "further" } });
      else await route.continue({ url: address.href });
    });
    await ada.goto("/prompts");
    await ada.getByRole("article", { name: "Summary" }).waitFor();
    await ada.unroute("**/api/prompts/groups?*");
  });

  test("the button does the same for whoever does not know the slash, and keeps what was written", async () => {
    await ada.goto("/c/new");
    await message(ada).fill("Hello,");
    await ada.getByRole("button", { name: "Prompts" }).click();
    await finder(ada).waitFor();
    await options(ada).first().waitFor();
    expect(await faultsAtBothWidths(ada, "prompt-list")).toEqual([]);
    await finder(ada).fill("nowhere");
    await ada.getByText("No prompt has this in its command or name.").waitFor();
    expect(await finder(ada).getAttribute("aria-expanded")).toBe("false");
    expect(await faultsInBothSchemes(ada, "prompt-list-none")).toEqual([]);
    await finder(ada).fill("summ");
    await options(ada).filter({ hasText: "Summary" }).click();
    const dialog = ada.getByRole("dialog", { name: "Fill in Summary" });
    await dialog.getByRole("textbox", { name: "text" }).fill("this");
    expect(await faultsAtBothWidths(ada, "prompt-fill-in")).toEqual([]);
    await dialog.getByRole("button", { name: "Put it in" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await message(ada).inputValue()).toMatch(/^Hello,\n\nSum up this for \{\{reader\}\}, in a formal tone\./);
    await message(ada).fill("");
    await message(ada).fill("/usr/bin");
    await ada.waitForTimeout(200);
    expect(await finder(ada).count()).toBe(0);
    // A message that is being written waits in its place.
    await message(ada).fill("");
  });

  test("while the list is fetched what is typed is neither lost nor sent; without a connection that is said", async () => {
    await ada.goto("/c/new");
    await ada.getByRole("button", { name: "Prompts" }).waitFor();
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await ada.route("**/api/prompts/all", async (route) => {
      await held;
      await route.continue();
    });
    await message(ada).focus();
    await ada.keyboard.type("/su");
    await ada.keyboard.press("Enter");
    expect(await message(ada).inputValue()).toBe("/su");
    go();
    await options(ada).first().waitFor();
    expect(await finder(ada).inputValue()).toBe("su");
    await ada.keyboard.press("Backspace");
    await ada.keyboard.press("Backspace");
    await ada.keyboard.press("Backspace");
    await finder(ada).waitFor({ state: "detached" });
    expect(await message(ada).inputValue()).toBe("");
    await ada.unroute("**/api/prompts/all");

    await ada.goto("/c/new");
    await ada.getByRole("button", { name: "Prompts" }).waitFor();
    await ada.waitForTimeout(500);
    await ada.context().setOffline(true);
    await message(ada).focus();
    await ada.keyboard.type("/");
    await ada.getByRole("alert").getByText("The server cannot be reached").waitFor();
    expect(await faultsInBothSchemes(ada, "prompt-list-offline")).toEqual([]);
    await ada.context().setOffline(false);
    await options(ada).first().waitFor();
    await ada.keyboard.press("Escape");
    await finder(ada).waitFor({ state: "detached" });
  });

  test("in a conversation, whose field stands low, the list opens above it", async () => {
    const { start } = await stage.world.ada.hear(stage.world.agent.id, "Hello");
    await ada.setViewportSize({ width: 390, height: 844 });
    await ada.goto(`/c/${start.body.conversationId}`);
    await ada.getByRole("button", { name: "Prompts" }).click();
    await options(ada).first().waitFor();
    const [list, field] = await Promise.all([finder(ada).boundingBox(), message(ada).boundingBox()]);
    expect(list?.y).toBeGreaterThan(0);
    expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThan(field?.y ?? 0);
    expect(await faultsOf(ada, "prompt-list-conversation-phone")).toEqual([]);
    await ada.getByRole("button", { name: "Prompts" }).click();
    await finder(ada).waitFor({ state: "detached" });
    await ada.setViewportSize({ width: 1280, height: 860 });
  });

  test("an editor whose role may not make prompts writes drafts, and is told why nothing else", async () => {
    const switched = (CREATE: boolean) =>
      stage.world.ada.patch("/api/admin/roles/USER/permissions", { permissions: { PROMPTS: { CREATE } } });
    const level = (accessRoleId: string) =>
      stage.world.ada.put(`/api/permissions/promptGroup/${groupId}`, {
        updated: [{ type: "user", id: stage.world.ben, accessRoleId }],
      });
    await level("promptGroup_editor");
    await switched(false);
    await ben.goto(`/prompts/${groupId}`);
    for (const name of ["Save", "Make it the one in production: version 1"]) {
      const button = ben.getByRole("button", { name, exact: true });
      await expect
        .poll(() => button.getAttribute("aria-description"), { message: name })
        .toMatch(/^Not allowed: the role/);
    }
    expect(await ben.getByLabel("Command").getAttribute("readonly")).not.toBeNull();
    expect(await faultsOf(ben, "prompt-editor-no-create-phone-dark")).toEqual([]);
    await ben.getByRole("textbox", { name: "Text" }).fill("A draft of Ben's");
    await ben.getByRole("button", { name: "Save as a new version" }).click();
    await ben.getByText("Version 3, not in production").waitFor();
    await ada.goto(`/prompts/${groupId}`);
    const third = ada.getByRole("region", { name: "Versions" }).getByRole("listitem").first();
    await third.getByText(/ by Ben$/).waitFor();
    await ada.getByRole("button", { name: "More for version 3" }).click();
    await ada.getByRole("menuitem", { name: "Delete" }).click();
    await ada.getByRole("dialog", { name: "Delete version 3?" }).getByRole("button", { name: "Delete" }).click();
    await ada.getByText("Version 3 is deleted").waitFor();
    await switched(true);
    await level("promptGroup_viewer");
  });

  test("deleting a version, and with the last one all of it", async () => {
    await ada.goto(`/prompts/${groupId}`);
    await ada.getByRole("button", { name: "More for version 2" }).click();
    await ada.getByRole("menuitem", { name: "Delete" }).click();
    const first = ada.getByRole("dialog", { name: "Delete version 2?" });
    await first.getByText(/^It is in production/).waitFor();
    await first.getByRole("button", { name: "Delete" }).click();
    await ada.getByText("Version 2 is deleted").waitFor();
    expect((await group()).productionPrompt.prompt).toContain("on {{current_date}}");
    await ada.getByRole("button", { name: "More for version 1" }).click();
    await ada.getByRole("menuitem", { name: "Delete" }).click();
    await ada.getByRole("dialog", { name: "Delete Summary?" }).getByRole("button", { name: "Delete" }).click();
    await ada.getByText("No prompts of your own yet").waitFor();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

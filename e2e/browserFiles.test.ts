import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsOf, letOthersHaveIt, signIn } from "./support/browser.ts";
import { message } from "./support/promptList.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

const MB = 1_024 * 1_024;
const YAML = "version: 1.3.5\nfileConfig:\n  endpoints:\n    default:\n      fileSizeLimit: 1\n      fileLimit: 4\n";

/*
 * Files as people live with them: Ada sends some to an agent, Ben reads along in the shared conversation and fetches them; she looks after hers, and
 * gives one to her agent. Ada at a desk, Ben on a phone in the dark.
 */
describe.skipIf(!chromiumPath)("files in a browser (skipped without Chromium)", () => {
  const stage = onStage({ yaml: YAML });
  let ada: Page;
  let ben: Page;
  let conversation: { conversationId: string; _id: string };

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });
  const files = async () => (await stage.world.ada.get("/api/files")).body as { filename: string; file_id: string }[];
  const names = async () => (await files()).map(({ filename }) => filename).sort();
  const choose = (page: Page, ...chosen: ReturnType<typeof text>[]) =>
    page.locator('input[type="file"][multiple]').setInputFiles(chosen);
  const list = (page: Page, name: string) => page.getByRole("list", { name, exact: true }).getByRole("listitem");
  const fetched = async (page: Page, button: Locator) => {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path(), "utf8") };
  };

  test("Ada attaches two files to a message; those that are not taken say why, and can be put away", async () => {
    await ada.goto(`/c/new?agent=${stage.world.agent.id}`);
    await ada.getByRole("button", { name: "Attach" }).waitFor();
    const asked: string[] = [];
    ada.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await choose(ada, text("brief.txt", "A gate, and who may pass it."), await picture(ada));
    await expect.poll(() => list(ada, "Attached files").count()).toBe(2);
    await choose(
      ada,
      { ...text("tool.txt", ""), buffer: PROGRAM },
      { ...text("long.txt", ""), buffer: Buffer.alloc(MB + 1) },
    );
    await ada.getByText(/^Files of this type \(application\/x-elf\) are not taken here\.$/).waitFor();
    await ada.getByText("It is larger than 1 MB, which is the most here.").waitFor();
    expect(asked.filter((call) => call === "POST /api/files")).toHaveLength(3);
    expect(await faultsAtBothWidths(ada, "chat-attached")).toEqual([]);
    for (const name of ["tool.txt", "long.txt"]) await ada.getByRole("button", { name: `Dismiss ${name}` }).click();
    expect(await list(ada, "Uploads").count()).toBe(0);
    await expect.poll(() => isFocused(message(ada))).toBe(true);
  });

  test("an upload tells its progress, keeps the message back, and can be given up", async () => {
    let goOn = () => {};
    await ada.route("**/api/files", async (route) => {
      await new Promise<void>((resolve) => (goOn = resolve));
      await route.continue().catch(() => undefined);
    });
    await choose(ada, text("slow.txt", "later"));
    await ada.getByRole("progressbar", { name: "Sending slow.txt" }).waitFor({ state: "attached" });
    await message(ada).fill("Look at these");
    expect(await ada.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
    expect(await faultsOf(ada, "chat-sending")).toEqual([]);
    await ada.getByRole("button", { name: "Cancel slow.txt" }).click();
    await expect.poll(() => ada.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(false);
    goOn();
    await ada.unroute("**/api/files");
    expect(await names()).toEqual(["brief.txt", "gate.png"]);
  });

  test("they are dropped and pasted, too; one that is removed is gone from the server; too many are refused", async () => {
    await bring(ada, "drop", "dropped.md", "pasted.md");
    await expect.poll(() => list(ada, "Attached files").count()).toBe(4);
    await bring(ada, "drop", "fifth.md");
    await ada.getByText("A message has 4 files at most.").waitFor();
    await ada.getByRole("button", { name: "Dismiss fifth.md" }).click();
    for (const name of ["dropped.md", "pasted.md"]) await ada.getByRole("button", { name: `Remove ${name}` }).click();
    await expect.poll(names).toEqual(["brief.txt", "gate.png"]);
    await bring(ada, "paste", "pasted.md");
    await list(ada, "Attached files").filter({ hasText: "pasted.md" }).waitFor();
    await ada.getByRole("button", { name: "Remove pasted.md" }).click();
  });

  test("one that has gone while it waited is told, and put away", async () => {
    await choose(ada, text("waited.txt", "too long"));
    await expect.poll(() => list(ada, "Attached files").count()).toBe(3);
    const waited = (await files()).filter(({ filename }) => filename === "waited.txt");
    await stage.world.ada.delete("/api/files", { files: waited.map(({ file_id }) => ({ file_id })) });
    await ada.reload();
    await list(ada, "Attached files").filter({ hasText: "It waited too long" }).getByText("waited.txt").waitFor();
    await ada.getByRole("button", { name: "Remove waited.txt" }).click();
    expect(await list(ada, "Attached files").count()).toBe(2);
  });

  test("they wait with the draft over a reload, and go with the message, which shows them", async () => {
    await ada.reload();
    await expect.poll(() => list(ada, "Attached files").count()).toBe(2);
    expect(await message(ada).inputValue()).toBe("Look at these");
    await ada.getByRole("button", { name: "Send", exact: true }).click();
    await ada
      .getByText(/You said: Look at these/)
      .first()
      .waitFor();
    await expect.poll(() => list(ada, "Files").count()).toBe(2);
    expect(await list(ada, "Attached files").count()).toBe(0);
    await list(ada, "Files").filter({ hasText: "gate.png" }).locator("img").waitFor();
    expect(await faultsAtBothWidths(ada, "chat-with-files")).toEqual([]);
    const conversationId = new URL(ada.url()).pathname.split("/")[2] ?? "";
    conversation = (await stage.world.ada.get(`/api/convos/${conversationId}`)).body;
    const button = ada.getByRole("button", { name: "Download brief.txt 28 bytes" });
    expect(await fetched(ada, button)).toEqual({ name: "brief.txt", content: "A gate, and who may pass it." });
  });

  test("Ben, who may only read the shared conversation, fetches them, and cannot attach any", async () => {
    const path = `/api/access/resources/conversation/${conversation._id}/grants`;
    expect(
      (await stage.world.ada.post(path, { principal: `user:${stage.world.ben}`, role: "viewer" })).status,
    ).toBeLessThan(300);
    await ben.goto(`/c/${conversation.conversationId}`);
    await list(ben, "Files").filter({ hasText: "gate.png" }).locator("img").waitFor();
    expect(await faultsOf(ben, "chat-with-files-phone-dark")).toEqual([]);
    expect(await ben.getByRole("button", { name: "Attach" }).count()).toBe(0);
    const button = ben.getByRole("button", { name: /^Download brief\.txt/ });
    expect(await fetched(ben, button)).toEqual({ name: "brief.txt", content: "A gate, and who may pass it." });
  });

  test("Ada's files stand on a page of their own: found by name, fetched, brought", async () => {
    await ada.getByRole("link", { name: "Files" }).click();
    await ada.getByRole("heading", { name: "Files", level: 1 }).waitFor();
    await choose(ada, text("minutes 2026-11.md", "Agreed."), { ...text("tool.txt", ""), buffer: PROGRAM });
    await ada.getByText("minutes 2026-11.md is here").waitFor();
    await ada.getByText(/^Files of this type/).waitFor();
    expect(await faultsAtBothWidths(ada, "files")).toEqual([]);
    await ada.getByRole("button", { name: "Dismiss tool.txt" }).click();
    await ada.getByRole("searchbox", { name: "Search files" }).fill("2026 MINUTES");
    await expect.poll(() => list(ada, "Files").count()).toBe(1);
    const button = ada.getByRole("button", { name: "Download minutes 2026-11.md" });
    expect((await fetched(ada, button)).content).toBe("Agreed.");
    await ada.getByRole("searchbox", { name: "Search files" }).fill("nowhere");
    await ada.getByText("None of your files has “nowhere” in its name.").waitFor();
    await ada.goto("/files");
  });

  test("she shares one: the dialog speaks of a file", async () => {
    await ada.getByRole("button", { name: "Share minutes 2026-11.md" }).click();
    const dialog = ada.getByRole("dialog", { name: "Share minutes 2026-11.md" });
    await dialog.getByText("Private: only Ada can fetch it.").waitFor();
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("ben@");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await dialog.getByText("fetch it, and send it with messages").first().waitFor();
    expect(await faultsOf(ada, "file-share")).toEqual([]);
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("minutes 2026-11.md is shared with Ben").waitFor();
    expect((await dialog.textContent()) ?? "").not.toMatch(/agent:/);
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await dialog.waitFor({ state: "detached" });
  });

  test("he finds it at its address, with what is in it; Cy, with whom it is not shared, finds nothing there", async () => {
    const cy = await stage.window();
    await signIn(cy, emailOf("Cy"), PASSWORD);
    await ada.getByRole("link", { name: "minutes 2026-11.md" }).click();
    await ada.getByRole("heading", { name: "minutes 2026-11.md", level: 1 }).waitFor();
    for (const page of [ben, cy]) await page.goto(ada.url());
    await ben.getByRole("heading", { name: "minutes 2026-11.md", level: 1 }).waitFor();
    await ben.getByText("Agreed.", { exact: true }).waitFor();
    expect(await faultsOf(ben, "file-phone-dark")).toEqual([]);
    expect((await fetched(ben, ben.getByRole("button", { name: "Download" }))).content).toBe("Agreed.");
    await cy.getByRole("heading", { name: "Not found", level: 1 }).waitFor();
    expect(await cy.content()).not.toContain("minutes");
    await cy.context().close();
    await ben.goBack();
    await ada.goBack();
  });

  test("she deletes several at once; for Ben the message has only their names", async () => {
    await ada.getByRole("checkbox", { name: "Choose brief.txt" }).check();
    await ada.getByRole("checkbox", { name: "Choose gate.png" }).check();
    await ada.getByRole("button", { name: "Delete 2 files" }).click();
    const question = ada.getByRole("dialog", { name: "Delete 2 files?" });
    await question.getByText(/^Nobody can fetch them any more/).waitFor();
    await question.getByRole("button", { name: "Delete" }).click();
    await ada.getByText("2 files are deleted").waitFor();
    await expect.poll(() => list(ada, "Files").count()).toBe(1);
    expect(await names()).toEqual(["minutes 2026-11.md"]);
    await ben.getByRole("button", { name: /^Download brief\.txt/ }).click();
    const told = list(ben, "Files").filter({
      hasText: "This file is not there any more, or it is not shared with you.",
    });
    await told.filter({ hasText: "brief.txt" }).waitFor();
    expect(await faultsOf(ben, "chat-file-gone-phone-dark")).toEqual([]);
  });

  test("she gives one to her agent and takes it away again, while its form has something unsaved", async () => {
    await ada.goto(`/agents/${stage.world.agent.id}`);
    const section = ada.getByRole("region", { name: "Files" });
    await section.getByText(/^The agent reads them to its model/).waitFor();
    await ada.getByRole("textbox", { name: "Description" }).fill("Answers by the handbook");
    await choose(ada, text("handbook.txt", "Be kind."));
    await letOthersHaveIt(ada);
    await list(ada, "Files of the agent").filter({ hasText: "handbook.txt" }).waitFor();
    expect(await faultsAtBothWidths(ada, "agent-files")).toEqual([]);
    await ada.getByRole("button", { name: "Save", exact: true }).click();
    await ada.getByText("Saved", { exact: true }).waitFor();
    const whole = async () => (await stage.world.ada.get(`/api/agents/${stage.world.agent.id}/expanded`)).body;
    const [handbook] = await files();
    expect(await whole()).toMatchObject({
      description: "Answers by the handbook",
      tool_resources: { context: { file_ids: [handbook?.file_id] } },
    });
    await section.getByRole("button", { name: "Take away handbook.txt" }).click();
    const question = ada.getByRole("dialog", { name: "Take handbook.txt from the agent?" });
    await question.getByRole("button", { name: "Take it" }).click();
    await ada.getByText("The agent no longer has handbook.txt").waitFor();
    await expect.poll(() => list(ada, "Files of the agent").count()).toBe(0);
    expect((await whole()).tool_resources).toEqual({});
    expect(await names()).toEqual(["handbook.txt", "minutes 2026-11.md"]);
  });

  test("whoever has no file is told what to do", async () => {
    await ben.goto("/files");
    await ben.getByText("No files yet").waitFor();
    expect(await faultsOf(ben, "files-empty-phone-dark")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

const PROGRAM = Buffer.concat([Buffer.from("7f454c460201010000000000000000000200", "hex"), Buffer.alloc(64)]);

const text = (name: string, content: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

const isFocused = (field: Locator) => field.evaluate((element) => element === document.activeElement);

/** Drawn by the browser. */
async function picture(page: Page) {
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [600, 400];
    const context = canvas.getContext("2d");
    if (!context) throw new Error("nothing can be drawn here");
    const colors = context.createLinearGradient(0, 0, 600, 400);
    colors.addColorStop(0, "#0b7a63");
    colors.addColorStop(1, "#f2c14e");
    context.fillStyle = colors;
    context.fillRect(0, 0, 600, 400);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  return { name: "gate.png", mimeType: "image/png", buffer: Buffer.from(drawn, "base64") };
}

/** Files as they come from another window, or from the clipboard. */
const bring = (page: Page, how: "drop" | "paste", ...names: string[]) =>
  message(page).evaluate(
    (field, { how, names }) => {
      const data = new DataTransfer();
      for (const name of names) data.items.add(new File([name], name, { type: "text/markdown" }));
      const on = { bubbles: true, cancelable: true };
      if (how === "paste") field.dispatchEvent(new ClipboardEvent("paste", { ...on, clipboardData: data }));
      else
        for (const type of ["dragover", "drop"])
          field.dispatchEvent(new DragEvent(type, { ...on, dataTransfer: data }));
    },
    { how, names },
  );

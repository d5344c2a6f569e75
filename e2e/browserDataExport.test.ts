import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { unzip } from "../packages/server/src/identity/testing/unzip.ts";
import { readImport } from "../packages/server/src/workspace/conversations/import/readImport.ts";
import { chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/* Ben downloads his data with his password, Cy hers on a phone; Max, an administrator, asks Ben to, and gets nothing of it. */
describe.skipIf(!chromiumPath)("one's data in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let max: Page;
  let ben: Page;
  let conversation = "";
  let file = "";

  beforeAll(async () => {
    const person = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    conversation = (await person.post("/api/agents/chat/echo", { text: "What Ben asks", model: "echo" })).body.streamId;
    for await (const _frame of person.listen(conversation)); // until the answer is whole
    const body = new FormData();
    body.append("file", new Blob(["Bytes of Ben"], { type: "text/plain" }), "Bericht Ä.txt");
    const headers = { authorization: `Bearer ${person.token}` };
    const uploaded = await fetch(`${stage.url}/api/files`, { method: "POST", headers, body });
    file = ((await uploaded.json()) as { file_id: string }).file_id;
    max = await stage.signedIn("Max");
    ben = await stage.signedIn("Ben");
  });
  const open = async (page: Page) => {
    await page.goto(`${stage.url}/account`);
    await page.getByRole("button", { name: "Download my data" }).click();
    await page.getByRole("dialog").getByText("The ZIP file will hold").waitFor();
  };
  const download = async (page: Page, password: string) => {
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password", { exact: true }).fill(password);
    await dialog.getByRole("button", { name: "Download", exact: true }).click();
  };

  test("Ben is told what it will hold, and a wrong password begins nothing", async () => {
    await open(ben);
    expect(await faultsAtBothWidths(ben, "data-export")).toEqual([]);
    await download(ben, "wrong");
    await ben.getByRole("dialog").getByText("The current password is wrong").waitFor();
  });

  test("with his own the browser downloads a ZIP, with his account, his conversation and his file", async () => {
    const downloading = ben.waitForEvent("download");
    await download(ben, PASSWORD);
    const downloaded = await downloading;
    expect(downloaded.suggestedFilename()).toMatch(/^my-data-\d{4}-\d\d-\d\d\.zip$/);
    const files = unzip(await readFile(await downloaded.path()));
    expect(JSON.parse(files.get("account.json")?.bytes.toString() ?? "")).toMatchObject({ email: emailOf("Ben") });
    const path = `conversations/${conversation}.json`;
    const [read] = await readImport(files.get(path)?.bytes ?? Buffer.alloc(0));
    expect(read?.messages[0]).toMatchObject({ text: "What Ben asks", isPersons: true });
    const bytes = [...files].find(([name]) => name.startsWith(`files/${file}/`))?.[1].bytes;
    expect(bytes?.toString()).toBe("Bytes of Ben");
    expect(files.get("README.txt")?.bytes.toString()).toContain("conversations/");
  });

  test("Cy does the same on her phone", async () => {
    const cy = await stage.signedIn("Cy", PHONE);
    await open(cy);
    const downloading = cy.waitForEvent("download");
    await download(cy, PASSWORD);
    const files = unzip(await readFile(await (await downloading).path()));
    expect(JSON.parse(files.get("account.json")?.bytes.toString() ?? "")).toMatchObject({ email: emailOf("Cy") });
    expect([...files.values()].map(({ bytes }) => bytes.toString()).join()).not.toContain("What Ben asks");
  });

  test("Max asks Ben to, and is told where the letter is", async () => {
    await max.goto(`${stage.url}/people`);
    await max.getByRole("link", { name: "Ben", exact: true }).click();
    await max.getByRole("button", { name: "Ask for an export" }).click();
    await max.getByRole("dialog").getByText("You get nothing of it.").waitFor();
    await max.getByRole("button", { name: "Send the letter" }).click();
    await max.getByText("A letter to them lies in the outbox").waitFor();
    expect(await faultsAtBothWidths(max, "data-export-asked")).toEqual([]);
  });

  test("of the super admin, on whose account he may not act, he is not offered it", async () => {
    await max.goto(`${stage.url}/people`);
    await max.getByRole("link", { name: "Ada", exact: true }).click();
    await max.getByRole("heading", { name: "Access" }).waitFor();
    expect(await max.getByRole("button", { name: "Ask for an export" }).count()).toBe(0);
  });

  test("no page complained", () => expect(stage.complaints()).toEqual([]));
});

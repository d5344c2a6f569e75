import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { PNG } from "../packages/server/src/workspace/testing/files.ts";
import { chromiumPath, faultsAtBothWidths, faultsOf } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/* Pictures as people live with them: Ada's own, and her agent's, which Ben sees once he may use it. */
describe.skipIf(!chromiumPath)("pictures in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;
  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben", PHONE);
  });

  const pictureField = (page: Page) => page.getByRole("group", { name: "Picture" });
  const choose = (page: Page, name: string, buffer: Buffer, mimeType = "image/png") =>
    pictureField(page).locator('input[type="file"]').setInputFiles({ name, mimeType, buffer });
  const isLoaded = (within: Locator) =>
    within
      .locator("img")
      .evaluateAll((all) => all.length === 1 && all.every((one) => (one as HTMLImageElement).naturalWidth > 0));

  test("Ada chooses one, and sees it at once and after a reload", async () => {
    await ada.goto("/account");
    await pictureField(ada).getByText("A", { exact: true }).waitFor();
    await choose(ada, "me.png", PNG);
    await ada.getByText("This is your picture now").waitFor();
    const account = ada.getByRole("button", { name: /^Account of/ });
    for (const place of [pictureField(ada), account]) await expect.poll(() => isLoaded(place)).toBe(true);
    expect(await faultsAtBothWidths(ada, "account-picture")).toEqual([]);
    await ada.reload();
    await expect.poll(() => isLoaded(account)).toBe(true);
  });

  test("what is no picture is refused in words, and hers stays", async () => {
    await choose(ada, "me.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await ada.getByRole("alert").filter({ hasText: "PNG, JPEG, WebP or GIF" }).waitFor();
    await expect.poll(() => isLoaded(pictureField(ada))).toBe(true);
  });

  test("she removes it, and the keyboard goes on where she was", async () => {
    await pictureField(ada).getByRole("button", { name: "Remove the picture" }).click();
    await ada.getByText("You have no picture any more").waitFor();
    await pictureField(ada).getByText("A", { exact: true }).waitFor();
    const chooser = pictureField(ada).getByRole("button", { name: "Choose a picture" });
    expect(await chooser.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test("her agent gets one without what she typed being lost, and is shown by it in the list and in its chat", async () => {
    const { id } = stage.world.agent;
    await ada.goto(`/agents/${id}`);
    await ada.getByLabel("Description").fill("Typed, not saved");
    await choose(ada, "agent.png", PNG);
    await ada.getByText("The agent has another picture").waitFor();
    await expect.poll(() => isLoaded(pictureField(ada))).toBe(true);
    expect(await ada.getByLabel("Description").inputValue()).toBe("Typed, not saved");
    await ada.getByRole("button", { name: "Save", exact: true }).click();
    await ada.getByText("Saved", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(ada, "agent-picture")).toEqual([]);
    await ada.goto("/agents");
    await expect.poll(() => isLoaded(ada.getByRole("article").first())).toBe(true);
    expect(await faultsOf(ada, "agents-with-picture")).toEqual([]);
  });

  test("Ben sees it where he may use the agent, and not where he may not any more", async () => {
    const { id, _id } = stage.world.agent;
    await ben.goto(`/c/new?agent=${id}`);
    await expect.poll(() => isLoaded(ben.locator(".page"))).toBe(true);
    expect(await faultsOf(ben, "chat-with-picture-phone-dark")).toEqual([]);
    const address = (await ben.locator(".page img").getAttribute("src")) ?? "";
    const taken = await stage.world.ada.delete(`/api/access/resources/agent/${_id}/grants`);
    expect(taken.status, JSON.stringify(taken.body)).toBeLessThan(300);
    expect(await ben.evaluate(async (at) => (await fetch(at, { cache: "no-store" })).status, address)).toBe(404);
  });

  test("nothing was complained about in any window", () => expect(stage.complaints()).toEqual([]));
});

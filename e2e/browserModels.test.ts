import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage } from "./support/stage.ts";

/* Who may use which model: Ada restricts the only one, and gives it to Ben. */
describe.skipIf(!chromiumPath)("models in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben");
  });

  test("an administrator sees them all, and restricts one after a question", async () => {
    await ada.getByRole("link", { name: "Models", exact: true }).click();
    await ada.getByText("For everybody", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(ada, "models")).toEqual([]);
    await ada.getByRole("switch", { name: "Restricted: echo" }).click({ force: true });
    const question = ada.getByRole("dialog", { name: "Restrict echo?" });
    await question.waitFor();
    expect(await faultsAtBothWidths(ada, "model-restricting")).toEqual([]);
    await question.getByRole("button", { name: "Restrict" }).click();
    await ada.getByText("Restricted: for nobody yet").waitFor();
    expect(await faultsInBothSchemes(ada, "models-restricted")).toEqual([]);
  });

  test("a member without it is told so, and has no such page", async () => {
    await ben.goto("/c/new?endpoint=echo&model=echo");
    await ben.getByRole("heading", { name: "New chat" }).waitFor();
    expect((await stage.world.max.get("/api/models")).body).not.toHaveProperty("echo");
    expect(await ben.getByRole("link", { name: "Models", exact: true }).count()).toBe(0);
    await ben.goto("/models");
    await ben.getByText("Not allowed").waitFor();
  });

  test("she gives it to Ben, who talks to it", async () => {
    await ada.getByRole("button", { name: "Share echo" }).click();
    const dialog = ada.getByRole("dialog", { name: "Share echo" });
    await dialog.getByText(/^Given to nobody/).waitFor();
    await dialog.getByRole("textbox", { name: /^Add people/ }).fill("ben@");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await dialog.getByRole("button", { name: "Share", exact: true }).click();
    await ada.getByText("echo is shared with Ben").waitFor();
    expect(await faultsInBothSchemes(ada, "models-share")).toEqual([]);
    await ben.goto("/c/new");
    await ben.getByRole("textbox", { name: "Message" }).fill("Are you mine");
    await ben.keyboard.press("Enter");
    await ben.getByText("You said: Are you mine").waitFor();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

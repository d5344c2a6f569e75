import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Settings as people change them: Ada operates the installation, Max is an admin who reads them, Ben is a member.
 */
describe.skipIf(!chromiumPath)("settings in a browser (skipped without Chromium)", () => {
  const stage = onStage({ env: { CUSTOM_FOOTER: "Of the operator" } });
  let ada: Page;

  beforeAll(async () => {
    ada = await stage.signedIn("Ada");
  });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);
  const row = (page: Page, key: string) => page.locator("main").getByText(key, { exact: true }).locator("../..");

  test("they stand there in groups, with where each comes from; what the operator says is pinned", async () => {
    await goTo(ada, "/settings");
    await ada.getByRole("heading", { name: "System settings" }).waitFor();
    await row(ada, "CUSTOM_FOOTER").getByText("Pinned: environment").waitFor();
    expect(await ada.getByRole("button", { name: "Change CUSTOM_FOOTER", exact: true }).count()).toBe(0);
    await row(ada, "MIN_PASSWORD_LENGTH").getByText("Takes a restart").waitFor();
    expect(await faultsAtBothWidths(ada, "settings")).toEqual([]);
  });

  test("one is found, looked at, changed and undone", async () => {
    await goTo(ada, "/settings");
    await ada.getByRole("searchbox", { name: "Search settings" }).fill("APP_TITLE");
    await ada.waitForURL(/q=APP_TITLE/);
    await ada.getByRole("button", { name: "Change APP_TITLE", exact: true }).click();
    const form = ada.getByRole("dialog", { name: "Change APP_TITLE" });
    await form.getByLabel("Value").fill("Acme Chat");
    await form.getByText(/^It changes for everybody \(\d+ people\), at once\.$/).waitFor();
    expect(await faultsAtBothWidths(ada, "setting-form")).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await row(ada, "APP_TITLE").getByText("Acme Chat").waitFor();
    await row(ada, "APP_TITLE").getByText("Set here").waitFor();
    await ada.getByRole("button", { name: "Undo" }).click();
    await row(ada, "APP_TITLE").getByText("Gatehouse", { exact: true }).waitFor();
  });

  test("what would let nobody in is refused, with the reason", async () => {
    await goTo(ada, "/settings?q=ALLOW_EMAIL_LOGIN");
    await ada.getByRole("button", { name: "Change ALLOW_EMAIL_LOGIN", exact: true }).click();
    const form = ada.getByRole("dialog", { name: "Change ALLOW_EMAIL_LOGIN" });
    await form.getByRole("combobox", { name: "Value" }).click();
    await ada.getByRole("option", { name: "Off" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await form
      .getByText(/nobody could sign in any more/)
      .first()
      .waitFor();
    await ada.keyboard.press("Escape");
    await ada.getByRole("button", { name: "Close without saving" }).click();
  });

  test("members are greeted otherwise: who, is told before; from where, afterwards", async () => {
    await goTo(ada, "/overrides");
    await ada.getByText("No overrides yet").waitFor();
    expect(await faultsAtBothWidths(ada, "overrides-empty")).toEqual([]);
    await ada.getByRole("button", { name: "Add an override" }).click();
    await ada.getByRole("textbox", { name: "Person, group or role" }).fill("Ben");
    await ada.getByRole("option", { name: /Ben/ }).first().click();
    const form = ada.getByRole("dialog", { name: "Add an override for Person Ben" });
    await form.getByLabel("Greeting of an empty conversation").fill("Good morning, Ben");
    await form.getByRole("button", { name: "Who gets something else?" }).click();
    await form.getByText(/^1 of \d+ people get something else \(interface\.customWelcome\): Ben\.$/).waitFor();
    expect(await faultsAtBothWidths(ada, "override-form")).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await ada.getByText("Person Ben", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(ada, "overrides")).toEqual([]);
    await ada.getByRole("link", { name: "What it gets: Person Ben" }).click();
    await ada.getByText("Good morning, Ben").waitFor();
    await ada.getByText("Person Ben, priority 10").waitFor();
    expect(await faultsAtBothWidths(ada, "settings-of")).toEqual([]);
  });

  test("a permission is refused in words", async () => {
    await goTo(ada, "/overrides");
    await ada.getByRole("button", { name: "Change the override of Person Ben" }).click();
    const form = ada.getByRole("dialog");
    await form.getByLabel("All of it, as JSON").fill('{ "interface": { "agents": { "share": true } } }');
    await form.getByRole("button", { name: "Save" }).click();
    await form
      .getByText(/sets a permission/)
      .first()
      .waitFor();
    await ada.keyboard.press("Escape");
    await ada.getByRole("button", { name: "Close without saving" }).click();
  });

  test("whoever does not operate the installation changes none; members see no such page, on a phone either", async () => {
    const ben = await stage.signedIn("Ben", PHONE);
    await goTo(ben, "/settings");
    await ben.getByRole("heading", { level: 1 }).waitFor();
    expect(await ben.getByText("APP_TITLE").count()).toBe(0);
    expect(await faultsInBothSchemes(ben, "settings-refused")).toEqual([]);
  });

  test("an override is removed, and that is undone", async () => {
    await goTo(ada, "/overrides");
    await ada.getByRole("button", { name: "Remove the override of Person Ben" }).click();
    const asked = ada.getByRole("dialog", { name: "Remove the override of Person Ben?" });
    await asked.getByText(/^1 of \d+ people get something else/).waitFor();
    await asked.getByRole("button", { name: "Remove", exact: true }).click();
    await ada.getByText("No overrides yet").waitFor();
    await ada.getByRole("button", { name: "Undo" }).click();
    await ada.getByText("Person Ben", { exact: true }).waitFor();
  });

  test("no page complained", () => expect(stage.complaints()).toEqual([]));
});

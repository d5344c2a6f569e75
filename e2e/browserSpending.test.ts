import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * What people may take from models, as they see it: Ada limits everybody to a request a minute, which Ben meets in a chat; she lifts it. She gives Ben
 * credits, and sees what was moved.
 */
describe.skipIf(!chromiumPath)("limits and balances in a browser (skipped without Chromium)", () => {
  const stage = onStage({ yaml: "version: 1.2.1\nbalance:\n  enabled: true\n  startBalance: 20000\n" });
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    [ada, ben] = [await stage.signedIn("Ada"), await stage.signedIn("Ben", PHONE)];
  });

  const dialog = (page: Page, name: string) => page.getByRole("dialog", { name, exact: true });
  const ask = async (page: Page, text: string) => {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  };

  describe("limits", () => {
    test("there are none at first, and it says what one is", async () => {
      await ada.getByRole("link", { name: "Limits", exact: true }).click();
      await ada.getByRole("heading", { name: "No limits", exact: true }).waitFor();
      expect(await faultsAtBothWidths(ada, "limits-empty")).toEqual([]);
    });

    test("one that limits nothing is none; everybody gets a request a minute", async () => {
      await ada.getByRole("button", { name: "New limit" }).click();
      const form = dialog(ada, "New limit");
      await form.getByRole("button", { name: "Limit it" }).click();
      await form.getByText("Say how many requests, or how many tokens").waitFor();
      await form.getByLabel("Requests").fill("1");
      expect(await faultsAtBothWidths(ada, "limits-new")).toEqual([]);
      await form.getByRole("button", { name: "Limit it" }).click();
      await ada.getByText("At most 1 request in a minute").waitFor();
      await ada.getByText("of all models together · each has it").waitFor();
    });

    test("another is of one model, for a group together; a second for the same is refused in words", async () => {
      for (const isThere of [false, true]) {
        await ada.getByRole("button", { name: "New limit" }).click();
        const form = dialog(ada, "New limit");
        await form.getByRole("radio", { name: "A role, a group or a person" }).check();
        await form.getByRole("textbox", { name: "A role, a group or a person" }).fill("engin");
        await ada.getByRole("option", { name: /^Engineering/ }).click();
        await choose(ada, "Of which model", "echo/echo");
        await form.getByLabel("Tokens").fill("2000000");
        await choose(ada, "In", "a day");
        await form.getByRole("radio", { name: "All have it together" }).check();
        await form.getByRole("button", { name: "Limit it" }).click();
        if (!isThere) await ada.getByText("At most 2,000,000 tokens in a day").waitFor();
        else await form.getByText(/There is a limit for them of this already/).waitFor();
      }
      expect(await faultsAtBothWidths(ada, "limits-refused")).toEqual([]);
      await dialog(ada, "New limit").getByRole("button", { name: "Cancel" }).click();
      await ada.getByText("of echo/echo · all have it together").waitFor();
      expect(await faultsAtBothWidths(ada, "limits")).toEqual([]);
    });

    test("whoever asks more often reads what the limit is, when they may go on, and who can raise it", async () => {
      await ben.goto("/c/new");
      await ask(ben, "Hello");
      await ben.getByText("You said: Hello").waitFor();
      await ask(ben, "Again");
      await ben.getByText("At most 1 request in a minute").waitFor();
      await ben.getByText(/You may go on in \d+ seconds/).waitFor();
      expect(await faultsInBothSchemes(ben, "limits-met-phone")).toEqual([]);
    });

    test("who is being limited, by what and for how long stands on the page, and follows by itself", async () => {
      const live = ada.getByRole("region", { name: "Being limited now" });
      await live.getByRole("link", { name: "Ben", exact: true }).waitFor();
      await live.getByText("At most 1 request in a minute").waitFor();
      await live.getByText(/^Refused once, /).waitFor();
      await live.getByText(/whoever manages balances can raise it/).waitFor();
      await ask(ben, "And again");
      await live.getByText(/^Refused 2 times, the last time /).waitFor();
      expect(await faultsAtBothWidths(ada, "limits-live")).toEqual([]);
    });

    test("it is raised, and lifted by whoever is sure", async () => {
      const of = "Everybody: At most 1 request in a minute";
      await ada.getByRole("button", { name: `Change the limit of ${of}` }).click();
      await dialog(ada, "Change the limit").getByLabel("Requests").fill("2");
      await dialog(ada, "Change the limit").getByRole("button", { name: "Save" }).click();
      await ada.getByText("At most 2 requests in a minute").waitFor();
      await ada.getByRole("button", { name: "Lift the limit of Everybody: At most 2 requests in a minute" }).click();
      expect(await faultsInBothSchemes(ada, "limits-lift")).toEqual([]);
      await dialog(ada, "Lift the limit?").getByRole("button", { name: "Lift it" }).click();
      await ada.getByText("At most 2 requests in a minute").waitFor({ state: "detached" });
      await ask(ben, "Once more");
      await ben.getByText("You said: Once more").waitFor();
    });
  });

  describe("balances", () => {
    test("people stand there with what they have, and are found by name", async () => {
      await ada.getByRole("link", { name: "Balances", exact: true }).click();
      const rows = ada.getByRole("list", { name: "People and services, and what they have" }).getByRole("listitem");
      await expect.poll(() => rows.count()).toBe(4);
      await ada.getByRole("searchbox", { name: "Search people and services" }).fill("ben");
      await expect.poll(() => rows.count()).toBe(1);
      expect(await faultsAtBothWidths(ada, "balances")).toEqual([]);
    });

    test("she gives credits, for a reason that stands beside what was moved", async () => {
      await ada.getByRole("button", { name: "Change the credits of Ben" }).click();
      const form = dialog(ada, "Credits of Ben");
      await form.getByRole("button", { name: "Give them" }).click();
      await form.getByText("Say how many credits").waitFor();
      await form.getByLabel("Credits").fill("2500000");
      await form.getByLabel("Reason").fill("A workshop");
      expect(await faultsAtBothWidths(ada, "balances-give")).toEqual([]);
      await form.getByRole("button", { name: "Give them" }).click();
      await ada.getByText(/^2,500,000 credits \(\$2\.50\)$/).waitFor();
      await ada.getByRole("link", { name: "Ben", exact: true }).click();
      const given = ada.getByRole("region", { name: "Movements, as a table" }).getByRole("row", { name: /Given/ });
      expect(await given.textContent()).toMatch(/Given2,500,000\+2,500,000–.*A workshop/);
    });

    test("a budget is set beside it, and one of the whole organization", async () => {
      await ada.getByRole("button", { name: "Set a budget" }).click();
      const form = dialog(ada, "Budget of Ben");
      await form.getByLabel("Credits").fill("500000");
      await form.getByRole("button", { name: "Set the budget" }).click();
      await ada.getByText("0 credits spent of 500,000 credits ($0.50) a month").waitFor();
      expect(await faultsAtBothWidths(ada, "balance-of-one")).toEqual([]);
      await ada.getByRole("link", { name: "All balances" }).click();
      await ada.getByRole("tab", { name: "Budgets" }).click();
      await ada.getByRole("button", { name: "New budget" }).click();
      await dialog(ada, "New budget").getByLabel("Credits").fill("9000000");
      await choose(ada, "How often", "in all");
      expect(await faultsInBothSchemes(ada, "budgets-new")).toEqual([]);
      await dialog(ada, "New budget").getByRole("button", { name: "Set the budget" }).click();
      await ada.getByText("0 credits spent of 9,000,000 credits ($9.00) in all").waitFor();
      expect(await faultsAtBothWidths(ada, "budgets")).toEqual([]);
      await ada.getByRole("button", { name: "Lift the budget of The whole organization" }).click();
      await dialog(ada, "Lift the budget?").getByRole("button", { name: "Lift it" }).click();
      await ada.getByText("9,000,000 credits left").waitFor({ state: "detached" });
    });

    test("Ben sees what he has and how far it goes, and caps himself, on a phone", async () => {
      await ben.goto("/account");
      const own = ben.getByRole("region", { name: "What you can spend" });
      await own.getByText(/^2,500,000 credits/).waitFor();
      await own.getByText("Your budget", { exact: true }).waitFor();
      await own.getByRole("button", { name: "Set a cap of your own" }).click();
      await dialog(ben, "Your own cap").getByLabel("Credits").fill("1000");
      await dialog(ben, "Your own cap").getByRole("button", { name: "Set the budget" }).click();
      await own.getByText("0 credits spent of 1,000 credits ($0.001) a month").waitFor();
      await own.scrollIntoViewIfNeeded();
      expect(await faultsInBothSchemes(ben, "own-spending-phone")).toEqual([]);
      await own.getByRole("button", { name: "Lift your cap" }).click();
      await own.getByText("Your own cap", { exact: true }).waitFor({ state: "detached" });
    });

    test("a member has no page of what others have", async () => {
      await ben.goto("/balances");
      await ben.getByRole("alert").first().waitFor();
      expect(await ben.getByRole("button", { name: /^Change/ }).count()).toBe(0);
    });
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

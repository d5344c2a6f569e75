import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * API keys as people have them: Ben, whose role lets him once Ada has switched it on, makes one for the Helpdesk alone, copies it, uses it, changes it,
 * puts another in its place and revokes it. Ada sees to those of Cy, and of a program.
 */
describe.skipIf(!chromiumPath)("API keys in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let ben: Page;
  let first = "";
  let second = "";

  beforeAll(async () => {
    await letMembers({ USE: false, CREATE: false });
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben");
    await ben.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  });

  const letMembers = (features: object) =>
    stage.world.ada.patch("/api/admin/roles/USER/permissions", { permissions: { REMOTE_AGENTS: features } });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);
  const dialog = (page: Page, name: string) => page.getByRole("dialog", { name, exact: true });
  /** What a key's question is answered with: a yes, a no, or the code of the refusal. */
  const ask = async (key: string, action: string, resource?: string) => {
    const { status, body } = await new Person(stage.url, key).post("/api/access/check", { action, resource });
    return status === 200 ? body.allowed : body.code;
  };
  const helpdesk = () => `agent:${stage.world.agent._id}`;
  /** Reads what is shown once, and closes it. */
  const takeKey = async (page: Page, name: string) => {
    const shown = dialog(page, name);
    const key = (await shown.getByLabel("API key", { exact: true }).textContent()) ?? "";
    expect(key).toMatch(/^sk-[0-9a-f]{64}$/);
    await shown.getByRole("button", { name: "Done" }).click();
    await shown.waitFor({ state: "detached" });
    return key;
  };
  const revoke = async (page: Page, name: string) => {
    await page.getByRole("button", { name: `Revoke ${name}`, exact: true }).click();
    await dialog(page, `Revoke ${name}?`).getByRole("button", { name: "Revoke it" }).click();
    await page.getByRole("button", { name: `Revoke ${name}`, exact: true }).waitFor({ state: "detached" });
  };

  test("whoever may make none reads who can change that, and is offered none", async () => {
    await goTo(ben, "/account");
    await ben.getByRole("link", { name: "your API keys" }).click();
    await ben.getByText("It takes “Remote agents: Create”: an administrator can switch it on for your role.").waitFor();
    expect(await ben.getByRole("button", { name: "Make a key" }).count()).toBe(0);
    expect(await faultsInBothSchemes(ben, "keys-not-allowed")).toEqual([]);
  });

  test("whoever may finds it in the navigation, with what a key is for", async () => {
    await letMembers({ USE: true, CREATE: true });
    await goTo(ben, "/agents");
    await ben.getByRole("link", { name: "API keys", exact: true }).click();
    await ben.getByRole("heading", { name: "No API keys", exact: true }).waitFor();
    expect(await faultsAtBothWidths(ben, "keys-empty")).toEqual([]);
  });

  test("by the keyboard Ben makes one, for the Helpdesk alone", async () => {
    await ben.getByRole("button", { name: "Make a key" }).press("Enter");
    const form = dialog(ben, "New API key");
    await form.getByRole("textbox", { name: "Name" }).and(ben.locator(":focus")).waitFor();
    await ben.keyboard.press("Enter");
    await form.getByText("Give it a name").waitFor();
    await ben.keyboard.type("Nightly");
    await form.getByRole("radio", { name: "All models and agents" }).focus();
    await ben.keyboard.press("ArrowDown");
    await ben.keyboard.press("ArrowDown");
    const agents = form.getByLabel("Agents", { exact: true }).first();
    await agents.focus();
    await ben.keyboard.type("help");
    await ben.getByRole("option", { name: "Helpdesk" }).waitFor();
    await ben.keyboard.press("ArrowDown");
    await ben.keyboard.press("Enter");
    await agents.blur();
    expect(await faultsAtBothWidths(ben, "keys-make")).toEqual([]);
    await form.getByRole("button", { name: "Make key" }).press("Enter");
    await dialog(ben, "Nightly").getByText("Shown this once").waitFor();
  });

  test("it is shown once: with what it is used with, and until Ben says that he has it", async () => {
    const shown = dialog(ben, "Nightly");
    await shown.getByText(`curl ${stage.url}/v1/models`).waitFor();
    expect(await faultsAtBothWidths(ben, "keys-shown-once")).toEqual([]);
    await shown.getByRole("button", { name: "Copy" }).and(ben.locator(":focus")).waitFor();
    await shown.getByRole("tab", { name: "Python" }).click();
    await shown.getByText(`base_url="${stage.url}/v1"`).waitFor();
    await shown.getByRole("button", { name: "Copy" }).click();
    await shown.getByRole("button", { name: "Copied" }).waitFor();
    await ben.keyboard.press("Escape");
    const copied = await ben.evaluate(() => navigator.clipboard.readText());
    first = await takeKey(ben, "Nightly");
    expect(copied).toBe(first);
    expect(await ben.content()).not.toContain(first);
  });

  test("a program comes in with it, as far as it goes", async () => {
    expect([await ask(first, "use", helpdesk()), await ask(first, "update", helpdesk())]).toEqual([true, false]);
    expect(await ask(first, "use", "model:echo")).toBe(false);
  });

  test("the list says what it opens, from where, until when, and that it was used", async () => {
    const row = ben.getByRole("list", { name: "Your API keys" }).getByRole("listitem");
    await expect
      .poll(async () => {
        await ben.reload();
        await row.first().waitFor();
        return row.textContent();
      })
      .toMatch(/last used (now|\d+ seconds? ago)/);
    expect(await row.textContent()).toContain("agents: Helpdesk · no models · from everywhere");
    expect(await row.textContent()).toContain(`${first.slice(0, 8)}…`);
  });

  test("another takes its place, and for an hour both work", async () => {
    await ben.getByRole("button", { name: "Rotate Nightly" }).click();
    expect(await faultsInBothSchemes(ben, "keys-rotate")).toEqual([]);
    await dialog(ben, "Rotate Nightly").getByRole("button", { name: "Rotate", exact: true }).click();
    second = await takeKey(ben, "Nightly");
    await ben.getByText(/^The key from before it was rotated works until/).waitFor();
    const may = () => Promise.all([first, second].map((key) => ask(key, "use", helpdesk())));
    expect(await may()).toEqual([true, true]);
    await ben.getByRole("button", { name: "Rotate Nightly" }).click();
    await ben.getByRole("radio", { name: "At once" }).click();
    await dialog(ben, "Rotate Nightly").getByRole("button", { name: "Rotate", exact: true }).click();
    first = second;
    second = await takeKey(ben, "Nightly");
    expect(await may()).toEqual(["token-invalid", true]);
  });

  test("it is changed; without an end he is warned, and what is no address is said beside the field", async () => {
    await ben.getByRole("button", { name: "Edit Nightly" }).click();
    const form = dialog(ben, "Edit Nightly");
    await form.getByText("Helpdesk").waitFor();
    await choose(ben, "Ends", "Never");
    await form.getByText("It works until somebody revokes it").waitFor();
    await form.getByLabel("Addresses").fill("somewhere");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("must be an address or a range like 203.0.113.0/24").waitFor();
    expect(await faultsAtBothWidths(ben, "keys-edit")).toEqual([]);
    await form.getByLabel("Addresses").press("Backspace");
    await form.getByLabel("Addresses").fill("203.0.113.9/24");
    await form.getByRole("textbox", { name: "Name" }).fill("Weekly");
    await form.getByLabel("Requests a minute").fill("60");
    await form.getByLabel("Budget in credits").fill("500000");
    await form.getByRole("button", { name: "Save" }).click();
    await ben.getByText("no models · from 203.0.113.0/24 · At most 60 requests in a minute").waitFor();
    await ben.getByText("0 credits spent of 500,000 credits ($0.50) a month").waitFor();
    await ben.getByText(/never ends/).waitFor();
    expect(await ask(second, "use", helpdesk())).toBe("key-address-refused");
    expect(await faultsAtBothWidths(ben, "keys-list")).toEqual([]);
  });

  test("where he may make none any more, he still revokes those that he has", async () => {
    await letMembers({ CREATE: false });
    await ben.reload();
    await ben.getByText("You can still revoke keys that you have.").waitFor();
    for (const name of ["Make a key", "Edit Weekly", "Rotate Weekly"])
      expect(await ben.getByRole("button", { name }).count(), name).toBe(0);
    await ben.getByRole("button", { name: "Revoke Weekly" }).click();
    expect(await faultsInBothSchemes(ben, "keys-revoke")).toEqual([]);
    await dialog(ben, "Revoke Weekly?").getByRole("button", { name: "Cancel" }).click();
    await revoke(ben, "Weekly");
    await ben.getByRole("heading", { name: "No API keys", exact: true }).waitFor();
    expect(await ask(second, "use", helpdesk())).toBe("token-invalid");
    await letMembers({ CREATE: true });
  });

  test("he makes one for the models of an endpoint, whichever these are", async () => {
    await ben.reload();
    await ben.getByRole("button", { name: "Make a key" }).first().click();
    const form = dialog(ben, "New API key");
    await form.getByRole("textbox", { name: "Name" }).fill("Echoes");
    await form.getByRole("radio", { name: "Some of them" }).click();
    await form.getByRole("checkbox", { name: "All models" }).check();
    await form.getByLabel("Endpoints", { exact: true }).first().fill("ec");
    await ben.getByRole("option", { name: "echo" }).click();
    await form.getByLabel("Endpoints", { exact: true }).first().blur();
    expect(await faultsAtBothWidths(ben, "keys-make-endpoints")).toEqual([]);
    await form.getByRole("button", { name: "Make key" }).click();
    const key = await takeKey(ben, "Echoes");
    await ben.getByText("no agents · all models of echo · from everywhere").waitFor();
    expect(await ask(key, "use", helpdesk())).toBe(false);
    const { body } = await new Person(stage.url, key).get("/v1/models");
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(["echo/echo"]);
  });

  describe("of others", () => {
    test("an administrator sees those of a person, at their leaving as well, and revokes them", async () => {
      const cy = await Person.signIn(stage.url, emailOf("Cy"), PASSWORD);
      const { key } = (await cy.post("/api/api-keys", { name: "Cy's script" })).body;
      await goTo(ada, `/people/${stage.world.cy}/leaving`);
      await ada.getByRole("list", { name: "What ends" }).getByText("1 API key").waitFor();
      await goTo(ada, `/people/${stage.world.cy}`);
      const keys = ada.getByRole("region", { name: "API keys" });
      await keys.getByText("Cy's script").scrollIntoViewIfNeeded();
      expect(await faultsAtBothWidths(ada, "keys-of-person")).toEqual([]);
      await keys.getByRole("button", { name: "Budget of the key Cy's script" }).click();
      const form = dialog(ada, "Budget of the key Cy's script");
      await form.getByLabel("Credits").fill("-250000");
      await form.getByRole("button", { name: "Set the budget" }).click();
      await form.getByText("Credits are 0 or more").waitFor();
      await form.getByLabel("Credits").fill("250000");
      await form.getByText("It counts beside what its owner says of the key, who cannot lift it.").waitFor();
      expect(await faultsAtBothWidths(ada, "keys-budget-new")).toEqual([]);
      await form.getByRole("button", { name: "Set the budget" }).click();
      await form.waitFor({ state: "detached" });
      await keys.getByRole("button", { name: "Budget of the key Cy's script" }).click();
      await form.getByText(/^0 credits spent of 250,000 credits/).waitFor();
      expect(await form.getByLabel("Credits").inputValue()).toBe("250,000");
      expect(await faultsAtBothWidths(ada, "keys-budget")).toEqual([]);
      await form.getByRole("button", { name: "Lift the budget of" }).click();
      await dialog(ada, "Lift the budget?").getByRole("button", { name: "Lift it" }).click();
      await ada.getByText("The budget is lifted").waitFor();
      await form.waitFor({ state: "detached" });
      await keys.getByRole("button", { name: "Budget of the key Cy's script" }).click();
      await form.getByText(/who cannot lift it\.$/).waitFor();
      await form.getByRole("button", { name: "Cancel" }).click();
      await revoke(ada, "Cy's script");
      await keys.getByText("Cy has none.").waitFor();
      expect(await ask(key, "REMOTE_AGENTS.USE")).toBe("token-invalid");
    });

    test("of whom they do not outrank they see them, and read why they cannot revoke them", async () => {
      await stage.world.ada.post("/api/api-keys", { name: "Ada's own" });
      const max = await stage.signedIn("Max", PHONE);
      await goTo(max, `/people/${(await stage.world.ada.get("/api/user")).body.id}`);
      const button = max.getByRole("button", { name: "Revoke Ada's own" });
      await button.waitFor();
      expect(await button.getAttribute("aria-description")).toContain("they do not rank below you");
    });

    test("a program has keys beside its credential", async () => {
      const { service } = (await stage.world.ada.post("/api/admin/services", { name: "CRM" })).body;
      await goTo(ada, `/services/${service.id}`);
      const keys = ada.getByRole("region", { name: "API keys" });
      await keys.getByRole("button", { name: "Make a key" }).click();
      const form = dialog(ada, "New API key");
      await form.getByRole("textbox", { name: "Name" }).fill("Sync");
      await form.getByRole("radio", { name: "Listing only" }).click();
      await form.getByRole("button", { name: "Make key" }).click();
      const made = await takeKey(ada, "Sync");
      await keys.getByText("listing only · from everywhere").waitFor();
      expect(await faultsAtBothWidths(ada, "keys-of-service")).toEqual([]);
      // It has no role yet that lets it use a key; one that is not there is another refusal.
      expect(await ask(made, "REMOTE_AGENTS.USE")).toBe("feature-off");
      await keys.getByRole("button", { name: "Rotate Sync" }).click();
      await ada.getByRole("radio", { name: "At once" }).click();
      await dialog(ada, "Rotate Sync").getByRole("button", { name: "Rotate", exact: true }).click();
      const next = await takeKey(ada, "Sync");
      expect([await ask(made, "REMOTE_AGENTS.USE"), await ask(next, "REMOTE_AGENTS.USE")]).toEqual([
        "token-invalid",
        "feature-off",
      ]);
      await revoke(ada, "Sync");
      expect(await ask(next, "REMOTE_AGENTS.USE")).toBe("token-invalid");
    });
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

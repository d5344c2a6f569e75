import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths, faultsInBothSchemes } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * The audit trail as people read it: Ada, who is super admin, looks who did what, at a desk and on a phone; Ben, who is a member, does not.
 */
describe.skipIf(!chromiumPath)("the audit trail in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ada: Page;
  let phone: Page;
  let ben: Page;
  let kept = "";

  beforeAll(async () => {
    const admin = await Person.signIn(stage.url, emailOf("Ada"), PASSWORD);
    const { body } = await admin.get("/api/admin/users/search?q=ben");
    const id = body.users[0].id;
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await admin.post(`/api/admin/users/${id}/ban`, { until: soon, reason: "Spam in three rooms" });
    await admin.delete(`/api/admin/users/${id}/ban`);
    ada = await stage.signedIn("Ada");
    ben = await stage.signedIn("Ben");
    // A no that the trail tells of.
    await ben.goto(`${stage.url}/audit`);
    phone = await stage.signedIn("Ada", PHONE);
  });
  const entries = (page: Page) => page.getByRole("list", { name: "Entries" });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);

  test("a member has no way there, and is refused", async () => {
    await ben.getByRole("alert").waitFor();
    expect(await ben.getByRole("link", { name: "Audit", exact: true }).count()).toBe(0);
    expect(await ben.locator("main").textContent()).toContain("read:audit_log");
    expect(await ben.getByRole("button", { name: "Export" }).count()).toBe(0);
    await goTo(ben, "/logs");
    await ben.getByRole("alert").waitFor();
    expect(await ben.locator("main").textContent()).toContain("read:logs");
  });

  test("who did what, what it was before, and why stand in words", async () => {
    // Sealed within seconds.
    await expect
      .poll(async () => {
        await goTo(ada, "/audit");
        await ada.getByRole("list", { name: "Entries" }).waitFor();
        return ada.getByText("Spam in three rooms").count();
      })
      .toBeGreaterThan(0);
    await ada.getByText("lifted a ban").first().waitFor();
    await entries(ada).getByText("signed in").first().waitFor();
    expect(await faultsAtBothWidths(ada, "audit")).toEqual([]);
    expect(await faultsInBothSchemes(ada, "audit-schemes")).toEqual([]);
  });

  test("it is narrowed by words, kind and person, and the address keeps it", async () => {
    await ada.getByRole("searchbox", { name: "Search in what was done, and in names" }).fill("banned an account");
    await expect.poll(() => ada.url()).toContain("q=banned");
    await expect.poll(() => entries(ada).getByText("signed in").count()).toBe(0);
    await ada.getByText("Spam in three rooms").first().waitFor();
    await ada.reload();
    await ada.getByText("Spam in three rooms").first().waitFor();
    await ada.getByRole("button", { name: "Show everything" }).click();
    await entries(ada).getByText("signed in").first().waitFor();
    await ada.getByRole("button", { name: "More filters" }).click();
    await ada.getByRole("combobox", { name: "What was done" }).fill("lifted");
    await ada.getByRole("option", { name: "lifted a ban" }).click();
    await expect.poll(() => entries(ada).getByText("signed in").count()).toBe(0);
    await entries(ada).getByText("not banned").waitFor();
    await ada.getByRole("button", { name: "Show everything" }).click();
    await entries(ada).getByText("signed in").first().waitFor();
    await ada.goBack();
    await expect.poll(() => ada.url()).toContain("kind=");
    await entries(ada).getByText("not banned").waitFor();
    await ada.goBack();
    await entries(ada).getByText("signed in").first().waitFor();
    await ada.getByRole("textbox", { name: "Who did it" }).fill("ben");
    await ada.getByRole("option", { name: /Ben/ }).click();
    await expect.poll(() => entries(ada).getByText("lifted a ban").count()).toBe(0);
    await entries(ada).getByText("signed in").first().waitFor();
    expect(ada.url()).toContain("actor=user");
    await ada.reload();
    await ada.getByRole("button", { name: /^Who did it: Ben/ }).waitFor();
    expect(await faultsAtBothWidths(ada, "audit-narrowed")).toEqual([]);
    await goTo(ada, "/audit?kind=tool-edited");
    await ada.getByText("Nothing like that").waitFor();
    expect(await faultsAtBothWidths(ada, "audit-nothing")).toEqual([]);
  });

  test("an entry has an address of its own", async () => {
    await goTo(ada, "/audit?q=banned+an+account");
    await ada
      .getByRole("link", { name: /, entry \d+$/ })
      .first()
      .click();
    await ada.getByRole("heading", { level: 1, name: /^Entry \d+$/ }).waitFor();
    await ada.getByText("Spam in three rooms").first().waitFor();
    await ada.reload();
    await ada.getByText("Spam in three rooms").first().waitFor();
    expect(await faultsAtBothWidths(ada, "audit-entry")).toEqual([]);
    await goTo(ada, "/audit/999999");
    await ada.getByRole("heading", { level: 1, name: "Not found" }).waitFor();
  });

  test("the head is shown, and the trail is checked against it", async () => {
    await goTo(ada, "/audit/head");
    kept = (await ada.getByLabel("Head", { exact: true }).textContent())?.trim() ?? "";
    expect(kept).toMatch(/^\d+-[0-9a-f]{64}$/);
    expect(await faultsAtBothWidths(ada, "audit-head")).toEqual([]);
    await ada.getByLabel("Head that you kept").fill(kept);
    await ada.getByRole("button", { name: "Check", exact: true }).click();
    await ada.getByText("Whole: nothing was altered").waitFor();
    await ada.getByText("The head that you kept is in it.").waitFor();
    await ada.getByLabel("Head that you kept").fill(kept.replace(/.$/, (last) => (last === "0" ? "1" : "0")));
    await ada.getByRole("button", { name: "Check", exact: true }).click();
    await ada.getByText("The trail was altered", { exact: true }).waitFor();
    expect(await faultsAtBothWidths(ada, "audit-altered")).toEqual([]);
  });

  test("it is exported with its seals, and for a spreadsheet", async () => {
    await goTo(ada, "/audit");
    for (const [item, name] of [
      ["With its seals, to keep and check (JSON Lines)", "gatehouse-audit.jsonl"],
      ["What is shown here, for a spreadsheet (CSV)", "gatehouse-audit.csv"],
    ] as const) {
      const download = ada.waitForEvent("download");
      await ada.getByRole("button", { name: "Export" }).click();
      await ada.getByRole("menuitem", { name: item }).click();
      expect((await download).suggestedFilename()).toBe(name);
    }
  });

  test("on a phone she finds it in the navigation, and reads it", async () => {
    await phone.getByRole("button", { name: /navigation/i }).click();
    await phone.getByRole("link", { name: "Audit", exact: true }).click();
    await phone.getByRole("list", { name: "Entries" }).waitFor();
    await phone.getByText("was refused").first().waitFor();
    expect(await faultsInBothSchemes(phone, "audit-phone")).toEqual([]);
    await phone.getByRole("button", { name: /navigation/i }).click();
    await phone.getByRole("link", { name: "Logs", exact: true }).click();
    await phone.getByRole("heading", { level: 1, name: "Logs" }).waitFor();
    expect(await faultsInBothSchemes(phone, "logs-phone")).toEqual([]);
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

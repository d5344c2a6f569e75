import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * Whoever administers the people of one group alone: Cy does so for Platform, in which Ben is. And the powers of a service.
 */
describe.skipIf(!chromiumPath)("administering some in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  const powers = ["manage:users", "manage:groups", "moderate:content", "read:usage", "read:access", "manage:balances"];
  let service = "";

  beforeAll(async () => {
    const { ada, cy, platform } = stage.world;
    const give = (capability: string, more: object = {}) =>
      ada.post("/api/admin/grants", { principalType: "user", principalId: cy, capability, ...more });
    const expiresAt = new Date(Date.now() + 90 * 86_400_000).toISOString();
    await give("access:admin");
    for (const capability of powers) await give(capability, { scope: platform, expiresAt });
    service = (await ada.post("/api/admin/services", { name: "Wiki" })).body.service.id;
  });

  test("the pages are those that one can use, and say of whom they are", async () => {
    const page = await stage.signedIn("Cy");
    const navigation = page.getByRole("navigation", { name: "Main" });
    await navigation.getByRole("link", { name: "What I administer", exact: true }).waitFor();
    for (const name of [
      "People",
      "Groups",
      "Analytics",
      "Limits",
      "Balances",
      "Access report",
      "Explorer",
      "Why",
      "Moderation",
    ])
      await navigation.getByRole("link", { name, exact: true }).waitFor();
    for (const name of ["Roles", "Settings", "Services", "Shared resources", "Access reviews", "Audit", "Addresses"])
      expect(await navigation.getByRole("link", { name, exact: true }).count(), name).toBe(0);
    await page.goto("/people");
    await page.getByText(/You administer the people of Platform \(until .+\)\. Nobody else stands here\./).waitFor();
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    expect(await page.getByRole("list", { name: "People" }).getByRole("listitem").count()).toBe(1);
    expect(await faultsAtBothWidths(page, "administered-people")).toEqual([]);
    for (const path of [
      "/groups",
      "/usage",
      "/limits",
      "/balances",
      "/report",
      "/moderation",
      "/explore",
      "/overview",
    ]) {
      await page.goto(path);
      await page.getByText(/You administer the people of Platform/).waitFor();
      await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      expect(await page.getByRole("alert").count(), path).toBe(0);
    }
    await page.getByRole("link", { name: "What you may do" }).click();
    await page.getByRole("heading", { name: "The people of Platform" }).waitFor();
    await page.getByText("One person now").waitFor();
    expect(await faultsAtBothWidths(page, "administered")).toEqual([]);
    await page.context().close();
  });

  test("somebody inside is changed, on a phone; somebody outside is nobody", async () => {
    const page = await stage.signedIn("Cy", PHONE);
    await page.goto(`/people/${stage.world.ben}`);
    await page.getByLabel("User name").fill("benny");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.goto(`/people/${stage.world.cy}`);
    await page.getByRole("heading", { level: 1, name: "Not found" }).waitFor();
    await page.goto("/people");
    const button = page.getByRole("button", { name: "New account" });
    await button.waitFor();
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    await expect.poll(() => button.getAttribute("data-disabled")).not.toBeNull();
    await page.context().close();
  });

  test("credits and budgets are those of the people inside", async () => {
    const page = await stage.signedIn("Cy");
    await page.goto("/balances");
    const people = page.getByRole("list", { name: "People and services, and what they have" }).getByRole("listitem");
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    expect(await people.count()).toBe(1);
    await page.getByRole("tab", { name: "Budgets" }).click();
    await page.getByRole("button", { name: "New budget" }).click();
    const form = page.getByRole("dialog", { name: "New budget" });
    await form.getByLabel("Credits").fill("5");
    await form.getByRole("button", { name: "Set the budget" }).click();
    await form.getByText("Choose whose it is").waitFor();
    expect(await form.getByRole("radio").count()).toBe(0);
    await form.getByRole("textbox", { name: "Person" }).fill("ben");
    await page.getByRole("option", { name: /^Ben/ }).click();
    await form.getByRole("button", { name: "Set the budget" }).click();
    await page.getByText("0 credits spent of 5 credits ($0.000005) a month").waitFor();
    await page.context().close();
  });

  test("limits are those of the people inside, and so is who is being limited", async () => {
    const { ada, ben } = stage.world;
    await ada.post("/api/admin/limits", { principal: "everyone", requests: 900 });
    const page = await stage.signedIn("Cy");
    await page.goto("/limits");
    await page.getByRole("heading", { name: "No limits", exact: true }).waitFor();
    await page.getByText("Nobody was refused because of a limit in the last quarter of an hour.").waitFor();
    await page.getByRole("button", { name: "New limit" }).click();
    const form = page.getByRole("dialog", { name: "New limit" });
    await form.getByLabel("Requests").fill("7");
    await form.getByRole("button", { name: "Limit it" }).click();
    await form.getByText("Choose whom it is for").waitFor();
    await form.getByRole("textbox", { name: "Person" }).fill("ben");
    await page.getByRole("option", { name: /^Ben/ }).click();
    await form.getByRole("button", { name: "Limit it" }).click();
    await page.getByText("At most 7 requests in a minute").waitFor();
    expect(await page.getByRole("list", { name: "Limits of the organization" }).getByRole("listitem").count()).toBe(1);
    expect(await faultsAtBothWidths(page, "administered-limits")).toEqual([]);
    const { limits } = (await ada.get("/api/admin/limits")).body;
    expect(limits.map(({ principal }: { principal: string }) => principal).sort()).toEqual(["everyone", `user:${ben}`]);
    for (const { id } of limits) await ada.delete(`/api/admin/limits/${id}`);
    await page.context().close();
  });

  test("what is refused for somebody's rank is not offered, and says why", async () => {
    const { ada, platform } = stage.world;
    const made = await ada.post("/api/admin/users", {
      name: "Mo",
      email: "mo-above@example.org",
      password: "correct horse battery",
      role: "MODERATOR",
    });
    const mo = made.body.user.id;
    await ada.post(`/api/admin/groups/${platform}/members`, { userId: mo });
    const page = await stage.signedIn("Cy");
    await page.goto(`/people/${mo}`);
    const reasonOf = (name: string) =>
      page.getByRole("button", { name, exact: true }).getAttribute("aria-description", { timeout: 20_000 });
    for (const name of ["Deactivate", "Reset the password", "Delete", "Save", "Give the role", "Give the power"])
      await expect.poll(() => reasonOf(name), { message: name }).toBe("Not allowed: they do not rank below you.");
    expect(await faultsAtBothWidths(page, "administered-above")).toEqual([]);
    await ada.delete(`/api/admin/groups/${platform}/members/${mo}`);
    await page.context().close();
  });

  test("comparing is of now, and an address that asks more says so", async () => {
    const page = await stage.signedIn("Cy");
    await page.goto("/explore?by=compare&at=2026-01-01T00:00:00Z");
    await page.getByText("Choose two").waitFor();
    expect(await page.getByLabel("As it was at").count()).toBe(0);
    await page.goto("/explore?by=power");
    await page.getByText(/choose what to ask/).waitFor();
    await page.context().close();
  });

  test("somebody who left the group is gone from the list", async () => {
    const { ada, platform, ben } = stage.world;
    const page = await stage.signedIn("Cy");
    await page.goto("/people");
    await page.getByRole("link", { name: "Ben", exact: true }).waitFor();
    await ada.delete(`/api/admin/groups/${platform}/members/${ben}`);
    await page.reload();
    await page.getByText("Nobody here yet").waitFor();
    await ada.post(`/api/admin/groups/${platform}/members`, { userId: ben });
    await page.context().close();
  });

  test("a service is given a power on its page, and loses it again", async () => {
    const page = await stage.signedIn("Ada");
    await page.goto("/services");
    await page.getByRole("link", { name: "Wiki", exact: true }).click();
    const region = page.getByRole("region", { name: "Powers" });
    await region.getByText("Wiki holds no administrative power by itself.").waitFor();
    await region
      .getByRole("combobox", { name: "Give a power" })
      .or(region.getByRole("textbox", { name: "Give a power" }))
      .last()
      .click();
    expect(await page.getByRole("option", { name: "unseal:content", exact: true }).count()).toBe(0);
    await page.getByRole("option", { name: "read:access", exact: true }).click();
    await region.getByRole("button", { name: "Give the power" }).click();
    await region.getByText("ask who can do what, and why").first().waitFor();
    expect(await faultsAtBothWidths(page, "service")).toEqual([]);
    await region.getByRole("link", { name: "Why: read:access" }).click();
    await page.getByText("May read:access: an administrative capability covers it.").waitFor();
    await page.goto(`/services/${service}`);
    await region.getByRole("button", { name: "Take read:access away" }).click();
    await region.getByText("Wiki holds no administrative power by itself.").waitFor();
    await page.getByRole("link", { name: "What happened" }).click();
    await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
    await page.context().close();
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});

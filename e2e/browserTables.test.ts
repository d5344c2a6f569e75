import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

const MANY = 60;

/*
 * Lists that are longer than a page, as Ada reads them: sorted, searched and turned over, at a desk and on a phone. What she sees stands in the
 * address, so that she can send it.
 */
describe.skipIf(!chromiumPath)("long lists in a browser (skipped without Chromium)", () => {
  const stage = onStage();

  beforeAll(async () => {
    const { ada, engineering } = stage.world;
    for (let one = 0; one < MANY; one++) {
      const number = String(one).padStart(2, "0");
      const account = { name: `Guest ${number}`, email: `guest${number}@example.net`, password: PASSWORD };
      const { body } = await ada.post("/api/admin/users", account);
      if (one < 3) await ada.post(`/api/admin/groups/${engineering}/members`, { userId: body.user.id });
      await ada.post("/api/admin/groups", { name: `Team ${number}` });
    }
  }, 120_000);

  const first = (page: Page, list: string) =>
    page
      .getByRole("list", { name: list, exact: true })
      .getByRole("listitem")
      .first()
      .getByRole("link")
      .first()
      .textContent();
  const addressOf = (page: Page) => new URL(page.url()).search;

  for (const [where, look] of [
    ["at a desk", undefined],
    ["on a phone", PHONE],
  ] as const)
    test(`people are sorted, searched and turned over ${where}`, async () => {
      const page = await stage.signedIn("Ada", look);
      await page.goto("/people");
      const sort = page.getByRole("combobox", { name: "Sort by" });
      await sort.selectOption({ label: "Name, Z to A" });
      await expect.poll(() => first(page, "People")).toBe("Max");
      expect(addressOf(page)).toBe("?sort=name&order=desc");
      await page.getByRole("button", { name: "Page 2", exact: true }).click();
      await expect.poll(() => addressOf(page)).toContain("page=2");
      // Another order begins on its first page.
      await sort.selectOption({ label: "Newest accounts first" });
      await expect.poll(() => first(page, "People")).toBe(`Guest ${MANY - 1}`);
      expect(addressOf(page)).toBe("?sort=created&order=desc");
      // Beyond the first fifty that a search finds.
      await page.getByRole("searchbox", { name: "Search people" }).fill("example.net");
      await page.getByText("What a search finds is sorted by name.").waitFor();
      await page.getByText(`1–25 of ${MANY}`).waitFor();
      await page.getByRole("button", { name: "Page 3", exact: true }).click();
      await page.getByRole("link", { name: `Guest ${MANY - 1}`, exact: true }).waitFor();
      expect(await page.getByRole("list", { name: "People" }).getByRole("listitem").count()).toBe(MANY - 50);
      // The address is all that it takes.
      await page.reload();
      await page.getByText(`51–${MANY} of ${MANY}`).waitFor();
      expect(await faultsAtBothWidths(page, "tables-people")).toEqual([]);
      await page.goBack();
      await page.getByText(`1–25 of ${MANY}`).waitFor();
      // A page that there is not is no place to come back to.
      await page.goto("/people?q=example.net&page=900");
      await page.getByText(`51–${MANY} of ${MANY}`).waitFor();
      await page.goBack();
      await page.getByText(`1–25 of ${MANY}`).waitFor();
      await page.context().close();
    });

  for (const [where, look] of [
    ["at a desk", undefined],
    ["on a phone", PHONE],
  ] as const)
    test(`groups, who is in them and who has a role are sorted, searched and turned over ${where}`, async () => {
      const page = await stage.signedIn("Ada", look);
      await page.goto("/groups");
      const sort = page.getByRole("combobox", { name: "Sort by" });
      // By the keyboard alone.
      for (const order of ["?sort=name&order=desc", "?sort=members&order=desc"]) {
        await sort.focus();
        await page.keyboard.press("ArrowDown");
        await expect.poll(() => addressOf(page)).toBe(order);
      }
      await expect.poll(() => first(page, "Groups")).toBe("Engineering");
      await page.getByRole("searchbox", { name: "Search groups" }).fill("team");
      await page.getByText(`1–50 of ${MANY}`).waitFor();
      await page.getByRole("button", { name: "Page 2", exact: true }).click();
      await page.getByText(`51–${MANY} of ${MANY}`).waitFor();
      expect(new URLSearchParams(addressOf(page)).get("sort")).toBe("members");
      expect(await faultsAtBothWidths(page, "tables-groups")).toEqual([]);
      await page.goto(`/groups/${stage.world.engineering}`);
      await page.getByRole("searchbox", { name: "Search members" }).fill("guest02");
      const members = page.getByRole("list", { name: "Members" });
      await expect.poll(() => members.getByRole("listitem").count()).toBe(1);
      await members.getByText("Guest 02").waitFor();
      expect(addressOf(page)).toBe("?q=guest02");
      expect(await faultsAtBothWidths(page, "tables-members")).toEqual([]);
      await page.goto("/roles/USER");
      await page.getByRole("searchbox", { name: "Search who has it" }).fill("guest02");
      const holders = page.getByRole("list", { name: "Who has this role" });
      await expect.poll(() => holders.getByRole("listitem").count()).toBe(1);
      await holders.getByText("Guest 02").waitFor();
      expect(addressOf(page)).toBe("?q=guest02");
      expect(await faultsAtBothWidths(page, "tables-holders")).toEqual([]);
      await page.context().close();
    });

  test("the list, its field and the address say the same, however quickly one types, takes away and goes back", async () => {
    const page = await stage.signedIn("Ada");
    const field = page.getByRole("searchbox", { name: "Search people" });
    const pause = () => page.waitForTimeout(500);
    const shows = async (typed: string, address: string, found: RegExp) => {
      await page.getByText(found).waitFor();
      expect([await field.inputValue(), addressOf(page)]).toEqual([typed, address]);
    };
    await page.goto("/people");
    await page.getByRole("button", { name: "Page 2", exact: true }).click();
    await page.getByText(/^26–50 of/).waitFor();
    await field.fill("guest 1");
    await shows("guest 1", "?q=guest+1", /^Guest 19$/);
    await page.goBack();
    await shows("", "", /^1–25 of/);
    // Typed and taken away before anything is sought.
    await field.pressSequentially("b");
    await field.press("Backspace");
    await pause();
    await page.goForward();
    await shows("guest 1", "?q=guest+1", /^Guest 19$/);
    await page.goBack();
    await shows("", "", /^1–25 of/);
    await page.goForward();
    // Typed, and left before it was sought.
    await field.press("End");
    await field.press("Backspace");
    await page.goBack();
    await pause();
    await shows("", "", /^1–25 of/);
    await page.context().close();
  });

  test("a group that is deleted is not there any more for whoever goes back to it", async () => {
    const page = await stage.signedIn("Ada");
    await page.goto("/groups?q=Team+07");
    await page.getByRole("link", { name: "Team 07", exact: true }).click();
    await page.getByRole("heading", { name: "Team 07", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete the group" }).click();
    await page.getByRole("heading", { name: "Groups", level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole("main").getByRole("alert").waitFor();
    expect(await page.getByRole("heading", { name: "Team 07" }).count()).toBe(0);
    await page.context().close();
  });

  test("the trail and the invitations say their order in the address, too", async () => {
    const page = await stage.signedIn("Ada");
    for (const email of ["b@example.net", "a@example.net"])
      await stage.world.ada.post("/api/admin/invitations", { email });
    await page.goto("/people/invitations?sort=email&order=desc");
    const invitations = page.getByRole("list", { name: "Invitations" }).getByRole("listitem");
    await expect.poll(() => invitations.first().textContent()).toContain("b@example.net");
    await page.getByRole("searchbox", { name: "Search addresses" }).fill("a@ex");
    await expect.poll(() => invitations.count()).toBe(1);
    expect(await faultsAtBothWidths(page, "tables-invitations")).toEqual([]);
    await page.goto("/audit?sort=at&order=asc");
    await page.getByRole("list", { name: "Entries" }).waitFor();
    expect(await page.getByRole("combobox", { name: "Sort by" }).locator("option:checked").textContent()).toBe(
      "Oldest first",
    );
    expect(await faultsAtBothWidths(page, "tables-audit")).toEqual([]);
    await page.goto("/shared?sort=given&order=desc");
    await page.getByRole("link", { name: "Helpdesk", exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Search by name" }).fill("helpd");
    await page.getByText("the first 25, by name.", { exact: false }).waitFor();
    await page.getByRole("link", { name: "Helpdesk", exact: true }).waitFor();
    expect(await faultsAtBothWidths(page, "tables-shared")).toEqual([]);
    await page.goto("/moderation?sort=opened&order=desc");
    await page.getByRole("combobox", { name: "Sort by" }).waitFor();
    expect(await faultsAtBothWidths(page, "tables-moderation")).toEqual([]);
    await page.context().close();
    expect(stage.complaints()).toEqual([]);
  });
});

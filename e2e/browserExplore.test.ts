import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * The explorer: what somebody reaches, who reaches a thing, who has a power, and what one can do that another cannot. Engineering, in which Ben is
 * through Platform, may talk to Helpdesk; Cy may not.
 */
describe.skipIf(!chromiumPath)("the explorer in a browser (skipped without Chromium)", () => {
  const stage = onStage();

  beforeAll(async () => {
    const { ada, platform } = stage.world;
    await ada.post("/api/admin/grants", {
      ...{ principalType: "group", principalId: platform, capability: "manage:prompts" },
    });
  });

  test("what somebody reaches, each line with its reason", async () => {
    const page = await stage.signedIn("Ada");
    await page.goto("/explore");
    const field = page
      .getByRole("textbox", { name: "Person, service, group or role" })
      .or(page.getByRole("combobox", { name: "Person, service, group or role" }));
    await field.last().fill("Ben");
    await page.getByRole("option", { name: /^Ben/ }).click();
    const list = page.getByRole("list", { name: "What others let them reach" });
    await list.getByText("Helpdesk").waitFor();
    expect(page.url()).toContain(`who=user%3A${stage.world.ben}`);
    expect(await faultsAtBothWidths(page, "explore-person")).toEqual([]);
    await list.getByRole("link", { name: "Why: Helpdesk" }).click();
    await page.getByText(/^May use: it is shared/).waitFor();
    await page.goto(`/explore?by=who&who=group:${stage.world.engineering}`);
    await page.getByText("Helpdesk").first().waitFor();
    await page.context().close();
  });

  test("who reaches a thing, now and before it was shared, on a phone", async () => {
    const page = await stage.signedIn("Ada", PHONE);
    await page.goto(`/explore?by=thing&thing=agent:${stage.world.agent.id}`);
    const list = page.getByRole("list", { name: "Who reaches it" });
    const ben = list.getByRole("listitem").filter({ hasText: "Ben" });
    await ben.getByText("through Platform, in Engineering").waitFor();
    expect(await faultsAtBothWidths(page, "explore-thing")).toEqual([]);
    await ben.getByRole("link", { name: "Why: Ben" }).click();
    await page.getByText(/^May use: it is shared/).waitFor();
    await page.goto(`/explore?by=thing&thing=agent:${stage.world.agent.id}&at=2026-01-01T00:00:00Z`);
    await page.getByText("Nobody", { exact: true }).waitFor();
    await page.context().close();
  });

  test("who has a power, what brings it, and by the keyboard to the reason", async () => {
    const page = await stage.signedIn("Ada");
    await page.goto("/explore?by=power");
    await choose(page, "Power or feature", "read:prompts");
    await page
      .getByRole("list", { name: "What brings it" })
      .getByText("holds manage:prompts, which brings it")
      .first()
      .waitFor();
    const ben = page.getByRole("list", { name: "Who has it" }).getByRole("listitem").filter({ hasText: "Ben" });
    await ben.getByText("through Platform").waitFor();
    expect(await faultsAtBothWidths(page, "explore-power")).toEqual([]);
    await ben.getByRole("link", { name: "Why: Ben" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText(/^May read:prompts/).waitFor();
    await page.context().close();
  });

  test("what one can do that another cannot, and the other way round", async () => {
    const { ben, cy } = stage.world;
    const page = await stage.signedIn("Ada");
    await page.goto(`/explore?by=compare&one=user:${ben}&other=user:${cy}`);
    const counts = page.getByRole("region", { name: "What only one of them can do" });
    await counts.getByRole("heading", { name: "What Ben can do and Cy cannot" }).waitFor();
    await counts.getByText("Agents: 1").waitFor();
    await counts.getByText("manage:prompts, read:prompts").waitFor();
    await page.getByRole("list", { name: "What only one of them reaches" }).getByText("Helpdesk").waitFor();
    expect(await faultsAtBothWidths(page, "explore-compare")).toEqual([]);
    await page.getByRole("button", { name: "The other way round" }).click();
    await page.getByText("Nothing that is counted here: Ben can do all that too.").waitFor();
    await page.context().close();
  });

  test("no page complains", () => expect(stage.complaints()).toEqual([]));
});

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choose, chromiumPath, faultsAtBothWidths, faultsInBothSchemes, signIn } from "./support/browser.ts";
import { Person } from "./support/person.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

const REASON = "It insults whoever asks it something";

/*
 * Moderation as people do it: Ben reports an agent of Cy's; Mo, a moderator, hides it and warns Cy, who appeals on a phone; Mia grants it. Then Max
 * bans Cy, who reads why, and appeals.
 */
describe.skipIf(!chromiumPath)("moderation in a browser (skipped without Chromium)", () => {
  const stage = onStage();
  let ben: Page;
  let mo: Page;
  let cy: Page;
  let mia: Page;

  beforeAll(async () => {
    const { ada } = stage.world;
    for (const name of ["Mo", "Mia"])
      await ada.post("/api/admin/users", { name, email: emailOf(name), password: PASSWORD, role: "MODERATOR" });
    const person = await Person.signIn(stage.url, emailOf("Cy"), PASSWORD);
    const agent = await person.post("/api/agents", {
      name: "Grumpy",
      description: "Knows it all",
      instructions: "Insult them.",
      provider: "echo",
      model: "echo",
    });
    await person.post(`/api/access/resources/agent/${agent.body._id}/grants`, {
      principal: `user:${stage.world.ben}`,
      role: "viewer",
    });
    ben = await stage.signedIn("Ben");
    mo = await stage.signedIn("Mo");
    cy = await stage.signedIn("Cy", PHONE);
    mia = await stage.signedIn("Mia");
  });
  const goTo = (page: Page, path: string) => page.goto(`${stage.url}${path}`);
  const openCase = async (page: Page, box: string) => {
    await goTo(page, `/moderation${box}`);
    await page.getByRole("link", { name: "Agent “Grumpy”", exact: true }).click();
    await page.getByRole("heading", { name: "Agent “Grumpy”" }).waitFor();
  };

  test("before, nothing is there: neither for moderators, nor for members", async () => {
    await goTo(mo, "/moderation");
    await mo.getByText("Nothing waits for you: no report is open.").waitFor();
    expect(await faultsAtBothWidths(mo, "moderation-empty")).toEqual([]);
    await goTo(ben, "/my-reports");
    await ben.getByText("You reported nothing").waitFor();
    expect(await faultsAtBothWidths(ben, "my-reports-empty")).toEqual([]);
    await goTo(cy, "/decisions");
    await cy.getByText("Nothing was decided about you").waitFor();
    expect(await faultsInBothSchemes(cy, "decisions-empty")).toEqual([]);
    expect(await ben.getByRole("link", { name: "Moderation" }).count()).toBe(0);
  });

  test("Ben reports the agent, and sees that it waits", async () => {
    await goTo(ben, "/agents?owner=shared");
    await ben.getByRole("button", { name: "More for Grumpy" }).click();
    await ben.getByRole("menuitem", { name: "Report…" }).click();
    const form = ben.getByRole("dialog", { name: "Report “Grumpy”" });
    expect(await form.getByRole("button", { name: "Send the report" }).isDisabled()).toBe(true);
    await form.getByRole("combobox", { name: "What is wrong?" }).click();
    await ben.getByRole("option", { name: "Harassment or bullying" }).click();
    await form.getByLabel("What should the moderators know?").fill("It called me names");
    expect(await faultsAtBothWidths(ben, "report")).toEqual([]);
    await form.getByRole("button", { name: "Send the report" }).click();
    await ben.getByText("Thank you: the moderators look at it").waitFor();
    await goTo(ben, "/my-reports");
    await ben.getByText("The moderators look at it", { exact: true }).waitFor();
  });

  test("a message is reported where it stands", async () => {
    const person = await Person.signIn(stage.url, emailOf("Ben"), PASSWORD);
    const { start } = await person.hear(stage.world.agent.id, "What do you think of me?");
    await goTo(ben, `/c/${start.body.conversationId}`);
    await ben.getByRole("button", { name: "Report…" }).click();
    await ben.getByRole("dialog", { name: "Report this message" }).waitFor();
    await ben.keyboard.press("Escape");
  });

  /** What is chosen lies behind its label. */
  const tab = (name: string) => mo.getByRole("radio", { name, exact: true }).waitFor({ state: "attached" });
  /** On the card of the overview. */
  const shareOf = (label: string) =>
    mo.getByRole("region", { name: "Reports", exact: true }).getByRole("listitem").filter({ hasText: label });
  const counted = async () => mo.getByRole("list", { name: "Cases" }).getByRole("listitem").count();

  test("the tabs count what the list has; with a kind chosen, they count nothing that it leaves out", async () => {
    await goTo(mo, "/moderation");
    await tab("Open (1)");
    await expect.poll(counted).toBe(1);
    await choose(mo, "Kind of thing", "Conversation");
    await mo.getByText("Nothing waits for you: no report is open.").waitFor();
    await tab("Open");
    await mo.goBack();
    await tab("Open (1)");
    await goTo(mo, "/overview");
    await shareOf("Wait for somebody").getByText("1", { exact: true }).waitFor();
  });

  test("Mo sees what Ben saw, takes it, and decides about the agent and about Cy", async () => {
    await openCase(mo, "");
    await mo.getByText("It called me names").waitFor();
    await mo.getByText("Knows it all").waitFor();
    expect(await mo.locator("main").textContent()).not.toContain("Insult them.");
    expect(await faultsAtBothWidths(mo, "moderation-case")).toEqual([]);
    await mo.getByRole("button", { name: "Take it", exact: true }).click();
    await mo.getByText("You have taken it.").waitFor();
    await mo.getByRole("button", { name: "Decide", exact: true }).click();
    const form = mo.getByRole("dialog", { name: "Decide" });
    await form.getByRole("radio", { name: "Hide it" }).check();
    await form.getByRole("radio", { name: "Ban" }).check();
    await form.getByLabel("Reason").fill(REASON);
    await form.getByText(`Reason: ${REASON}`).waitFor();
    expect(await faultsAtBothWidths(mo, "moderation-decide")).toEqual([]);
    await form.getByRole("radio", { name: "Warn" }).check();
    await form.getByRole("button", { name: "Decide" }).click();
    await mo.getByRole("heading", { name: "Decisions" }).waitFor();
    expect(await faultsAtBothWidths(mo, "moderation-decided")).toEqual([]);
    await goTo(ben, "/my-reports");
    await ben.getByText("The moderators did something about it").waitFor();
    await goTo(ben, "/agents?owner=shared");
    await ben.getByRole("heading", { level: 1 }).waitFor();
    expect(await ben.getByText("Grumpy").count()).toBe(0);
  });

  test("Cy is warned on every page until they have read it, reads why, and appeals", async () => {
    await goTo(cy, "/agents");
    await cy.getByText("The moderators warned you").waitFor();
    await cy.getByText(REASON).waitFor();
    expect(await faultsInBothSchemes(cy, "warned-phone")).toEqual([]);
    await cy.getByRole("link", { name: "See it, or appeal" }).click();
    await cy.getByText("Agent “Grumpy” of yours is hidden").waitFor();
    expect(await cy.locator("main").textContent()).not.toContain("Ben");
    expect(await faultsInBothSchemes(cy, "decisions-phone")).toEqual([]);
    await cy.getByRole("button", { name: /^Appeal: Agent/ }).click();
    const form = cy.getByRole("dialog", { name: "Appeal" });
    await form.getByLabel("Why is it wrong?").fill("It is a joke between friends, and says so.");
    expect(await faultsInBothSchemes(cy, "appeal-phone")).toEqual([]);
    await form.getByRole("button", { name: "Send the appeal" }).click();
    await cy.getByText("Your appeal was sent. Somebody else than who decided looks at it.").waitFor();
    await cy.getByRole("button", { name: /^I have read it: The moderators warned you/ }).click();
    await goTo(cy, "/agents");
    await cy.getByRole("heading", { level: 1 }).waitFor();
    expect(await cy.getByText("The moderators warned you").count()).toBe(0);
  });

  test("the appeal is not for Mo, who decided; Mia grants it, and the agent is there again", async () => {
    await goTo(mo, "/moderation?box=appealed");
    await tab("Appealed (1)");
    await mo.getByText("One of these is for somebody else to decide.").waitFor();
    await choose(mo, "Kind of thing", "Agent");
    await tab("Appealed");
    await expect.poll(counted).toBe(1);
    expect(await mo.getByText("for somebody else to decide").count()).toBe(0);
    // It waits, though not for Mo.
    await goTo(mo, "/overview");
    await shareOf("Appeals").getByText("1", { exact: true }).waitFor();
    await openCase(mo, "?box=appealed");
    await mo.getByText("You decided it: somebody else answers the appeal.").first().waitFor();
    await openCase(mia, "?box=appealed");
    await mia.getByText("It is a joke between friends, and says so.").waitFor();
    await mia.getByRole("button", { name: "Take it", exact: true }).click();
    await mia.getByText("You have taken it.").waitFor();
    expect(await faultsAtBothWidths(mia, "moderation-appeal")).toEqual([]);
    await mia.getByRole("button", { name: "Answer the appeal" }).click();
    const form = mia.getByRole("dialog", { name: "Answer the appeal" });
    await form.getByRole("textbox", { name: "Answer" }).fill("It says so indeed.");
    expect(await faultsAtBothWidths(mia, "moderation-answer")).toEqual([]);
    await form.getByRole("button", { name: "Grant it" }).click();
    await mia.getByText("Granted: the decision is taken back").waitFor();
    await goTo(cy, "/decisions");
    await cy.getByText("Your appeal was granted. It says so indeed.").waitFor();
    await goTo(ben, "/agents?owner=shared");
    await ben.getByText("Grumpy").first().waitFor();
  });

  test("who bans sees what is going to be read; whoever is banned is out at once, reads it, and appeals", async () => {
    const max = await stage.signedIn("Max");
    await goTo(max, "/people");
    await max.getByRole("link", { name: "Cy", exact: true }).click();
    await max.getByRole("heading", { name: "Moderation" }).waitFor();
    expect(await faultsAtBothWidths(max, "person-moderated")).toEqual([]);
    await max.getByRole("button", { name: "Ban", exact: true }).click();
    const form = max.getByRole("dialog", { name: "Ban Cy" });
    await form.getByLabel("Reason").fill("Insults, again");
    await form.getByText("Reason: Insults, again").waitFor();
    expect(await faultsAtBothWidths(max, "ban")).toEqual([]);
    await form.getByRole("button", { name: "Ban", exact: true }).click();
    await max.getByText("Cy is banned").waitFor();
    await goTo(cy, "/agents");
    await cy.getByRole("heading", { name: "Sign in" }).waitFor();
    await cy.getByLabel("Email").fill(emailOf("Cy"));
    await cy.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await cy.getByRole("button", { name: "Sign in" }).click();
    await cy.getByRole("heading", { name: /^You are banned until/ }).waitFor();
    await cy.getByText("Reason: Insults, again").waitFor();
    expect(cy.url()).not.toContain("ticket");
    expect(await faultsInBothSchemes(cy, "banned-phone")).toEqual([]);
    await cy.getByLabel("Why is it wrong?").fill("That was somebody else at my desk.");
    await cy.getByRole("button", { name: "Send the appeal" }).click();
    await cy.getByText("Your appeal was sent. Somebody else than who decided looks at it.").waitFor();
    // Read once more, the ticket is gone from the address: it takes another sign-in.
    await cy.reload();
    await cy.getByRole("heading", { name: "Sign in to read it" }).waitFor();
    expect(await faultsInBothSchemes(cy, "banned-again-phone")).toEqual([]);
  });

  test("granted, the banned person signs in as before", async () => {
    await goTo(mia, "/moderation?box=appealed&type=user");
    const link = mia.getByRole("link", { name: "Account of Cy", exact: true });
    await link.waitFor();
    expect(await faultsAtBothWidths(mia, "moderation-appealed")).toEqual([]);
    await link.click();
    await mia.getByRole("button", { name: "Take it", exact: true }).click();
    await mia.getByRole("button", { name: "Answer the appeal" }).click();
    const form = mia.getByRole("dialog", { name: "Answer the appeal" });
    await form.getByRole("textbox", { name: "Answer" }).fill("We believe you.");
    await form.getByRole("button", { name: "Grant it" }).click();
    await mia.getByText("Granted: the decision is taken back").waitFor();
    await goTo(cy, "/login");
    await signIn(cy, emailOf("Cy"), PASSWORD);
  });

  test("no page complained of anything", () => {
    // Signing in while banned, and what is hidden, are answers of 403 and 404.
    expect(stage.complaints().filter((one) => !/40[134]/.test(one))).toEqual([]);
  });
});

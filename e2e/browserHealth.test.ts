import { describe, expect, test } from "vitest";
import { chromiumPath, faultsAtBothWidths } from "./support/browser.ts";
import { onStage } from "./support/stage.ts";

/* An installation with something wrong, as its operator sees it. How one looks that is well: browserWhatIf.test.ts. */
describe.skipIf(!chromiumPath)("an installation that is ill, in a browser (skipped without Chromium)", () => {
  const stage = onStage({
    env: { EMAIL_HOST: "127.0.0.1", EMAIL_PORT: "1", EMAIL_FROM: "gatehouse@example.com" },
  });

  test("what is wrong comes first, with its cause and the command that goes on from there, to be copied", async () => {
    await stage.world.ada.put("/api/roles/USER/prompts", { USE: false });
    const page = await stage.signedIn("Ada");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("link", { name: "Health", exact: true }).click();
    await page.getByText("Something is wrong with this installation.").waitFor();
    expect(
      await page
        .getByRole("main")
        .getByRole("region")
        .evaluateAll((all) => all.map((one) => one.ariaLabel)),
    ).toEqual([...["Problems", "Warnings", "Worth knowing", "In order"]]);
    const problems = page.getByRole("region", { name: "Problems" });
    await problems.getByText(/does not let this server in \(ESOCKET\)/).waitFor();
    await problems.getByText("Letters wait, and are tried again.").waitFor();
    const warnings = page.getByRole("region", { name: "Warnings" });
    await warnings.getByText("USER has no PROMPTS.USE").waitFor();
    const command = "gatehouse role set USER PROMPTS.USE on --organization default";
    await warnings.getByRole("button", { name: `Copy: ${command}` }).click();
    await warnings.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    expect(await faultsAtBothWidths(page, "health-ill")).toEqual([]);
    await page.context().close();
  });

  test("what was mended is gone when one looks again", async () => {
    const page = await stage.signedIn("Ada");
    await page.goto("/system-health");
    const warnings = page.getByRole("region", { name: "Warnings" });
    await warnings.getByText("USER has no PROMPTS.USE").waitFor();
    await stage.world.ada.put("/api/roles/USER/prompts", { USE: true });
    await page.getByRole("button", { name: "Look again" }).click();
    await warnings.getByText("USER has no PROMPTS.USE").waitFor({ state: "detached" });
    await page.context().close();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { marked } from "../packages/console/src/language/pseudo.ts";
import { chromiumPath, type Look } from "./support/browser.ts";
import { furnish, memberPagesIn, otherPagesIn, PAGES_BEFORE_SIGN_IN, pagesIn } from "./support/pages.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage, PHONE } from "./support/stage.ts";

/*
 * The console in its pseudo language: every message has marks on its letters there, and dates and numbers are Greek. Whatever is written in plain
 * letters then is no message, and nobody could translate it: but for what people wrote themselves, for codes, and for what the server says.
 */

/** What is not the console's to say. */
const DATA: readonly RegExp[] = [
  /\S+@example\.com/g,
  // Keys of settings, and names and codes as programs have them; what the organization is called, until somebody calls it otherwise.
  /\b[a-z]+(\.[a-zA-Z]+)+\b/g,
  /\b(role|model|user|group|agent|service):\S+/g,
  /^(nobody|organization|everyone|days)$/g,
  /\((update|use)\)/g,
  /\b(The organization|default)\b/g,
  // Names of this world, and what is written in it.
  /\b(Ada|Ben|Cy|Max|Helpdesk|Answers|Engineering|Platform|Wiki|Asks who may read a page|Be kind|echo|Echo)\b/g,
  /\b(You said|Hello|one|two|three)\b/g,
  // In the answer to "why": which of the roles it is.
  /^ \(primary\)$/g,
  // Of Mantine, for itself: it measures how high a text is.
  /^autosize measurement$/g,
  /\b(use, execute|echo_agent)\b/g,
  // What has no other name anywhere: products, roles, capabilities, features, codes, ids.
  /\b(Gatehouse|LibreChat|Chromium|Chrome|HeadlessChrome|Linux|OpenID Connect|GitHub|Google)\b/g,
  /\b[A-Z][A-Z0-9_]+(\.[A-Z_]+)*\b/g,
  /\b[a-z_]+(:[a-z_]+)+\b/g,
  /\b[a-z]+:(?=[0-9a-f]{12})|\bgh_\w+/g,
  /\bhttps:\S+/g,
  /\b[0-9a-f-]{8,}\S*/g,
];

describe.skipIf(!chromiumPath)("the console in another language (skipped without Chromium)", () => {
  const stage = onStage();

  const inPseudo = async (name?: string, look?: Look) => {
    const page = await stage.window(look);
    if (name)
      await page.context().request.post("/api/auth/login", { data: { email: emailOf(name), password: PASSWORD } });
    await page.addInitScript(() => localStorage.setItem("gatehouse-language", "pseudo"));
    return page;
  };

  const settled = async (page: Page) => {
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await expect.poll(() => page.locator(".mantine-Skeleton-root").count()).toBe(0);
    await page.waitForLoadState("networkidle");
  };

  /** Everything on it that is written in plain letters; but for where it says (`data-said-by`) that the server speaks, or people do. */
  async function plainTexts(page: Page, where: string): Promise<string[]> {
    const texts = await page.evaluate(() => {
      const found: string[] = [document.title];
      for (const element of document.body.querySelectorAll("*")) {
        const said = element.closest("[data-said-by]")?.getAttribute("data-said-by");
        if ((said && said !== "console") || element.closest("script, style, noscript, code, pre, kbd")) continue;
        for (const name of ["aria-label", "aria-description", "placeholder", "title", "alt"]) {
          const text = element.getAttribute(name);
          if (text) found.push(text);
        }
        if (!element.checkVisibility()) continue;
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? "");
      }
      return found;
    });
    const isPlain = (text: string) => /[A-Za-z]{2}/.test(DATA.reduce((rest, data) => rest.replace(data, ""), text));
    return [...new Set(texts.filter(isPlain))].map((text) => `${where}: ${text}`);
  }

  /** In some windows at once: a page waits more than it works. */
  async function plainFor(name: string, paths: readonly string[], look?: Look): Promise<string[]> {
    const windows = await Promise.all([0, 1, 2].map(() => inPseudo(name, look)));
    const found = await Promise.all(
      windows.map((page, at) =>
        plainOn(
          page,
          paths.filter((_, index) => index % windows.length === at),
        ),
      ),
    );
    for (const page of windows) await page.context().close();
    return found.flat();
  }

  async function plainOn(page: Page, paths: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      found.push(...(await plainTexts(page, path)));
    }
    return found;
  }

  test("before the sign-in every text is a message", async () => {
    const page = await inPseudo();
    expect(await plainOn(page, [...PAGES_BEFORE_SIGN_IN, "/forgot-password"])).toEqual([]);
    expect(await page.locator("html").getAttribute("lang")).toBe("el");
    await page.goto("/login");
    await page.getByLabel(marked("Email")).fill("nobody@example.com");
    await page.getByLabel(marked("Password"), { exact: true }).fill("wrong wrong");
    await page.getByRole("button", { name: marked("Sign in") }).click();
    await page.getByRole("alert").waitFor();
    expect(await plainTexts(page, "a sign-in that failed")).toEqual([]);
    await page.context().close();
  });

  test("behind it, too, for an administrator", async () => {
    const conversation = await furnish(stage.world);
    expect(await plainFor("Ada", [...pagesIn(stage.world, conversation), ...otherPagesIn(stage.world)])).toEqual([]);
  });

  test("for an ordinary member on a phone, with the navigation", async () => {
    expect(await plainFor("Ben", memberPagesIn(stage.world), PHONE)).toEqual([]);
    const page = await inPseudo("Ben", PHONE);
    await page.goto("/agents");
    await settled(page);
    await page.getByRole("button", { name: marked("Open navigation") }).click();
    await page.getByRole("navigation").first().getByRole("link").first().waitFor();
    expect(await plainTexts(page, "the navigation")).toEqual([]);
    await page.context().close();
  });

  test("in what opens above a page", async () => {
    const page = await inPseudo("Ada");
    const found: string[] = [];
    const look = async (where: string) => found.push(...(await plainTexts(page, where)));
    await page.goto("/agents");
    await settled(page);
    await page.getByRole("button", { name: `${marked("Share")} Helpdesk` }).click();
    await page.getByRole("dialog").getByText("Engineering").first().waitFor();
    await page.waitForLoadState("networkidle");
    await look("sharing");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await page.getByRole("button", { name: `${marked("Account of")} Ada` }).click();
    await page.getByRole("menuitem", { name: marked("Sign out") }).waitFor();
    await look("the menu of the account");
    await page.keyboard.press("Escape");

    await page.keyboard.press("Control+k");
    await page.getByRole("option").first().waitFor();
    await look("the palette");
    await page.keyboard.type("ben");
    await page.getByRole("option", { name: /^Ben/ }).waitFor();
    await look("the palette, finding");
    await page.keyboard.press("Escape");

    await page.goto("/groups");
    await page
      .getByRole("button", { name: marked("New group") })
      .first()
      .click();
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: marked("Create group") }).click();
    await page.waitForLoadState("networkidle");
    await look("a form that is not filled in");
    await form.getByLabel(marked("Name")).fill("Answers");
    await form.getByRole("button", { name: marked("Create group") }).click();
    await page.locator(".mantine-Notification-root").waitFor();
    await look("what is told after a change");
    expect(found).toEqual([]);
    await page.context().close();
  });

  test("what a program compares is no message: what is chosen, and where a thing is, stay as they are", async () => {
    const { ben, agent } = stage.world;
    const page = await inPseudo("Ada");
    await page.goto(`/why?who=user:${ben}&action=AGENTS.USE`);
    await page.getByRole("radio", { name: marked("A feature"), checked: true }).waitFor({ state: "attached" });
    await page.goto("/access?type=agent&whose=me");
    await page.getByRole("link", { name: "Helpdesk" }).first().waitFor();
    expect(await page.getByRole("link", { name: "Helpdesk" }).first().getAttribute("href")).toContain(agent.id);
    await page.context().close();
  });

  test("English is read without another language being loaded, and nobody is offered the pseudo language", async () => {
    const page = await stage.signedIn("Ada");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.getByRole("button", { name: "Account of Ada" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    expect(await page.getByRole("menuitem", { name: "Language" }).count()).toBe(0);
    await page.context().close();
  });

  test("no page complained", () => {
    expect(stage.complaints()).toEqual([]);
  });
});

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/browser.ts";
import { furnish, otherPagesIn, PAGES_BEFORE_SIGN_IN, pagesIn } from "./support/pages.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage } from "./support/stage.ts";

/*
 * The console in its pseudo language: every message has marks on its letters there, and dates and numbers are Greek. Whatever is written in plain
 * letters then is no message, and nobody could translate it: but for what people wrote themselves, for codes, and for what the server says.
 */

/** What is not the console's to say. */
const DATA: readonly RegExp[] = [
  // Names of this world, and what is written in it.
  /\b(Ada|Ben|Cy|Max|Helpdesk|Answers|Engineering|Platform|Wiki|Asks who may read a page|Be kind|echo|Echo)\b/g,
  /\b(You said|Hello|one|two|three)\b/g,
  /\S+@example\.com/g,
  // In the answer to "why": which of the roles it is.
  /^ \(primary\)$/g,
  // Of Mantine, for itself: it measures how high a text is.
  /^autosize measurement$/g,
  // How the server names a device, and what is open on a line of its tables.
  /\bon Linux\b|\bUnknown device\b/g,
  /\b(use, execute|echo_agent)\b/g,
  // What has no other name anywhere: products, roles, capabilities, features, codes, ids.
  /\b(Gatehouse|LibreChat|Chromium|Chrome|HeadlessChrome|Linux|OpenID Connect|GitHub|Google)\b/g,
  /\b[A-Z][A-Z0-9_]+(\.[A-Z_]+)*\b/g,
  /\b[a-z_]+(:[a-z_]+)+\b/g,
  /\b[a-z]+:(?=[0-9a-f]{12})|\bgh_\w+/g,
  /\bhttps:\S+/g,
  /\b[0-9a-f-]{8,}\S*/g,
];

/** Where the server speaks (settings, findings, the trail): what stands around that is looked at. */
const SERVER_SPEAKS: readonly string[] = ["/settings", "/system-health", "/audit"];

describe.skipIf(!chromiumPath)("the console in another language (skipped without Chromium)", () => {
  const stage = onStage();

  const inPseudo = async (name?: string) => {
    const page = await stage.window();
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

  async function plainTexts(page: Page, path: string): Promise<string[]> {
    const within = SERVER_SPEAKS.includes(path) ? "header, nav, h1" : "body";
    const texts = await page.evaluate((root) => {
      const found: string[] = [document.title];
      for (const element of document.body.querySelectorAll("*")) {
        if (!element.closest(root) || element.closest("script, style, noscript, code, pre, kbd")) continue;
        for (const name of ["aria-label", "aria-description", "placeholder", "title", "alt"]) {
          const text = element.getAttribute(name);
          if (text) found.push(text);
        }
        if (!element.checkVisibility()) continue;
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? "");
      }
      return found;
    }, within);
    const isPlain = (text: string) => /[A-Za-z]{2}/.test(DATA.reduce((rest, data) => rest.replace(data, ""), text));
    return [...new Set(texts.filter(isPlain))].map((text) => `${path}: ${text}`);
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
    await page.context().close();
  });

  test("behind it, too", async () => {
    const conversation = await furnish(stage.world);
    const page = await inPseudo("Ada");
    expect(await plainOn(page, [...pagesIn(stage.world, conversation), ...otherPagesIn(stage.world)])).toEqual([]);
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

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's Chromium, or the one that the test runner found; undefined where there is none. */
export const chromiumPath =
  process.env.TEST_CHROMIUM ??
  ["chromium-headless-shell", "chromium", "chromium-browser"]
    .map((name) => join("/usr/bin", name))
    .find((path) => existsSync(path));

export function launch(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath && { executablePath: chromiumPath }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A page of ours is left again before what the optimizing compilers make of it pays for them.
      "--js-flags=--no-maglev --no-turbofan",
    ],
  });
}

export interface Look {
  width?: number;
  height?: number;
  dark?: boolean;
  /** What the browser prefers, such as `de-AT`. */
  locale?: string;
}

/** A person's own browser window. What the page itself complains of is gathered in `complaints`. */
export async function openWindow(
  browser: Browser,
  url: string,
  { width = 1280, height = 860, dark = false, locale = "en-US" }: Look = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    baseURL: url,
    locale,
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // On a busy machine a page may take long; how fast it is, is not asked here.
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Refusals of the server are shown to the person, and listed by the browser beside.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** At the first page after signing in. How the form does it is the subject of `browserAccounts` and `browserPages`: elsewhere it would only take time. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  const answer = await page.context().request.post("/api/auth/login", { data: { email, password } });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  await page.goto("/");
  await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
}

/** Takes one of the choices of a field. */
export async function choose(page: Page, field: string, choice: string): Promise<void> {
  const named = { name: field, exact: true };
  await page.getByRole("combobox", named).or(page.getByRole("textbox", named)).last().click();
  await page.getByRole("option", { name: choice, exact: true }).click();
}

/** Says yes to the question that is asked before others get what is added to an agent. */
export const letOthersHaveIt = (page: Page): Promise<void> =>
  page
    .getByRole("dialog", { name: "Others get what you add" })
    .getByRole("button", { name: "Add it for them, too" })
    .click();

/** Also in dark, in a window in light: of what axe looks for, only the colors can be wrong there. */
export async function faultsInBothSchemes(page: Page, name: string): Promise<string[]> {
  const faults = await faultsOf(page, name);
  await page.emulateMedia({ colorScheme: "dark" });
  await untilStill(page);
  const dark = `${name}-dark`;
  await keepPicture(page, dark);
  faults.push(...(await violationsOf(page, dark, { runOnly: ["color-contrast"] })));
  await page.emulateMedia({ colorScheme: "light" });
  return faults;
}

/** Of a page that is there only once: at a desk in light, and on a phone in dark. */
export async function faultsAtBothWidths(page: Page, name: string): Promise<string[]> {
  const faults = await faultsOf(page, name);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await faultsOf(page, `${name}-phone-dark`)));
  await page.emulateMedia({ colorScheme: "light" });
  if (size) await page.setViewportSize(size);
  return faults;
}

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** What axe finds wrong, and whether the page is wider than the window. Keeps a picture where `PICTURES` names a folder. */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  await untilStill(page);
  await keepPicture(page, name);
  const faults = await violationsOf(page, name, { runOnly: { type: "tag", values: STANDARDS } });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return overflow > 0 ? [...faults, `${name}: ${overflow} pixels wider than the window`] : faults;
}

/** Whatever comes in, opens or closes has done so; what turns without an end is not waited for. */
async function untilStill(page: Page): Promise<void> {
  await page.waitForTimeout(50);
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((one) => one.finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Each document takes axe in once: reading its half a megabyte takes as long as looking the page over. */
async function violationsOf(page: Page, name: string, what: axe.RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  // Style sheets are not fetched anew to be read: of all rules only the one about locked orientation wants them, and ours lock none.
  const options: axe.RunOptions = { preload: false, ...what, resultTypes: ["violations"] };
  const { violations } = await page.evaluate((asked) => window.axe.run(document, asked), options);
  return violations.map(
    ({ id, nodes }) => `${name}: ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}

async function keepPicture(page: Page, name: string): Promise<void> {
  if (!process.env.PICTURES) return;
  mkdirSync(process.env.PICTURES, { recursive: true });
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

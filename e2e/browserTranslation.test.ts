import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/browser.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage } from "./support/stage.ts";

/* docs/guides/translate-the-console.md from its top to its end, in a copy of the console: a small German, built, and looked at. */

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs/guides/translate-the-console.md"), "utf8");
const commands = [...guide.matchAll(/`((?:mkdir|npx|npm) [^`]+)`/g)].map(([, command = ""]) => command);
const [makeFolder = "", extract = "", build = ""] = commands;
/** What the guide's commands do, in the copy alone. */
const node = `"${process.execPath}"`;
const extracting = `${node} "${join(root, "node_modules/@lingui/cli/dist/lingui.js")}" extract`;
const building = `${node} "${join(root, "node_modules/vite/bin/vite.js")}" build --logLevel warn`;

const translated: Readonly<Record<string, string>> = {
  "Sign in": "Anmelden",
  "Sign out": "Abmelden",
  Language: "Sprache",
  "Account of {0}": "Konto von {0}",
  "{groups, plural, one {{groups} group} other {{groups} groups}}":
    "{groups, plural, one {{groups} Gruppe} other {{groups} Gruppen}}",
};

describe.skipIf(!chromiumPath)("the console translated by the guide (skipped without Chromium)", () => {
  const stage = onStage();
  let copy = "";
  const inCopy = (...parts: string[]) => join(copy, "packages/console", ...parts);
  const run = (command: string) =>
    execFileSync("sh", ["-c", command], {
      cwd: inCopy(),
      encoding: "utf8",
      // As outside of tests, where the parts of React that help those who write code are left out.
      env: { ...process.env, NODE_ENV: "production" },
    });

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "gatehouse-translated-"));
    const isMade = (path: string) => /[/\\](node_modules|dist|locales)$/.test(path);
    cpSync(join(root, "packages/console"), inCopy(), { recursive: true, filter: (path) => !isMade(path) });
    cpSync(join(root, "tsconfig.base.json"), join(copy, "tsconfig.base.json"));
    for (const parts of [["node_modules"], ["packages/console/node_modules"]])
      if (existsSync(join(root, ...parts))) symlinkSync(join(root, ...parts), join(copy, ...parts), "dir");
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test("has three commands", () => expect([...new Set(commands)]).toEqual([makeFolder, extract, build]));

  test("a folder for the language, and every message in its file", () => {
    expect(extract).toBe("npm run messages");
    execFileSync("sh", ["-c", makeFolder], { cwd: copy });
    run(extracting);
    expect(readFileSync(inCopy("locales/de/messages.po"), "utf8")).toContain('msgid "Sign in"\nmsgstr ""\n');
  });

  test("no message is the beginning or the end of another: a space or a comma at its edge says so", () => {
    const file = readFileSync(inCopy("locales/de/messages.po"), "utf8");
    const messages = [...file.matchAll(/^msgid (.*(?:\n".*)*)/gm)].map(([, quoted = ""]) =>
      [...quoted.matchAll(/"(.*)"/g)].map(([, line = ""]) => line).join(""),
    );
    expect(messages.length).toBeGreaterThan(2_000);
    expect(messages.filter((message) => /^[\s,;:·.]|[\s,;]$|(one|other) \{[ ,;]/.test(message))).toEqual([]);
  });

  test("what is translated stays when the messages are written down again", () => {
    const at = inCopy("locales/de/messages.po");
    let text = readFileSync(at, "utf8");
    for (const [english, german] of Object.entries(translated)) {
      expect(text).toContain(`msgid "${english}"\nmsgstr ""\n`);
      text = text.replace(`msgid "${english}"\nmsgstr ""\n`, `msgid "${english}"\nmsgstr "${german}"\n`);
    }
    writeFileSync(at, text);
    run(extracting);
    expect(readFileSync(at, "utf8")).toContain('msgid "Sign in"\nmsgstr "Anmelden"\n');
  });

  test("it is built", () => {
    expect(build).toBe("npm run build");
    run(building);
    expect(existsSync(inCopy("dist/index.html"))).toBe(true);
  }, 120_000);

  /** What was built, in front of the server of the stage. */
  async function german(locale: string): Promise<Page> {
    const page = await stage.window({ locale });
    await page.route(/\/(assets\/[^?]*)?$|\/(login|agents)(\?.*)?$/, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.startsWith("/api/")) return route.continue();
      return route.fulfill({ path: inCopy("dist", pathname.startsWith("/assets/") ? pathname : "index.html") });
    });
    return page;
  }

  test("whoever's browser prefers German reads it, dates and plurals too, and the rest in English", async () => {
    const page = await german("de-AT");
    await page.goto("/login");
    await page.getByRole("button", { name: "Anmelden" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    await page.getByLabel("Email").fill(emailOf("Ada"));
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    await page.getByRole("button", { name: "Share Helpdesk" }).click();
    await page.getByRole("dialog").getByText("1 Gruppe").waitFor();
    await page.context().close();
  });

  test("everybody can choose it in the menu of their account, and English again", async () => {
    const page = await german("en-GB");
    await page.context().request.post("/api/auth/login", { data: { email: emailOf("Ada"), password: PASSWORD } });
    await page.goto("/agents");
    await page.getByRole("button", { name: "Account of Ada" }).click();
    await page.getByRole("menuitem", { name: "Language" }).click();
    await page.getByRole("menuitem", { name: "Deutsch" }).click();
    await page.getByRole("button", { name: "Konto von Ada" }).click();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    await page.getByRole("menuitem", { name: "Sprache" }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await page.getByRole("button", { name: "Account of Ada" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.context().close();
  });

  test("no page complained", () => expect(stage.complaints()).toEqual([]));
});

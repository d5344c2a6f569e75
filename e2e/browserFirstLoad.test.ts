import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chromiumPath } from "./support/browser.ts";
import { emailOf, PASSWORD } from "./support/smallWorld.ts";
import { onStage } from "./support/stage.ts";

/* How much JavaScript travels before a page is there, with nothing of it kept from before, compressed as it is sent. */
const SIGN_IN_BYTES = 300_000;
const OTHER_BYTES = 600_000;

describe("what a page needs, as it is built", () => {
  const built = join(import.meta.dirname, "../packages/console/dist");
  const textOf = (chunk: string) => readFileSync(join(built, "assets", chunk), "utf8");
  const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  const importsOf = (chunk: string) => namesIn(textOf(chunk), /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
  const [entry = ""] = namesIn(readFileSync(join(built, "index.html"), "utf8"), /src="\/assets\/(index-[^"]+\.js)"/g);
  // The entry waits for the messages of a language, and loads what every page needs.
  const loadedBy = (chunk: string) => namesIn(textOf(chunk), /import\(\s*["'`]\.\/([^"'`]+\.js)["'`]/g);
  const start = loadedBy(entry).find((name) => name.startsWith("start-")) ?? "";
  const pages = [...new Set([start, ...importsOf(start)].flatMap(loadedBy))];

  /** Of these chunks, with all that they import. */
  function bytesOf(...wanted: string[]): number {
    const all = new Set<string>();
    for (const left = [...wanted]; left.length > 0; ) {
      const chunk = left.pop() ?? "";
      if (!all.has(chunk)) left.push(...importsOf(chunk));
      all.add(chunk);
    }
    return [...all].reduce((sum, chunk) => sum + sizeOf(join(built, "assets", chunk)), 0);
  }
  // What is small is sent as it is.
  const sizeOf = (file: string) => (statSync(`${file}.br`, { throwIfNoEntry: false }) ?? statSync(file)).size;

  test("each page is a chunk of its own", () => {
    expect(pages.length).toBeGreaterThan(40);
    expect(readdirSync(join(built, "assets"))).toEqual(expect.arrayContaining(pages));
  });

  test("the sign-in page takes less than 300 kB", () => {
    const signIn = pages.find((name) => name.startsWith("SignInPage-"));
    expect(signIn).toBeDefined();
    expect(bytesOf(entry, start, signIn ?? "")).toBeLessThan(SIGN_IN_BYTES);
  });

  test("any other page takes less than 600 kB", () => {
    const sizes = pages.map((page) => ({ page, bytes: bytesOf(entry, start, page) }));
    expect(sizes.filter(({ bytes }) => bytes >= OTHER_BYTES)).toEqual([]);
  });
});

describe.skipIf(!chromiumPath)("the first load in a browser (skipped without Chromium)", () => {
  const stage = onStage();

  /** Opens it in a window that has seen nothing yet. @returns bytes of JavaScript on their way, with their headers */
  async function loaded(path: string, name?: string): Promise<number> {
    const page = await stage.window();
    if (name)
      await page.context().request.post("/api/auth/login", { data: { email: emailOf(name), password: PASSWORD } });
    const sizes: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      const sum = async () => {
        const { responseBodySize, responseHeadersSize } = await request.sizes();
        return responseBodySize + responseHeadersSize;
      };
      if (new URL(request.url()).pathname.endsWith(".js")) sizes.push(sum());
    });
    await page.goto(path);
    await page.locator("pre").or(page.getByLabel("Email")).first().waitFor();
    const all = await Promise.all(sizes);
    await page.context().close();
    expect(all.length).toBeGreaterThan(3);
    return all.reduce((sum, size) => sum + size, 0);
  }

  test("the sign-in page takes less than 300 kB", async () => {
    expect(await loaded("/login")).toBeLessThan(SIGN_IN_BYTES);
  });

  test("a conversation, which fetches more code for what is written in it, takes less than 600 kB", async () => {
    const { ada, agent } = stage.world;
    const { start } = await ada.hear(agent.id, "# Hello\n\n```\nthree\n```");
    expect(await loaded(`/c/${start.body.conversationId}`, "Ada")).toBeLessThan(OTHER_BYTES);
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { chromiumPath, launch, openWindow } from "./support/browser.ts";
import { startServer, stopServers } from "./support/server.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..");
afterAll(stopServers);

test("the OpenAPI document is 3.1 and clean under a linter", async () => {
  const server = await startServer();
  const document = await (await fetch(`${server.url}/api/openapi.json`)).json();
  expect(document.openapi).toBe("3.1.0");
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-openapi-"));
  const file = join(folder, "openapi.json");
  await writeFile(file, JSON.stringify(document));
  const cli = join(ROOT, "node_modules/@redocly/cli/bin/cli.js");
  const { stdout } = await run(
    process.execPath,
    [cli, "lint", file, "--format=json", `--config=${join(ROOT, "redocly.yaml")}`],
    {
      cwd: ROOT,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", CI: "true" },
    },
  );
  const { problems } = JSON.parse(stdout);
  expect(problems.map((one: { ruleId: string; message: string }) => `${one.ruleId}: ${one.message}`)).toEqual([]);
  await rm(folder, { recursive: true });
});

test.skipIf(!chromiumPath)(
  "the reference page shows the API, and no script stands in it that its policy does not name",
  async () => {
    const server = await startServer();
    const policy = (await fetch(`${server.url}/docs/api/`)).headers.get("content-security-policy") ?? "";
    expect(policy.match(/script-src [^;]*/)?.[0]).toMatch(/^script-src 'self' 'sha256-[^' ]+'$/);
    const browser = await launch();
    const { page, complaints } = await openWindow(browser, server.url);
    await page.goto("/docs/api/");
    await page.getByRole("heading", { name: "Gatehouse", exact: true }).waitFor();
    expect(await page.getByText(/Ask AI|Generate SDK/).count()).toBe(0);
    const foreign = page.locator('a[href^="http"]').and(page.locator(`a:not([href^="${server.url}"])`));
    for (const link of await foreign.all())
      expect(await link.isVisible(), (await link.textContent()) ?? "").toBe(false);
    expect(await page.title()).toBe("API of Gatehouse");
    expect(complaints).toEqual([]);
    await browser.close();
  },
);

test("the reference page and the page of errors are there", async () => {
  const server = await startServer();
  for (const page of ["/docs/api", "/docs/errors"]) expect((await fetch(server.url + page)).status).toBe(200);
});

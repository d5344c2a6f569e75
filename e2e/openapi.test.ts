import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
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

test("the reference page and the page of errors are there", async () => {
  const server = await startServer();
  for (const page of ["/docs/api", "/docs/errors"]) expect((await fetch(server.url + page)).status).toBe(200);
});

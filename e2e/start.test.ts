import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { Person } from "./support/person.ts";
import { startServer, stopServers } from "./support/server.ts";

/* Starting and stopping the built artefact, as an operator does. */

const PASSWORD = "correct horse battery";
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-start-"));
});
afterEach(async () => {
  await stopServers();
  await rm(folder, { recursive: true, force: true });
});
afterAll(stopServers);

const register = (url: string, more: object = {}) =>
  new Person(url).post("/api/auth/register", {
    name: "Ada",
    email: "ada@example.com",
    password: PASSWORD,
    confirm_password: PASSWORD,
    ...more,
  });

describe("a start", () => {
  test("says where it listens, what it read and what it does without", async () => {
    const server = await startServer({
      dataDir: folder,
      yaml: "version: 1.3.5\ncache: true\nintrface:\n  agents: true\n",
    });
    expect(server.output()).toContain("Gatehouse listens on http://localhost:");
    expect(server.output()).toContain("librechat.yaml");
    expect(server.output()).toMatch(/without\s+PostgreSQL/);
    expect(server.output()).toContain("`intrface`");
    expect(server.output()).toContain("interface");
  });

  test("stops cleanly on SIGTERM and on SIGINT, and everything is there again", async () => {
    const first = await startServer({ dataDir: folder });
    expect((await register(first.url)).status).toBe(200);
    expect(await first.stop("SIGTERM")).toBe(0);
    const second = await startServer({ dataDir: folder });
    await Person.signIn(second.url, "ada@example.com", PASSWORD);
    expect(await second.stop("SIGINT")).toBe(0);
    expect(await readdir(join(folder, "data"))).not.toContain("gatehouse.sock");
  });

  test.each([
    ["as they were compressed when they were built", {}, "br"],
    ["as they are, where compression is off", { DISABLE_COMPRESSION: "true" }, null],
  ])("serves the console's files %s", async (_how, env, encoding) => {
    const { url } = await startServer({ dataDir: folder, env });
    const shell = await (await fetch(url)).text();
    const [script = ""] = /\/assets\/index-[^"]+\.js/.exec(shell) ?? [];
    const answer = await fetch(url + script, { headers: { "Accept-Encoding": "gzip, br" } });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(answer.headers.get("content-type")).toContain("javascript");
    expect(await answer.text()).toContain("import");
    if (encoding !== null) expect(Number(answer.headers.get("content-length"))).toBeLessThan(200_000);
  });

  test("keeps its data to its owner", async () => {
    const server = await startServer({ dataDir: folder });
    for (const name of ["gatehouse.db", "gatehouse.sock"])
      expect((await stat(join(server.dataDir, name))).mode & 0o077).toBe(0);
  });

  test("of a second process on the same data is refused, with what to do", async () => {
    await startServer({ dataDir: folder });
    await expect(startServer({ dataDir: folder })).rejects.toThrow(/another Gatehouse/);
  });

  test("with a wrong value stops, with file, line, key, what was found and what is allowed", async () => {
    const yaml = "version: 1.3.5\nregistration:\n  allowedDomains: 7\n";
    await expect(startServer({ dataDir: folder, yaml })).rejects.toThrow(
      /librechat\.yaml.*3[\s\S]*registration\.allowedDomains[\s\S]*7/,
    );
  });

  test("ten times with the same file writes nothing, and never undoes an administrator", async () => {
    const yaml = "version: 1.3.5\ninterface:\n  agents:\n    use: true\n    create: false\n";
    const first = await startServer({ dataDir: folder, yaml });
    await register(first.url);
    const ada = await Person.signIn(first.url, "ada@example.com", PASSWORD);
    const edited = await ada.patch("/api/admin/roles/USER/permissions", { permissions: { AGENTS: { CREATE: true } } });
    expect(edited.status, JSON.stringify(edited.body)).toBe(200);
    const revision = (await ada.get("/api/access/changes")).body.revision;
    await first.stop();
    for (let start = 0; start < 10; start++) await (await startServer({ dataDir: folder })).stop();
    const last = await startServer({ dataDir: folder });
    const again = await Person.signIn(last.url, "ada@example.com", PASSWORD);
    expect((await again.get("/api/access/changes?limit=500")).body.revision).toBe(revision);
    expect((await again.get("/api/admin/roles/USER")).body.role.permissions.AGENTS.CREATE).toBe(true);
  }, 180_000);
});

describe("beyond loopback", () => {
  test("a known example secret stops the start", async () => {
    const secret = "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef";
    await expect(startServer({ dataDir: folder, env: { HOST: "0.0.0.0", JWT_SECRET: secret } })).rejects.toThrow(
      /JWT_SECRET/,
    );
    await expect(startServer({ dataDir: folder, env: { JWT_SECRET: secret } })).resolves.toBeDefined();
  });

  test("the first registration needs the set-up code that the start prints", async () => {
    const server = await startServer({ dataDir: folder, env: { HOST: "0.0.0.0" } });
    expect(server.output()).toContain("for whoever can reach this machine");
    expect((await register(server.url)).body).toMatchObject({ status: 403, code: "setup-code-needed" });
    expect((await register(server.url, { setup_code: "wrong" })).status).toBe(403);
    const code = /set-up code\s+(\S+)/.exec(server.output())?.[1];
    expect((await register(server.url, { setup_code: code })).status).toBe(200);
    const ada = await Person.signIn(server.url, "ada@example.com", PASSWORD);
    expect((await ada.get("/api/admin/grants/effective")).body.capabilities).toContain("manage:configs");
  });
});

describe("guessing passwords", () => {
  test("ends after a while, whatever address the guesser claims to have", async () => {
    const server = await startServer({ dataDir: folder });
    await register(server.url);
    const guesses = [];
    for (let guess = 0; guess < 9; guess++)
      guesses.push(
        await new Person(server.url).post(
          "/api/auth/login",
          { email: "ada@example.com", password: `wrong ${guess}` },
          { "x-forwarded-for": `10.0.0.${guess}` },
        ),
      );
    expect(guesses.map((one) => one.status)).toEqual([401, 401, 401, 401, 401, 401, 401, 429, 429]);
    expect(Number(guesses.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("an .env file", () => {
  test("is read, and the environment wins over it", async () => {
    await writeFile(join(folder, ".env"), "APP_TITLE=From the file\nALLOW_REGISTRATION=FALSE\n");
    const server = await startServer({ dataDir: folder, env: { APP_TITLE: "From the environment" } });
    expect((await new Person(server.url).get("/api/config")).body).toMatchObject({ appTitle: "From the environment" });
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../../../app.ts";
import { onEveryDatabase } from "../../../store/testing/databases.ts";

const PASSWORD = "correct horse battery";
const YAML = `version: 1.3.0
interface:
  customWelcome: Hello
registration:
  allowedDomains: [example.com]
endpoints:
  custom:
    - name: Lab
      apiKey: sk-very-secret
      baseURL: http://127.0.0.1:9/v1
      models: { default: [big] }
`;

interface Signed {
  id: string;
  token: string;
}

/** As LibreChat's official admin panel asks (its server, not its browser): with a bearer, and JSON. */
onEveryDatabase("LibreChat's admin panel", (given) => {
  let folder: string;
  let house: Gatehouse;
  let ada: Signed;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-panel-"));
    const { options } = await given();
    const { databaseUrl } = options;
    await writeFile(join(folder, "librechat.yaml"), YAML);
    const env =
      databaseUrl === undefined ? { DATA_DIR: options.dataDir } : { DATABASE_URL: databaseUrl, DATA_DIR: folder };
    house = await createGatehouse({ env: { ...env, LOGIN_MAX: "100" }, cwd: folder, log: pino({ level: "silent" }) });
    await operate("/api/admin/users", { email: "ada@example.com", name: "Ada", password: PASSWORD });
    ada = await signIn("ada");
  });
  afterEach(async () => {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  });

  const operate = async (url: string, payload: object) => {
    const answer = await house.operatorInject({ method: "POST", url, payload });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json();
  };
  async function signIn(name: string): Promise<Signed> {
    const payload = { email: `${name}@example.com`, password: PASSWORD };
    const answer = await house.app.inject({ method: "POST", url: "/api/admin/login/local", payload });
    expect(answer.statusCode, answer.body).toBe(200);
    const { token, user } = answer.json();
    return { token, id: user.id };
  }
  /** Somebody who signs in to the panel, with these capabilities beside the way in. */
  async function staff(name: string, ...capabilities: string[]): Promise<Signed> {
    const { user } = await operate("/api/admin/users", { email: `${name}@example.com`, name, password: PASSWORD });
    for (const capability of ["access:admin", ...capabilities])
      await call(ada, "POST", "/api/admin/grants", { principalType: "user", principalId: user.id, capability });
    return signIn(name);
  }
  const call = (who: Signed, method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", url: string, payload?: object) =>
    house.app.inject({ method, url, headers: { authorization: `Bearer ${who.token}` }, ...(payload && { payload }) });
  const got = async (url: string, who = ada) => {
    const answer = await call(who, "GET", url);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  const BASE = "/api/admin/config/role/__base__";

  describe("the configuration", () => {
    test("that counts for everybody is the file's, with its secrets left out", async () => {
      const { config } = await got("/api/admin/config/base");
      expect(config).toMatchObject({
        version: "1.3.0",
        interfaceConfig: { customWelcome: "Hello" },
        registration: { allowedDomains: ["example.com"] },
        endpoints: { custom: [{ name: "Lab", baseURL: "http://127.0.0.1:9/v1", models: { default: ["big"] } }] },
      });
      expect(JSON.stringify(config)).not.toContain("very-secret");
      expect(config.endpoints.custom[0]).not.toHaveProperty("apiKey");
      expect(config.balance).toBeDefined();
      expect((await got("/api/admin/config/base?baseOnly=true")).config).not.toHaveProperty("balance");
    });

    test("has a document for everybody once something is written in it", async () => {
      expect((await call(ada, "GET", BASE)).statusCode).toBe(404);
      const entries = [{ fieldPath: "interface.customWelcome", value: "Good morning" }];
      const written = await call(ada, "PATCH", `${BASE}/fields`, { entries, priority: 0 });
      expect(written.json().config).toMatchObject({
        ...{ principalType: "role", principalId: "__base__", principalModel: "Role", priority: 0, isActive: true },
        overrides: { interface: { customWelcome: "Good morning" } },
      });
      expect((await got("/api/admin/config/base")).config.interfaceConfig.customWelcome).toBe("Good morning");
      expect((await got("/api/admin/config")).configs).toHaveLength(1);
      await call(ada, "DELETE", `${BASE}/fields?fieldPath=interface.customWelcome`);
      expect((await got("/api/admin/config/base")).config.interfaceConfig.customWelcome).toBe("Hello");
    });

    test("of the installation is changed with the document for everybody, and by the operator alone", async () => {
      const entries = [{ fieldPath: "registration.socialLogins", value: ["github", "openid"] }];
      const refused = await call(await staff("ben", "manage:configs"), "PATCH", `${BASE}/fields`, { entries });
      expect(refused.statusCode).toBe(403);
      const { config } = (await call(ada, "PATCH", `${BASE}/fields`, { entries })).json();
      expect(config.overrides).toEqual({ registration: { socialLogins: ["github", "openid"] } });
      expect((await got("/api/admin/config/base")).config.registration.socialLogins).toEqual(["github", "openid"]);
      expect((await call(ada, "DELETE", BASE)).json()).toEqual({ success: true });
      expect((await call(ada, "GET", BASE)).statusCode).toBe(404);
    });

    test("refuses what cannot be otherwise, in words, and writes nothing of the rest", async () => {
      const entries = [
        { fieldPath: "interface.customWelcome", value: "Good morning" },
        { fieldPath: "memory.disabled", value: true },
      ];
      const refused = await call(ada, "PATCH", `${BASE}/fields`, { entries });
      expect(refused.statusCode).toBe(400);
      // The panel shows `error` where it is a text.
      expect(refused.json().error).toContain("`memory.disabled`");
      expect((await call(ada, "GET", BASE)).statusCode).toBe(404);
    });

    test("passes over what would give permissions: the panel sends it along", async () => {
      const entries = [{ fieldPath: "interface.agents.use", value: false }];
      const answer = await call(ada, "PATCH", `${BASE}/fields`, { entries });
      expect(answer.json()).toEqual({ message: expect.stringContaining("nothing was left to write") });
      expect((await call(ada, "GET", BASE)).statusCode).toBe(404);
    });

    test("of a role is named by the role's name, also when that is another now", async () => {
      await operate("/api/admin/roles", { name: "Editors" });
      const put = { overrides: { interface: { customWelcome: "Dear editors" } }, priority: 20 };
      expect((await call(ada, "PUT", "/api/admin/config/role/Editors", put)).statusCode).toBe(200);
      await call(ada, "PATCH", "/api/admin/roles/Editors", { name: "Authors" });
      const { configs } = await got("/api/admin/config");
      expect(configs).toMatchObject([{ principalId: "Authors", priority: 20, overrides: put.overrides }]);
      expect((await call(ada, "GET", "/api/admin/config/role/Editors")).statusCode).toBe(404);
      const off = await call(ada, "PATCH", "/api/admin/config/role/Authors/active", { isActive: false });
      expect(off.json().config.isActive).toBe(false);
      expect((await call(ada, "DELETE", "/api/admin/config/role/Authors")).json()).toEqual({ success: true });
      expect((await got("/api/admin/config")).configs).toEqual([]);
    });

    test("takes a field of what is beneath away", async () => {
      const fieldPath = "interface.customWelcome";
      const answer = await call(ada, "POST", `${BASE}/fields/tombstone`, { fieldPath });
      expect(answer.json().config.tombstones).toEqual([fieldPath]);
      expect((await got("/api/admin/config/base")).config.interfaceConfig ?? {}).not.toHaveProperty("customWelcome");
    });

    test("is shown and changed in the sections that somebody has", async () => {
      const entries = [
        { fieldPath: "interface.customWelcome", value: "Hi" },
        { fieldPath: "fileConfig.serverFileSizeLimit", value: 5 },
      ];
      await call(ada, "PATCH", "/api/admin/config/role/USER/fields", { entries });
      const cy = await staff("cy", "manage:configs:interface");
      const { configs } = await got("/api/admin/config", cy);
      expect(configs).toMatchObject([{ principalId: "USER", overrides: { interface: { customWelcome: "Hi" } } }]);
      expect(configs[0].overrides).not.toHaveProperty("fileConfig");
      expect(Object.keys((await got("/api/admin/config/base", cy)).config)).toEqual(["interfaceConfig"]);
      const change = (fieldPath: string) =>
        call(cy, "PATCH", "/api/admin/config/role/USER/fields", { entries: [{ fieldPath, value: "x" }] });
      expect((await change("interface.customWelcome")).statusCode).toBe(200);
      expect((await change("modelSpecs.list")).statusCode).toBe(403);
    });

    test("whoever only assigns documents makes and takes empty ones", async () => {
      const dee = await staff("dee", "assign:configs:role", "read:configs");
      const url = "/api/admin/config/role/USER";
      const made = await call(dee, "PUT", url, { overrides: { interface: { customWelcome: "Mine" } }, priority: 99 });
      expect(made.json().config).toMatchObject({ overrides: {}, priority: 10 });
      expect((await call(dee, "DELETE", url)).statusCode).toBe(200);
      await call(ada, "PUT", url, { overrides: { interface: { customWelcome: "Ours" } }, priority: 20 });
      expect((await call(dee, "DELETE", url)).statusCode).toBe(403);
      expect((await call(dee, "PUT", url, { overrides: {}, priority: 1 })).json().config.priority).toBe(20);
      expect((await call(dee, "PUT", BASE, { overrides: {}, priority: 0 })).statusCode).toBe(403);
    });

    test("is nobody's without the right", async () => {
      const eve = await staff("eve");
      for (const url of ["/api/admin/config", "/api/admin/config/base", BASE])
        expect((await call(eve, "GET", url)).statusCode, url).toBe(403);
    });
  });

  describe("the audit log", () => {
    const log = (query = "", who = ada) => got(`/api/admin/audit-log?limit=50&category=grant${query}`, who);
    const grant = { principalType: "role", principalId: "MODERATOR", capability: "read:usage" };
    const gives = () => call(ada, "POST", "/api/admin/grants", grant);

    test("has who gave and took what, the newest first", async () => {
      await gives();
      await call(ada, "DELETE", "/api/admin/grants/role/MODERATOR/read:usage");
      const { entries } = await log();
      expect(entries.slice(0, 2)).toMatchObject([
        { category: "grant", action: "grant.removed", metadata: { capability: "read:usage" } },
        {
          ...{ category: "grant", action: "grant.assigned", outcome: "success", severity: "info" },
          actor: { type: "user", id: ada.id, name: "Ada" },
          target: { type: "role", id: "MODERATOR", name: "MODERATOR" },
          metadata: { capability: "read:usage" },
        },
      ]);
      expect(entries[0].id).toMatch(/^[0-9a-f]{24}$/);
      expect(entries[0].integrity).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(entries[0].integrity.seq).toBeGreaterThan(entries[1].integrity.seq);
    });

    test("has each entry by itself", async () => {
      await gives();
      const [newest] = (await log()).entries;
      expect(await got(`/api/admin/audit-log/${newest.id}`)).toEqual({ entry: newest });
      expect((await call(ada, "GET", `/api/admin/audit-log/${"f".repeat(24)}`)).statusCode).toBe(404);
      expect((await call(ada, "GET", "/api/admin/audit-log/export")).statusCode).toBe(400);
    });

    test("is gone through by places and by the last one seen, without gaps", async () => {
      await gives();
      const { entries: all, total } = await got("/api/admin/audit-log?limit=500");
      expect(total).toBe(all.length);
      expect(total).toBeGreaterThan(3);
      const second = await got("/api/admin/audit-log?limit=2&offset=2");
      expect(second.entries).toEqual(all.slice(2, 4));
      const first = await got("/api/admin/audit-log?limit=2");
      const next = await got(`/api/admin/audit-log?limit=2&cursor=${first.nextCursor}`);
      expect(next.entries).toEqual(all.slice(2, 4));
      const last = await got(`/api/admin/audit-log?limit=2&offset=${total - 1}`);
      expect(last).toMatchObject({ entries: all.slice(-1), nextCursor: null });
    });

    test.each([
      ["&capability=read:usage", 1],
      ["&action=grant.removed", 0],
      ["&action=grant.assigned&targetType=role&targetQuery=moder", 1],
      ["&actorQuery=nobody", 0],
      ["&search=READ:USAGE", 1],
      ["&from=2999-01-01", 0],
      ["&capability=read:usage&to=2999-01-01", 1],
      ["&capability=read:usage&severity=critical", 0],
      ["&outcome=denied", 0],
    ])("is narrowed by %s", async (query, found) => {
      await gives();
      expect((await log(`&actorType=user${query}`)).entries).toHaveLength(found);
    });

    test("is a file for a spreadsheet", async () => {
      await gives();
      const answer = await call(
        ada,
        "GET",
        "/api/admin/audit-log/export.csv?category=grant&actorType=user&capability=read:usage",
      );
      expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
      const [head = "", line = "", ...rest] = answer.body.split("\r\n");
      expect(head.startsWith("\uFEFFtimestamp,")).toBe(true);
      expect(head.split(",")).toHaveLength(17);
      expect(line).toContain("grant.assigned");
      expect(rest).toEqual([""]);
    });

    test("says whether it is whole", async () => {
      await gives();
      const verdict = await got("/api/admin/audit-log/verify");
      expect(verdict).toMatchObject({ ok: true, chainKey: expect.stringContaining("tenant:") });
      expect(verdict.checked).toBeGreaterThan(0);
    });

    test("is nobody's without the right", async () => {
      const eve = await staff("eve");
      for (const path of ["", "/verify", "/export.csv", `/${"0".repeat(24)}`])
        expect((await call(eve, "GET", `/api/admin/audit-log${path}`)).statusCode, path).toBe(403);
    });
  });
});

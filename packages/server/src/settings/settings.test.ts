import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../app.ts";
import { systemActor } from "../http/actor.ts";
import { type EmptyDatabase, emptyPostgres, emptySqlite } from "../store/testing/databases.ts";

/*
 * Settings that a super admin changes in the browser, and what of them is otherwise for whom. Ada is super admin, Max an admin, Ben a member;
 * Dee is super admin of another organization.
 */
const PASSWORD = "correct horse battery";
const SECRET = "a-secret-that-nobody-reads-back";
const YAML = `version: 1.3.0
interface:
  customWelcome: From the file
  presets: true
fileConfig: { serverFileSizeLimit: 10 }
endpoints:
  custom:
    - { name: Lab, apiKey: sk-of-the-file, baseURL: "http://127.0.0.1:9", models: { default: [big] }, modelDisplayLabel: Lab }
`;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const server = process.env.TEST_DATABASE_URL;
const databases: [string, () => Promise<EmptyDatabase>][] = [
  ["sqlite", emptySqlite],
  ...(server === undefined
    ? []
    : [["postgres", () => emptyPostgres(server)] as [string, () => Promise<EmptyDatabase>]]),
];

describe.each(databases)("settings on %s", (kind, given) => {
  let database: EmptyDatabase;
  let folder: string;
  let house: Gatehouse;
  let env: Record<string, string>;
  const tokens: Record<string, string> = {};
  const ids: Record<string, string> = {};

  const open = (log = pino({ level: "silent" })) => createGatehouse({ env, cwd: folder, log });
  async function as(name: string, method: Method, url: string, payload?: object, headers = {}, on = house) {
    return on.app.inject({
      method,
      url,
      headers: { ...(tokens[name] && { authorization: `Bearer ${tokens[name]}` }), ...headers },
      ...(payload && { payload }),
    });
  }
  const change = (changes: object[], name = "ada", headers = {}) =>
    as(name, "PATCH", "/api/admin/settings", { changes }, headers);
  const setting = async (key: string) =>
    (await as("ada", "GET", "/api/admin/settings")).json().settings.find((one: { key: string }) => one.key === key);
  const config = async (name: string, on = house) => (await as(name, "GET", "/api/config", undefined, {}, on)).json();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-settings-"));
    await writeFile(join(folder, "librechat.yaml"), YAML);
    database = await given();
    const { options } = database;
    env = {
      ...(options.databaseUrl === undefined
        ? { DATA_DIR: options.dataDir }
        : { DATABASE_URL: options.databaseUrl, DATA_DIR: folder }),
      LOGIN_MAX: "1000",
      CUSTOM_FOOTER: "Of the environment",
      EMAIL_PASSWORD: SECRET,
    };
    house = await open();
    for (const [slug, email] of [
      ["default", "ada"],
      ["other", "dee"],
    ])
      await house.operatorInject({
        method: "POST",
        url: "/api/gatehouse/organizations",
        payload: { slug, name: slug, admin: { email: `${email}@example.com`, name: email, password: PASSWORD } },
      });
    for (const [name, role] of [
      ["max", "ADMIN"],
      ["ben", "USER"],
    ])
      await house.operatorInject({
        method: "POST",
        url: "/api/admin/users",
        payload: { email: `${name}@example.com`, name, password: PASSWORD, role },
      });
    for (const [name, organization] of [["ada"], ["max"], ["ben"], ["dee", "other"]] as [string, string?][]) {
      const signedIn = await house.app.inject({
        method: "POST",
        url: "/api/auth/login",
        payload: { email: `${name}@example.com`, password: PASSWORD, ...(organization && { organization }) },
      });
      tokens[name] = signedIn.json().token;
      ids[name] = signedIn.json().user?.id;
    }
  }, 60_000);
  afterAll(async () => {
    await house?.close();
    await database.remove();
    await rm(folder, { recursive: true, force: true });
  });

  describe("every setting is told with its source", () => {
    test.each([
      ["CUSTOM_FOOTER", { value: "Of the environment", from: "environment", isPinned: true, isEditable: false }],
      ["APP_TITLE", { value: "Gatehouse", from: "default", isEditable: true, takesEffect: "at once" }],
      ["PORT", { value: 3080, isEditable: false, takesEffect: null }],
      ["LOG_LEVEL", { takesEffect: "after a restart", kind: "choice" }],
      ["EMAIL_PASSWORD", { value: null, isSecret: true, isSet: true, isEditable: false }],
      ["registration.allowedDomains", { value: [], kind: "list", isEditable: true }],
    ])("%s", async (key, told) => expect(await setting(key)).toMatchObject(told));

    test("and no secret is in any answer", async () => {
      for (const url of [
        "/api/admin/settings",
        "/api/admin/overrides",
        `/api/admin/overrides/user/${ids.ben}/effective`,
      ]) {
        const { body } = await as("ada", "GET", url);
        expect(body).not.toContain(SECRET);
        expect(body).not.toContain("sk-of-the-file");
      }
    });
  });

  describe("one that is changed", () => {
    test("counts at once, is told as the database's, stands in the trail, and is taken back by what the answer says", async () => {
      const changed = await change([{ key: "APP_TITLE", value: "Acme Chat" }]);
      expect(changed.json()).toMatchObject({ former: [{ key: "APP_TITLE", value: null }] });
      expect((await config("ben")).appTitle).toBe("Acme Chat");
      expect(await setting("APP_TITLE")).toMatchObject({ from: "database", stored: "Acme Chat" });
      const events = await house.store.db
        .selectFrom("audit_events")
        .select("facts")
        .where("kind", "=", "setting-changed")
        .execute();
      const sealed = await house.store.db
        .selectFrom("audit_entries")
        .select("body")
        .where("body", "like", "%setting-changed%")
        .execute();
      expect(JSON.stringify([events, sealed])).toContain("Acme Chat");
      await change(changed.json().former);
      expect((await config("ben")).appTitle).toBe("Gatehouse");
    });

    test("a switch of registration is felt by whoever registers next", async () => {
      await change([{ key: "ALLOW_REGISTRATION", value: false }]);
      expect((await config("nobody")).registrationEnabled).toBe(false);
      await change([{ key: "ALLOW_REGISTRATION", value: null }]);
      expect((await config("nobody")).registrationEnabled).toBe(true);
    });

    test("a ceiling becomes a recorded change, and goes again", async () => {
      const may = async () => (await as("ben", "POST", "/api/access/check", { action: "AGENTS.USE" })).json().allowed;
      const before = house.access.of(house.access.findOrganization()?.id ?? "").engine.revision;
      expect(await may()).toBe(true);
      await change([{ key: "ALLOW_AGENTS", value: false }]);
      expect(await may()).toBe(false);
      await change([{ key: "ALLOW_AGENTS", value: null }]);
      expect(await may()).toBe(true);
      expect(house.access.of(house.access.findOrganization()?.id ?? "").engine.revision).toBe(before + 2);
    });

    test("one that takes a restart is told as pending, and does not count until then", async () => {
      await change([{ key: "MIN_PASSWORD_LENGTH", value: 12 }]);
      expect(await setting("MIN_PASSWORD_LENGTH")).toMatchObject({ value: 8, stored: "12", isPending: true });
      await house.close();
      house = await open();
      expect(await setting("MIN_PASSWORD_LENGTH")).toMatchObject({ value: 12, from: "database", isPending: false });
      await change([{ key: "MIN_PASSWORD_LENGTH", value: null }]);
    });

    test("what would change is looked at first", async () => {
      const body = {
        changes: [
          { key: "APP_TITLE", value: "Other" },
          { key: "NO_INDEX", value: true },
        ],
      };
      const told = (await as("ada", "POST", "/api/admin/settings/preview", body)).json();
      expect(told).toMatchObject({
        people: 4,
        needsRestart: false,
        changes: [{ isOtherwise: true }, { isOtherwise: false }],
      });
      expect((await config("ben")).appTitle).toBe("Gatehouse");
    });

    test.each<[string, unknown, string, number | null]>([
      ["APP_TITLE", "Other", "everybody", 4],
      ["MIN_PASSWORD_LENGTH", 20, "password-holders", 4],
      ["ALLOW_SOCIAL_LOGIN", true, "provider-accounts", 0],
      ["TWO_FACTOR_REQUIRED_ROLES", "ADMIN", "role-holders", 1],
      ["TWO_FACTOR_REQUIRED_ROLES", "ADMIN,USER", "role-holders", 2],
      ["ALLOW_REGISTRATION", false, "newcomers", null],
      ["BAN_DURATION", 1_000, "offenders", null],
      ["LOG_LEVEL", "debug", "nobody", null],
    ])("it says for whom: %s of %j for %s", async (key, value, concerns, people) => {
      const body = { changes: [{ key, value }] };
      const told = (await as("ada", "POST", "/api/admin/settings/preview", body)).json();
      expect(told).toMatchObject({ people, changes: [{ isOtherwise: true, concerns }] });
    });

    test("whoever holds a role by a group of a group is counted with those who have it as their own, once", async () => {
      const made = async (name: string) =>
        (await as("ada", "POST", "/api/admin/groups", { name })).json().group._id as string;
      const [outer, inner] = [await made("Outer"), await made("Inner")];
      for (const [path, body] of [
        [`groups/${outer}/members`, { groupId: inner }],
        [`groups/${inner}/members`, { userId: ids.ben }],
        ["roles/ADMIN/members", { groupId: outer }],
      ] as const) {
        // Nobody gives a role to a group that they could join themselves.
        const given = await house.operatorInject({ method: "POST", url: `/api/admin/${path}`, payload: body });
        expect(given.statusCode, given.body).toBe(200);
      }
      const body = { changes: [{ key: "TWO_FACTOR_REQUIRED_ROLES", value: "ADMIN" }] };
      expect((await as("ada", "POST", "/api/admin/settings/preview", body)).json()).toMatchObject({ people: 2 });
      for (const group of [outer, inner]) await as("ada", "DELETE", `/api/admin/groups/${group}`);
    });

    test("by somebody who looked at an older version is refused", async () => {
      const { etag } = (await as("ada", "GET", "/api/admin/settings")).headers;
      await change([{ key: "APP_TITLE", value: "First" }], "ada", { "if-match": String(etag) });
      const second = await change([{ key: "APP_TITLE", value: "Second" }], "ada", { "if-match": String(etag) });
      expect(second.json().code).toBe("version-mismatch");
      await change([{ key: "APP_TITLE", value: null }]);
    });
  });

  describe("what is refused, and writes nothing", () => {
    test.each<[string, object[], string]>([
      ["what the environment says", [{ key: "CUSTOM_FOOTER", value: "x" }], "setting-pinned"],
      ["a secret", [{ key: "EMAIL_PASSWORD", value: "x" }], "request-invalid"],
      ["where secrets go", [{ key: "EMAIL_HOST", value: "evil.example" }], "request-invalid"],
      ["what would read the environment", [{ key: "DOMAIN_CLIENT", value: "http://x/" }], "request-invalid"],
      ["what there is not", [{ key: "__proto__", value: "x" }], "request-invalid"],
      ["a wrong value", [{ key: "ALLOW_REGISTRATION", value: "perhaps" }], "request-invalid"],
      [
        "the same twice",
        [
          { key: "APP_TITLE", value: "x" },
          { key: "APP_TITLE", value: "y" },
        ],
        "request-invalid",
      ],
      [
        "one of several",
        [
          { key: "APP_TITLE", value: "x" },
          { key: "NO_INDEX", value: "perhaps" },
        ],
        "request-invalid",
      ],
      ["the only way to sign in", [{ key: "ALLOW_EMAIL_LOGIN", value: false }], "settings-lock-out"],
      ["sessions of a millisecond", [{ key: "SESSION_EXPIRY", value: 1 }], "settings-lock-out"],
      ["no second factors", [{ key: "TWO_FACTOR_TEMP_MAX", value: 0 }], "settings-lock-out"],
      ["a list that is none", [{ key: "registration.allowedDomains", value: "not a domain" }], "request-invalid"],
    ])("%s", async (_what, changes, code) => {
      expect((await change(changes)).json().code).toBe(code);
      expect(await house.store.db.selectFrom("stored_settings").selectAll().execute()).toEqual([]);
    });

    test("what there is not, in other words than what is set elsewhere", async () => {
      const detail = async (key: string) => (await change([{ key, value: "x" }])).json().detail;
      expect(await detail("ALOW_REGISTRATION")).toBe("there is no such setting: `ALOW_REGISTRATION`");
      expect(await detail("EMAIL_HOST")).toContain("it is set where the server runs");
    });

    test("a role that there is not as one that takes a second factor; those that there are are taken", async () => {
      const refused = await change([{ key: "TWO_FACTOR_REQUIRED_ROLES", value: "ADMIN, ADMINS" }]);
      expect([refused.statusCode, refused.json().code]).toEqual([400, "request-invalid"]);
      expect(refused.json().detail).toBe("`TWO_FACTOR_REQUIRED_ROLES`: there is no role `ADMINS`");
      const looked = { changes: [{ key: "TWO_FACTOR_REQUIRED_ROLES", value: "ADMIN" }] };
      expect((await as("ada", "POST", "/api/admin/settings/preview", looked)).statusCode).toBe(200);
    });

    test("for whoever is no super admin of the first organization", async () => {
      expect((await as("max", "GET", "/api/admin/settings")).json().mayChange).toBe(false);
      for (const name of ["max", "ben", "dee"])
        expect((await change([{ key: "APP_TITLE", value: "x" }], name)).json().code).toBe("forbidden");
      for (const name of ["ben", "dee"]) expect((await as(name, "GET", "/api/admin/settings")).statusCode).toBe(403);
    });
  });

  describe("overrides", () => {
    const at = (type: string, id: string | undefined) => `/api/admin/overrides/${type}/${id}`;
    const put = (type: string, id: string | undefined, body: object, name = "ada", headers = {}) =>
      as(name, "PUT", at(type, id), body, headers);
    const welcome = (text: string) => ({ overrides: { interface: { customWelcome: text } } });
    const greeting = async (name: string, on = house) => (await config(name, on)).interface.customWelcome;
    const clear = async () => {
      for (const one of (await as("ada", "GET", "/api/admin/overrides")).json().overrides)
        await as("ada", "DELETE", at(one.principalType, one.principalId));
    };

    test("the highest priority wins; without any the file counts", async () => {
      await put("role", "__base__", welcome("Everybody"));
      expect(await greeting("max")).toBe("Everybody");
      await put("role", "USER", welcome("Members"));
      await put("user", ids.ben, { ...welcome("Ben"), priority: 5 });
      expect([await greeting("ben"), await greeting("max")]).toEqual(["Members", "Everybody"]);
      await put("user", ids.ben, { ...welcome("Ben"), priority: 20 });
      expect(await greeting("ben")).toBe("Ben");
      expect(await greeting("dee")).toBe("From the file");
      const told = (await as("max", "GET", `${at("user", ids.ben)}/effective`)).json();
      const [key] = told.keys.filter(({ path }: { path: string }) => path === "interface.customWelcome");
      expect(key).toMatchObject({
        value: "Ben",
        said: [
          { from: "override", principalType: "user", name: "ben", priority: 20 },
          { from: "override", principalType: "role", principalId: "USER", value: "Members" },
          { from: "override", name: "Everybody", priority: 0 },
          { from: "file", place: "librechat.yaml line 3", value: "From the file" },
        ],
      });
      await clear();
      expect(await greeting("ben")).toBe("From the file");
    });

    test("reach what is uploaded, presets, and how endpoints are shown", async () => {
      await put("user", ids.ben, {
        overrides: {
          fileConfig: { serverFileSizeLimit: 1 },
          interface: { presets: false },
          endpoints: { custom: [{ name: "Lab", modelDisplayLabel: "Our laboratory" }] },
        },
      });
      expect((await as("ben", "GET", "/api/files/config")).json().serverFileSizeLimit).toBe(1);
      expect((await as("max", "GET", "/api/files/config")).json().serverFileSizeLimit).toBe(10);
      expect((await as("ben", "GET", "/api/presets")).json().code).toBe("feature-off");
      expect((await as("max", "GET", "/api/presets")).statusCode).toBe(200);
      expect((await as("ben", "GET", "/api/endpoints")).json().Lab.modelDisplayLabel).toBe("Our laboratory");
      expect((await as("max", "GET", "/api/endpoints")).json().Lab.modelDisplayLabel).toBe("Lab");
      await clear();
    });

    const typesOf = (pattern: string) => ({
      overrides: { fileConfig: { endpoints: { default: { supportedMimeTypes: [pattern] } } } },
    });
    test.each(["(([a-z/-]+)+)+!", "(a|a)*", "[a-z]+/.*"])(
      "a pattern for types is none whose test can take long: not %s",
      async (pattern) => {
        const refused = await put("role", "__base__", typesOf(pattern));
        expect([refused.statusCode, refused.json().code]).toEqual([400, "request-invalid"]);
        expect(refused.json().detail).toContain("`fileConfig.endpoints.default.supportedMimeTypes[0]`");
        expect(refused.json().detail).toContain("`image/*`");
        const set = { path: "fileConfig.endpoints.default.supportedMimeTypes", value: [pattern] };
        expect((await as("ada", "PATCH", `${at("role", "USER")}/fields`, { set: [set] })).statusCode).toBe(400);
      },
    );

    test("of patterns for types those are taken that LibreChat writes", async () => {
      const taken = await put("role", "__base__", typesOf("^image/(jpeg|gif|png|webp|heic|heif)$"));
      expect(taken.statusCode).toBe(200);
      await clear();
    });

    test("a pattern that was stored before and is refused now is left out with a warning, and stops no start", async () => {
      await put("role", "__base__", {
        overrides: { ...welcome("Everybody").overrides, ...typesOf("image/.*").overrides },
      });
      const { store } = house;
      const { overrides } = await store.db.selectFrom("config_overrides").select("overrides").executeTakeFirstOrThrow();
      const former = overrides.replace("image/.*", "(([a-z/-]+)+)+!");
      await store.transact((tx) => tx.updateTable("config_overrides").set({ overrides: former }).execute());
      const logged: string[] = [];
      await house.close();
      house = await open(pino({ level: "warn" }, { write: (line: string) => void logged.push(line) }));
      expect(await greeting("ben")).toBe("Everybody");
      expect(JSON.stringify((await as("ben", "GET", "/api/files/config")).json())).not.toContain("!");
      expect(logged.filter((line) => line.includes("supportedMimeTypes"))).not.toEqual([]);
      await clear();
    });

    test.each([
      { overrides: { fileConfig: { serverFileSizeLimit: 400, avatarSizeLimit: 50 } } },
      { overrides: {}, tombstones: ["fileConfig"] },
    ])("what the file or Gatehouse says of the largest file of all is not lifted: %j", async (body) => {
      expect((await put("role", "__base__", body)).statusCode).toBe(200);
      const files = (await as("ben", "GET", "/api/files/config")).json();
      expect(files.serverFileSizeLimit).toBe(10);
      expect(files.avatarSizeLimit ?? 2).toBe(2);
      await clear();
    });

    test("single fields are set, unset and taken away", async () => {
      const fields = (body: object) => as("ada", "PATCH", `${at("role", "USER")}/fields`, body);
      await fields({ set: [{ path: "interface.customWelcome", value: "Set" }] });
      expect(await greeting("ben")).toBe("Set");
      await fields({ remove: ["interface.customWelcome"] });
      expect(await greeting("ben")).toBeUndefined();
      const unset = await fields({ unset: ["interface.customWelcome"] });
      expect(unset.json()).toMatchObject({ tombstones: [], overrides: {}, configVersion: 3 });
      expect(await greeting("ben")).toBe("From the file");
      await clear();
    });

    test("whoever manages one section reads and writes that one only, and takes nothing from where nothing is", async () => {
      const access = house.access.of(house.access.findOrganization()?.id ?? "");
      const holder = { principal: `user:${ids.ben}`, scope: null, expiresAt: null };
      const kept = ["access:admin", "manage:configs:interface"].map(
        (capability) => ({ kind: "capability-set", ...holder, capability }) as const,
      );
      await access.commit(systemActor(access.id, "system:config"), async () => ({ changes: kept, result: null }));
      const fields = (id: string, body: object) => as("ben", "PATCH", `${at("role", id)}/fields`, body);

      const none = await fields("ADMIN", { unset: ["interface.customWelcome"] });
      expect([none.statusCode, none.json().code]).toEqual([404, "resource-not-found"]);
      expect((await as("ada", "GET", at("role", "ADMIN"))).statusCode).toBe(404);

      const overrides = { interface: { customWelcome: "Old" }, fileConfig: { serverFileSizeLimit: 3 } };
      await put("role", "ADMIN", { overrides, tombstones: ["modelSpecs.list"] });
      const done = await fields("ADMIN", { set: [{ path: "interface.customWelcome", value: "New" }] });
      expect(done.json()).toMatchObject({ overrides: { interface: { customWelcome: "New" } }, tombstones: [] });
      expect(done.json().overrides).not.toHaveProperty("fileConfig");
      expect((await as("ada", "GET", at("role", "ADMIN"))).json().overrides.fileConfig).toEqual(overrides.fileConfig);
      const other = await fields("ADMIN", { unset: ["fileConfig.serverFileSizeLimit"] });
      expect(other.json().code).toBe("forbidden");
      await clear();
      const gone = kept.map((change) => ({ ...change, kind: "capability-removed" }) as const);
      await access.commit(systemActor(access.id, "system:config"), async () => ({ changes: gone, result: null }));
    });

    test("how many people get something else is told before, with names", async () => {
      const told = await as("ada", "POST", `${at("role", "USER")}/preview`, { document: welcome("Members") });
      expect(told.json()).toMatchObject({
        people: 1,
        of: 3,
        paths: ["interface.customWelcome"],
        page: [{ name: "ben" }],
      });
      expect(await greeting("ben")).toBe("From the file");
    });

    test("versions are kept apart", async () => {
      const made = await put("role", "USER", welcome("One"));
      expect(made.headers.etag).toBe('"v1"');
      expect((await put("role", "USER", welcome("Two"), "ada", { "if-match": '"v0"' })).json().code).toBe(
        "version-mismatch",
      );
      expect((await put("role", "USER", welcome("Two"), "ada", { "if-match": '"v1"' })).json().configVersion).toBe(2);
      await clear();
    });

    test("go with whom they are for", async () => {
      const made = await as("ada", "POST", "/api/admin/groups", { name: "Short lived" });
      const { _id, id = _id } = made.json().group ?? made.json();
      expect((await put("group", id, welcome("Group"))).statusCode).toBe(200);
      expect((await as("ada", "DELETE", `/api/admin/groups/${id}`)).statusCode).toBeLessThan(300);
      await expect.poll(async () => (await as("ada", "GET", "/api/admin/overrides")).json().overrides).toEqual([]);
    });

    test.each<[string, string, object, number]>([
      ["an admin who is no super admin", "max", {}, 403],
      ["a member", "ben", {}, 403],
      ["another organization's super admin", "dee", {}, 404],
      ["a permission", "ada", { overrides: { interface: { agents: { share: true } } } }, 400],
      ["a deep tree", "ada", { overrides: { modelSpecs: JSON.parse(`${'{"a":'.repeat(90)}1${"}".repeat(90)}`) } }, 400],
      ["an unknown field", "ada", { overrides: {}, principalId: "x" }, 400],
    ])("%s is refused", async (_what, name, body, status) => {
      const refused = await put("user", ids.ben, { ...welcome("x"), ...body }, name);
      expect(refused.statusCode, refused.body).toBe(status);
      expect(await greeting("ben")).toBe("From the file");
    });

    test("of nobody that there is are not found", async () => {
      for (const [type, id] of [
        ["user", "nobody"],
        ["group", "nothing"],
        ["role", "NONE"],
        ["user", "__base__"],
      ])
        expect((await put(type ?? "", id, welcome("x"))).statusCode).toBe(404);
    });
  });

  if (kind === "postgres")
    test("a second server follows at once", async () => {
      const second = await open();
      try {
        await change([{ key: "APP_TITLE", value: "Both" }]);
        await expect.poll(async () => (await config("ben", second)).appTitle).toBe("Both");
        await as("ada", "PUT", "/api/admin/overrides/role/USER", {
          overrides: { interface: { customWelcome: "Both" } },
        });
        await expect.poll(async () => (await config("ben", second)).interface.customWelcome).toBe("Both");
        await as("ada", "DELETE", "/api/admin/overrides/role/USER");
        await change([{ key: "APP_TITLE", value: null }]);
        await expect.poll(async () => (await config("ben", second)).appTitle).toBe("Gatehouse");
      } finally {
        await second.close();
      }
    });
});
